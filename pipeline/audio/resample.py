"""Sample-rate conversion to 16 kHz: one converter for files (best quality), one for live sound (least delay).

Both are streams: feed blocks, get blocks, flush once at the end. Neither shifts time: output sample i lies
at the moment of input sample i * rate_hz / 16000, and after the flush the length is right within one sample.

| | converter | holds back | use |
|---|---|---|---|
| `FileResampler` | soxr, HQ (20 bit) | 20-110 ms | recordings, where delay costs nothing |
| `LiveResampler` | libswresample through PyAV | about 2 ms | microphones |
"""

from typing import Protocol

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples

MIN_RATE_HZ = 1_000
MAX_RATE_HZ = 768_000


class Resampler(Protocol):
    """A stream of sound from one rate to 16 kHz."""

    def feed(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take a block, give what is ready (perhaps nothing)."""
        ...

    def flush(self) -> NDArray[np.float32]:
        """Give what was held back. The stream is over: feed nothing afterwards."""
        ...


class FileResampler:
    """Best-quality conversion of several channels at once, shape (n, channels) float32 in and out, with soxr.

    Raises ValueError for a rate outside 1 kHz .. 768 kHz.
    """

    def __init__(self, *, rate_hz: int, channels: int) -> None:
        _check_rate(rate_hz)
        self._empty = np.zeros((0, channels), np.float32)
        self._stream: soxr.ResampleStream | None = None
        if rate_hz != SAMPLE_RATE_HZ:
            self._stream = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, channels, dtype="float32")

    def feed(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take (n, channels), give (m, channels)."""
        if self._stream is None or not len(block):
            return block
        return self._stream.resample_chunk(np.ascontiguousarray(block, np.float32))

    def flush(self) -> NDArray[np.float32]:
        """Give the last samples."""
        if self._stream is None:
            return self._empty
        return self._stream.resample_chunk(self._empty, last=True)


class LiveResampler:
    """Low-delay conversion of one channel, shape (n,) float32 in and out, with libswresample.

    Raises ValueError for a rate outside 1 kHz .. 768 kHz.
    """

    def __init__(self, *, rate_hz: int) -> None:
        _check_rate(rate_hz)
        self._rate_hz = rate_hz
        self._fed = 0
        self._given = 0
        self._stream: av.AudioResampler | None = None
        if rate_hz != SAMPLE_RATE_HZ:
            self._stream = av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE_HZ)

    @property
    def expected(self) -> int:
        """Samples at 16 kHz that all input so far amounts to, held back ones included."""
        return round(self._fed * SAMPLE_RATE_HZ / self._rate_hz)

    def feed(self, block: Samples) -> Samples:
        """Take (n,), give (m,)."""
        self._fed += len(block)
        if self._stream is None or not len(block):
            self._given += len(block)
            return block
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block, np.float32)[np.newaxis, :], format="fltp", layout="mono"
        )
        frame.sample_rate = self._rate_hz
        return self._count(_joined(self._stream.resample(frame)))

    def flush(self) -> Samples:
        """Give the last samples, so that the total is `expected`."""
        if self._stream is None:
            return np.zeros(0, np.float32)
        missing = self.expected - self._given
        last = _joined(self._stream.resample(None)) if self._fed else np.zeros(0, np.float32)
        last = last[:missing] if missing > 0 else last[:0]
        return self._count(np.pad(last, (0, max(0, missing - len(last)))))

    def _count(self, block: Samples) -> Samples:
        self._given += len(block)
        return block


def _joined(frames: list[av.AudioFrame]) -> Samples:
    parts = [frame.to_ndarray()[0] for frame in frames if frame.samples]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _check_rate(rate_hz: int) -> None:
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        raise ValueError(f"a sample rate of {rate_hz} Hz is outside {MIN_RATE_HZ}..{MAX_RATE_HZ} Hz")
