"""The default VAD: Silero finds speech, the loudness envelope finds its edges, a net of 421 weights weighs them up.

The net and its weights (`envelope.npz`) come from bench/train_vad.py; docs/decisions/vad.md is their model card.
"""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.audio.silero import FRAME, SileroNetwork
from pipeline.audio.vad import HOP, Streaming
from pipeline.errors import ModelError

WINDOW = 320
"""Samples of the analysis window (20 ms), centred on its hop."""
BANDS_HZ = ((200, 1000), (1000, 2200), (2200, 3700), (200, 3700))
"""Telephone speech without hum, DC or rumble: low, middle, high, and all of it."""
_ALL = 3
_HANN = np.hanning(WINDOW + 2)[1:-1].astype(np.float32)
_HZ = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE_HZ)
_IN_BAND = np.stack([(low <= _HZ) & (high >= _HZ) for low, high in BANDS_HZ], axis=1).astype(np.float64)
_IN_BAND *= 2.0 / float(_HANN.sum()) ** 2
_QUIETEST = 1e-11
"""Power added before the logarithm: -110 dBFS, below the last bit of 16-bit sound."""

BACK, AHEAD = 6, 2
"""Hops before and after a hop that its decision sees."""
_LOUD_AT = np.array([-6, -4, -3, -2, -1, 0, 1, 2])
_BANDS_AT = np.array([-2, 0, 2])
_LOUD = len(_LOUD_AT)
FEATURES = 8 + 2 * _LOUD + 3 * len(_BANDS_AT)
"""Four Silero logits, three of them times the place in the frame, speech over floor, loudness over the floor and
under the speech, loudness of the bands over their floors; decibels in tens."""
_LEAST, _MOST = np.full(FEATURES, -np.inf), np.full(FEATURES, np.inf)
_LEAST[7], _MOST[7] = -2, 3
_LEAST[8:], _MOST[8:] = -1, 4
_LEAST[8 + _LOUD : 8 + 2 * _LOUD], _MOST[8 + _LOUD : 8 + 2 * _LOUD] = -5, 1

DEAF = 0.02
"""Where Silero's own probability is below this, loudness makes no speech: music, and pauses of voices whose fading
words the net does not know."""


