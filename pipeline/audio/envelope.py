"""The default VAD: Silero finds speech, the loudness envelope finds its edges."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.audio.silero import FRAME, SileroNetwork
from pipeline.audio.vad import HOP, Streaming

WINDOW = 320
"""Samples of the analysis window (20 ms), centred on its hop."""
_HANN = np.hanning(WINDOW + 2)[1:-1].astype(np.float32)
_HZ = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE_HZ)
_BAND = slice(int(np.searchsorted(_HZ, 200.0)), int(np.searchsorted(_HZ, 3700.0, "right")))
_QUIETEST = 1e-11
"""Power added before the logarithm: -110 dBFS, below the last bit of 16-bit sound."""


def loudness(samples: Samples) -> NDArray[np.float64]:
    """Power per hop in dBFS, shape (n,), of 200-3700 Hz: telephone speech without hum, DC or rumble.

    `samples` has 160 n + 160 values: hop i has its window at 160 i .. 160 i + 320.
    """
    count = len(samples) // HOP - 1
    if count < 1:
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(samples[: (count + 1) * HOP], WINDOW)[::HOP]
    spectrum = np.fft.rfft(windows * _HANN, axis=1)[:, _BAND]
    power = (spectrum.real.astype(np.float64) ** 2 + spectrum.imag.astype(np.float64) ** 2).sum(axis=1)
    return 10.0 * np.log10(2.0 * power / float(_HANN.sum()) ** 2 + _QUIETEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeOptions:
    """Where the line between speech and silence lies."""

    near: float = 0.1
    """Loud sound is speech where Silero gives this probability within a frame (32 ms) of it."""
    height: float = 0.25
    """The loudness limit, as a share of the way (in dB) from the noise floor up to the speech level."""
    over_floor_db: float = 6.0
    """The limit lies at least this far above the noise floor."""
    under_speech_db: float = 30.0
    """The limit lies at most this far below the speech level."""
    trusted_db: float = 18.0
    """Below this distance between speech and noise the envelope says little: Silero decides alone."""
    alone: float = 0.5
    """Silero's limit when it decides alone."""
    floor_hops: int = 30
    """Hops over which the noise floor is averaged, where Silero hears no speech."""
    level_hops: int = 150
    """Hops over which the speech level is averaged, where Silero is sure of speech."""


class EnvelopeVad(Streaming):
    """Silero for where, the envelope for when. Values >= 0.5 mean speech."""

    look_ahead = (2 * FRAME - HOP // 2) / SAMPLE_RATE_HZ
    _tail = 3 * FRAME

    def __init__(self, options: EnvelopeOptions = EnvelopeOptions()) -> None:
        self.options = options
        self._network = SileroNetwork()
        super().__init__()

    def _reset(self, sample: int) -> None:
        self._network.reset()
        self._origin = sample
        self._frames = 0
        self._silero = [0.0, 0.0]  # of the last two frames
        self._next = sample // HOP  # the first hop without a decision
        self._floor: float | None = None
        self._floor_count = 0
        self._lowest = 0.0
        self._level: float | None = None

    def _advance(self) -> list[float]:
        stream = self._stream
        out: list[float] = []
        while (start := self._origin + self._frames * FRAME) + FRAME <= stream.end:
            value = self._network(stream.buffer[start - stream.first : start - stream.first + FRAME])
            self._frames += 1
            last = -(-(start - HOP // 2) // HOP)  # the first hop whose middle lies in this frame or later
            if last > self._next:
                out += self._decide(self._next, last, value)
                self._next = last
            self._silero = [self._silero[1], value]
        stream.drop(max(self._origin, self._next * HOP - HOP // 2))
        return out

    def _decide(self, first: int, last: int, after: float) -> list[float]:
        """Hops `first`..`last` lie in the frame before the one that Silero just heard with probability `after`."""
        before, here = self._silero
        near = max(before, here, after)
        start, end = first * HOP - HOP // 2, last * HOP + HOP // 2
        sound = self._stream.buffer[max(0, start - self._stream.first) : end - self._stream.first]
        if start < self._origin:
            sound = np.concatenate((np.zeros(self._origin - start, np.float32), sound))
        return [self._hop(db, here, near) for db in loudness(sound).tolist()]

    def _hop(self, db: float, here: float, near: float) -> float:
        options = self.options
        self._adapt(db, here, near)
        floor = self._lowest if self._floor is None else self._floor
        level = floor + 30.0 if self._level is None else self._level
        if level - floor < options.trusted_db:
            return min(1.0, 0.5 * here / options.alone)
        limit = max(floor + options.height * (level - floor), floor + options.over_floor_db,
                    level - options.under_speech_db)
        return max(0.5, near) if db > limit and near > options.near else min(0.49, here)

    def _adapt(self, db: float, here: float, near: float) -> None:
        self._lowest = min(self._lowest, db)
        if near < 0.2:
            self._floor_count = min(self._floor_count + 1, self.options.floor_hops)
            self._floor = db if self._floor is None else self._floor + (db - self._floor) / self._floor_count
        if here > 0.8:
            self._level = db if self._level is None else self._level + (db - self._level) / self.options.level_hops
