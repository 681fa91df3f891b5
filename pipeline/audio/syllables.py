"""Syllables from sound alone: a small time-delay network gives the expected number of syllables per 20 ms.

A sum over a window counts syllables without picking peaks (which loses the weak ones). See models/SYLLABLES.md for the
training data and figures; models/train_syllables.py makes the weights.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import Samples
from pipeline.audio.mel import BANDS, BLOCK, HOP, LEAD, MelPower, MelStream

STRIDE = 2
"""Mel frames that the network takes at a time: it works, and answers, in steps of 20 ms."""
OFFSETS: tuple[tuple[int, ...], ...] = ((-1, 0, 1), (-3, -1, 0, 2), (-16, -12, -8, -4, 0, 2))
"""Per layer, which steps of the layer below are spliced together (Peddinti et al. 2015, time-delay networks).
Their greatest ones add up to one block: what goes in with a block lets the block before it out."""
LOOK_AHEAD = (sum(max(layer) for layer in OFFSETS) * STRIDE * HOP + LEAD) / 16_000
"""Seconds of sound after a block that its density needs: 0.1075."""
QUIET = 1e-6
"""Power (-60 dB re full scale, all bands together) under which a block says nothing about the speaker's level."""
FLOOR = 0.002
"""What lies more than 27 dB under a band's usual power is heard as nothing."""
_RISE, _FALL = 0.15, 0.02
_USUAL = 1e-4

Density = NDArray[np.float32]
"""Expected syllables per step of STRIDE frames (20 ms), shape (steps,), float32, >= 0."""


class Level:
    """The usual power of each band: follows a louder voice within a second, a softer one within five."""

    def __init__(self, batch: tuple[int, ...] = ()) -> None:
        self.power = np.full((*batch, BANDS), _USUAL, np.float32)
        self.heard = np.zeros((*batch, 1), np.float32)

    def relative(self, block: MelPower) -> NDArray[np.float32]:
        """Log power of a block relative to the usual power, floored and scaled to about [-2.1, 2].

        `block`: shape (..., BLOCK, BANDS); same shape out. The block itself counts for the usual power first.
        """
        mean = block.mean(axis=-2)
        audible = mean.sum(axis=-1, keepdims=True) > QUIET
        step = np.maximum(np.where(mean > self.power, np.float32(_RISE), np.float32(_FALL)), 1 / (self.heard + 2))
        self.power = np.where(audible, self.power + step * (mean - self.power), self.power)
        self.heard = self.heard + audible
        usual = self.power[..., None, :] + np.float32(1e-10)
        return (np.log(block / usual + np.float32(FLOOR)) + np.float32(2.0)) * np.float32(0.5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """The trained network: per layer a matrix (len(offsets) x inputs, units) and a bias (units,).

    The last layer has three outputs: the density (softplus), the log-odds that something drowns the speaker out, and
    the log-odds that the step is speech (not a pause)."""

    layers: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """Read an .npz with arrays w0, b0, w1, ... (any float type)."""
        with np.load(path) as stored:
            count = len(stored.files) // 2
            return cls(
                layers=tuple(
                    (stored[f"w{i}"].astype(np.float32), stored[f"b{i}"].astype(np.float32)) for i in range(count)
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SyllableBlock:
    """What the network says about BLOCK frames."""

    density: Density
    """Shape (BLOCK / STRIDE,)."""
    drowned: float
    """Mean probability that other voices or music drown the speaker out, so that no count can be trusted."""
    speech: NDArray[np.float32]
    """Probability that each step is speech rather than a pause, shape (BLOCK / STRIDE,)."""


@cache
def default_weights() -> Weights:
    """The weights that ship with Souffleur."""
    return Weights.load(Path(__file__).with_name("syllables.npz"))


class SyllableStream:
    """Samples in; per 100 ms block the density of its frames, and how far it can be trusted.

    Gives block n once the sound LOOK_AHEAD seconds after its end is there. Does not depend on how the sound is cut.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or default_weights()
        self._mel = MelStream()
        self._level = Level()
        self._before = [
            np.zeros((max(o) - min(o), layer[0].shape[0] // len(o)), np.float32)
            for o, layer in zip(OFFSETS, self._weights.layers[:-1], strict=True)
        ]
        silence = np.full((BLOCK, BANDS), (np.log(FLOOR) + 2.0) * 0.5, np.float32)
        for _ in range(2 + sum(max(o) - min(o) for o in OFFSETS) * STRIDE // BLOCK):
            self._through(silence)
        self._first = True

    def feed(self, samples: Samples) -> list[SyllableBlock]:
        """The blocks that became known, in order; the first begins at sample 0."""
        known = [self._through(self._level.relative(block)) for block in self._mel.feed(samples)]
        if known and self._first:
            self._first = False
            del known[0]
        return known

    def _through(self, features: NDArray[np.float32]) -> SyllableBlock:
        """One block through the network; what comes out belongs to the block before it."""
        hidden, steps = features.reshape(BLOCK // STRIDE, STRIDE * BANDS), BLOCK // STRIDE
        for i, (offsets, (matrix, bias)) in enumerate(zip(OFFSETS, self._weights.layers[:-1], strict=True)):
            spliced = np.concatenate((self._before[i], hidden))
            self._before[i] = spliced[steps:]
            low = min(offsets)
            stacked = np.concatenate([spliced[o - low : o - low + steps] for o in offsets], axis=1)
            hidden = np.maximum(stacked @ matrix + bias, 0.0)
        matrix, bias = self._weights.layers[-1]
        out = hidden @ matrix + bias
        chance = 1.0 / (1.0 + np.exp(-out[:, 1:]))
        return SyllableBlock(
            density=np.logaddexp(out[:, 0], np.float32(0.0)), drowned=float(chance[:, 0].mean()), speech=chance[:, 1]
        )
