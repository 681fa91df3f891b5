"""Voice activity detection: the probability of speech per hop of 10 ms, streaming, whatever the cut of the samples.

* `WebrtcGate`: WebRTC's Gaussian-mixture VAD. Almost free, deaf to nothing, fooled by noise and other voices.
* `SileroVad`: a recurrent network, one decision per 32 ms, robust in noise.
* `envelope.EnvelopeVad` (the default): Silero says roughly where speech is, the loudness envelope where it begins
  and ends.

`bench/vad.py` prints all of them side by side; docs/decisions/vad.md says why the default is the default.
"""

from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import Samples
from pipeline.audio.silero import FRAME, SileroNetwork

HOP = 160
"""Samples per hop (10 ms at 16 kHz)."""
HOPS_PER_SECOND = 100

Probabilities = NDArray[np.float32]
"""Shape (k,), 0..1, one per hop of HOP samples, in order without holes from the channel's first sample."""


class Vad(Protocol):
    """One channel's VAD. The same samples give the same probabilities however they are cut into feeds."""

    look_ahead: float
    """Seconds after a hop's end by which its probability is out, at most."""

    def feed(self, samples: Samples) -> Probabilities:
        """Hear `samples`, shape (n,); the probabilities of as many hops as became decidable."""
        ...

    def skip(self, count: int) -> Probabilities:
        """`count` samples are lost: all pending hops and those of the hole (as silence); hearing starts afresh."""
        ...

    def finish(self) -> Probabilities:
        """No more sound comes: the hops still pending, the last one perhaps shorter than HOP."""
        ...


class _Stream:
    """The samples still needed, and where in the channel they lie: what every VAD here shares."""

    def __init__(self) -> None:
        self.buffer: Samples = np.zeros(0, np.float32)
        self.first = 0
        """Channel sample of buffer[0]."""
        self.hops = 0
        """Hops that are out."""

    @property
    def end(self) -> int:
        """Channel samples heard."""
        return self.first + len(self.buffer)

    def append(self, samples: Samples) -> None:
        clean = np.clip(np.nan_to_num(np.asarray(samples, np.float32), nan=0.0), -1.0, 1.0)
        self.buffer = np.concatenate((self.buffer, clean))

    def drop(self, before: int) -> None:
        if before > self.first:
            self.buffer = self.buffer[before - self.first :]
            self.first = before


class Streaming(ABC):
    """`feed`, `skip` and `finish` over `_advance`, which a VAD must give."""

    look_ahead = 0.0
    _tail = HOP
    """Samples of silence that bring out the last hop."""

    def __init__(self) -> None:
        self._stream = _Stream()
        self._reset(0)

    @abstractmethod
    def _reset(self, sample: int) -> None:
        """Forget all sound; hearing starts at the channel sample `sample`, a multiple of HOP."""

    @abstractmethod
    def _advance(self) -> list[float]:
        """The probabilities of the hops that the stream now decides."""

    def feed(self, samples: Samples) -> Probabilities:
        """See `Vad.feed`."""
        self._stream.append(samples)
        return self._out(self._advance())

    def finish(self) -> Probabilities:
        """See `Vad.finish`."""
        pending = -(-self._stream.end // HOP) - self._stream.hops
        self._stream.append(np.zeros(self._tail, np.float32))
        return self._out(self._advance()[:pending])

    def skip(self, count: int) -> Probabilities:
        """See `Vad.skip`."""
        if count < 0:
            raise ValueError("a hole cannot be negative")
        if count < 2 * HOP:
            return self.feed(np.zeros(count, np.float32))
        resume = self._stream.end + count
        rest = self.finish()
        hole = np.zeros(resume // HOP - self._stream.hops, np.float32)
        self._stream = _Stream()
        self._stream.hops = resume // HOP
        self._stream.first = self._stream.hops * HOP
        self._reset(self._stream.first)
        self._stream.append(np.zeros(resume % HOP, np.float32))
        return np.concatenate((rest, hole))

    def _out(self, values: list[float]) -> Probabilities:
        self._stream.hops += len(values)
        return np.asarray(values, np.float32)


class WebrtcGate(Streaming):
    """WebRTC's VAD on 10 ms frames: 1.0 or 0.0 per hop. `mode` 0 (lets most through) .. 3 (strictest)."""

    def __init__(self, mode: int = 3) -> None:
        import webrtcvad

        self._webrtcvad = webrtcvad
        self._mode = mode
        super().__init__()

    def _reset(self, sample: int) -> None:  # noqa: ARG002 - its frames are the hops, wherever it starts
        self._vad = self._webrtcvad.Vad(self._mode)

    def _advance(self) -> list[float]:
        stream = self._stream
        count = len(stream.buffer) // HOP
        pcm = (np.clip(stream.buffer[: count * HOP], -1.0, 1.0) * 32767).astype("<i2").tobytes()
        size = 2 * HOP
        out = [float(self._vad.is_speech(pcm[i * size : (i + 1) * size], 16_000)) for i in range(count)]
        stream.drop(stream.first + count * HOP)
        return out


class SileroVad(Streaming):
    """Silero's probability, each 32 ms frame's value for the hops whose middle it holds."""

    look_ahead = (FRAME - HOP // 2) / 16_000
    _tail = FRAME + HOP

    def __init__(self) -> None:
        self._network = SileroNetwork()
        super().__init__()

    def _reset(self, sample: int) -> None:
        self._network.reset()
        self._origin = sample
        self._frames = 0

    def _advance(self) -> list[float]:
        stream = self._stream
        out: list[float] = []
        while (start := self._origin + self._frames * FRAME) + FRAME <= stream.end:
            value = self._network(stream.buffer[start - stream.first : start - stream.first + FRAME])
            self._frames += 1
            while (stream.hops + len(out)) * HOP + HOP // 2 < start + FRAME:
                out.append(value)
        stream.drop(self._origin + self._frames * FRAME)
        return out