def loudness(samples: Samples) -> NDArray[np.float64]:
    """Power per hop and band in dBFS, shape (n, len(BANDS_HZ)).

    `samples` has at least 160 n + 160 values: hop i has its window at 160 i .. 160 i + 320.
    """
    count = max(0, len(samples) // HOP - 1)
    if not count:
        return np.zeros((0, len(BANDS_HZ)))
    halves = samples[: (count + 1) * HOP].reshape(-1, HOP)
    spectrum = np.fft.rfft(np.concatenate((halves[:-1], halves[1:]), axis=1) * _HANN, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    return 10.0 * np.log10(power.astype(np.float64) @ _IN_BAND + _QUIETEST)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Net:
    """sigmoid(tanh((x - mean) / spread @ hidden + bias) @ out + out_bias): features (n, FEATURES) -> (n,)."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    hidden: NDArray[np.float64]
    bias: NDArray[np.float64]
    out: NDArray[np.float64]
    out_bias: NDArray[np.float64]

    def __call__(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of speech per row."""
        layer = np.tanh((features - self.mean) / self.spread @ self.hidden + self.bias)
        return 1.0 / (1.0 + np.exp(-(layer @ self.out + self.out_bias)))


WEIGHTS = Path(__file__).with_suffix(".npz")


@cache
def trained() -> Net:
    """The net that ships with Souffleur."""
    try:
        with np.load(WEIGHTS) as arrays:
            return Net(**{name: arrays[name].astype(np.float64) for name in arrays.files})
    except (OSError, EOFError, ValueError, TypeError, BadZipFile) as error:
        raise ModelError("vad_weights", f"{WEIGHTS.name} cannot be read: {error}", "Install Souffleur again") from error


class Level:
    """How loud the silence and the speech of a channel are, in dBFS: running means, led by Silero."""

    floor_hops = 30
    """Hops over which the floor is averaged, where Silero hears no speech near (0.3 s)."""
    speech_hops = 150
    """Hops over which the speech level is averaged, where Silero is sure of speech (1.5 s)."""

    def __init__(self) -> None:
        self.floor: NDArray[np.float64] = np.zeros(len(BANDS_HZ))
        self.speech = 0.0
        self._silent = self._spoken = 0

    def hear(self, loud: NDArray[np.float64], here: float, near: float) -> None:
        """Take in the hops `loud`, shape (n, bands), of a frame of probability `here`, `near` with its neighbours."""
        if not len(loud):
            return
        mean = loud.mean(axis=0)
        if near < 0.2:
            self._silent += len(loud)
            self.floor = self.floor + (mean - self.floor) * min(1.0, len(loud) / min(self._silent, self.floor_hops))
        elif not self._silent:
            self.floor = np.minimum(self.floor, loud.min(axis=0))
        if here > 0.8:
            self._spoken += len(loud)
            self.speech += (mean[_ALL] - self.speech) * min(1.0, len(loud) / min(self._spoken, self.speech_hops))
        elif not self._spoken:
            self.speech = self.floor[_ALL] + 30.0


class EnvelopeVad(Streaming):
    """Silero for where, the envelope for when. Values >= 0.5 mean speech."""

    look_ahead = (2 * FRAME - HOP // 2) / SAMPLE_RATE_HZ
    _tail = 3 * FRAME

    def __init__(self, net: Net | None = None) -> None:
        self._net = net or trained()
        self._network = SileroNetwork()
        self._level = Level()
        super().__init__()

    def _reset(self, sample: int) -> None:
        self._network.reset()
        self._origin = sample
        self._frames = 0
        self._silero = [0.0, 0.0, 0.0]  # of the last three frames
        self._next = sample // HOP  # the first hop without a decision
        self._loud = np.full((BACK, len(BANDS_HZ)), np.nan)  # from hop `_next - BACK` on

    def _advance(self) -> list[float]:
        stream = self._stream
        out: list[float] = []
        while (start := self._origin + self._frames * FRAME) + FRAME <= stream.end:
            value = self._network(stream.buffer[start - stream.first : start - stream.first + FRAME])
            self._frames += 1
            last = -(-(start - HOP // 2) // HOP)  # the first hop whose middle lies in this frame or later
            if self._frames > 1:
                out += self._decide(last, [*self._silero, value]).tolist()
            self._silero = [*self._silero[1:], value]
        unmeasured = (self._next - BACK + len(self._loud)) * HOP - HOP // 2
        stream.drop(max(self._origin, min(start, unmeasured)))
        return out

    def _decide(self, last: int, silero: list[float]) -> NDArray[np.float64]:
        """Decide the hops before `last`, which lie in the last frame but one of those with probabilities `silero`."""
        first = self._next
        self._measure(last + AHEAD)
        now = self._loud[BACK : BACK + last - first]
        self._level.hear(now, silero[2], max(silero[1:]))
        features = self._features(np.arange(first, last), silero)
        self._loud = self._loud[last - first :]
        self._next = last
        return np.minimum(self._net(features), 0.5 * silero[2] / DEAF)

    def _measure(self, until: int) -> None:
        """Measure the loudness of the hops before `until` that are not measured yet."""
        first = self._next - BACK + len(self._loud)
        start, end = first * HOP - HOP // 2, until * HOP + HOP // 2
        sound = self._stream.buffer[max(0, start - self._stream.first) : end - self._stream.first]
        if start < self._origin:
            sound = np.concatenate((np.zeros(self._origin - start, np.float32), sound))
        loud = loudness(sound)
        if np.isnan(self._loud).any():
            self._loud = np.where(np.isnan(self._loud), loud[0], self._loud)
        self._loud = np.concatenate((self._loud, loud))

    def _features(self, hops: NDArray[np.int_], silero: list[float]) -> NDArray[np.float64]:
        """What the net sees of each hop, shape (n, FEATURES)."""
        logits = [math.log(chance / (1 - chance)) / 3 for chance in (min(max(p, 1e-3), 1 - 1e-3) for p in silero)]
        start = self._origin + (self._frames - 2) * FRAME
        place = (hops * HOP + HOP // 2 - start) / FRAME - 0.5  # in the frame, -0.5..0.5
        rows = np.arange(BACK, BACK + len(hops))[:, None]
        loud = self._loud[rows + _LOUD_AT, _ALL]
        floor, speech = self._level.floor, self._level.speech
        seen = np.empty((len(hops), FEATURES))
        seen[:, :4] = logits
        seen[:, 4:7] = place[:, None] * logits[1:]
        seen[:, 7] = (speech - floor[_ALL]) / 10 - 2
        seen[:, 8 : 8 + _LOUD] = (loud - floor[_ALL]) / 10
        seen[:, 8 + _LOUD : 8 + 2 * _LOUD] = (loud - speech) / 10
        seen[:, 8 + 2 * _LOUD :] = ((self._loud[rows + _BANDS_AT, :_ALL] - floor[:_ALL]) / 10).reshape(len(hops), -1)
        return np.minimum(np.maximum(seen, _LEAST), _MOST)
