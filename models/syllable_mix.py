"""Mixing training batches: sentences in a row, other tempi, voices, rooms, lines, noises, voices behind, music."""

from dataclasses import dataclass

import numpy as np

from models.syllable_data import Array, Example, resized, reverberate, warp_time, warp_tract
from pipeline.audio.mel import BANDS
from pipeline.audio.syllables import STRIDE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """What the network hears, what it should say and how much each answer counts.

    `power`: (batch, frames, BANDS). Targets `density`, `speech`, `drowned` and the weights `aligned` (of the first two)
    and `judged` (of the third): (batch, steps). `spans`: five arrays row, start, end, count, weight: how many syllables
    lie between two steps.
    """

    power: Array
    density: Array
    speech: Array
    aligned: Array
    drowned: Array
    judged: Array
    spans: tuple[Array, ...]


class Mixer:
    """Makes batches. DROWNED_DB and CLEAR_DB: voices behind at least this loud (less loud) drown (do not)."""

    DROWNED_DB, CLEAR_DB = 12.5, 16.5

    def __init__(
        self,
        *,
        aligned: list[Example],
        counted: list[Example],
        music: list[Array],
        length: int,
        rng: np.random.Generator,
    ) -> None:
        self._aligned, self._counted, self._music = aligned, counted, music
        self._length, self._rng = length, rng

    def batch(self, size: int) -> Batch:
        """`size` new sequences."""
        n = self._length
        power = np.zeros((size, n, BANDS), np.float32)
        density, speech, drowned = (np.zeros((size, n), np.float32) for _ in range(3))
        aligned, judged = np.ones((size, n), np.float32), np.ones((size, n), np.float32)
        spans = []
        for row in range(size):
            kind = self._rng.random()
            if kind < 0.05:
                power[row], drowned[row], judged[row] = self._without_speech()
                spans.append((row, 0, n, 0.0, 1.0))
                continue
            counted = self._counted if kind < 0.30 else []
            power[row], density[row], speech[row], aligned[row], found = self._speech(counted or self._aligned)
            spans += [(row, *span) for span in found]
            power[row], drowned[row], judged[row] = self._soiled(power[row])
            if drowned[row, 0] > 0.5 or judged[row, 0] == 0:
                aligned[row] *= 0.3
        gain = 10 ** self._rng.uniform(-2.5, 1.0, (size, 1, 1))
        tilt = np.linspace(-0.5, 0.5, BANDS) * self._rng.normal(0, 1.0, (size, 1, 1))
        power = power * (gain * 10**tilt).astype(np.float32)
        masks = {
            "density": density * STRIDE,
            "speech": speech,
            "drowned": drowned,
            "aligned": aligned,
            "judged": judged,
        }
        targets = {name: mask.reshape(size, -1, STRIDE).mean(axis=2) for name, mask in masks.items()}
        spans = [(row, start // STRIDE, end // STRIDE, count, weight) for row, start, end, count, weight in spans]
        return Batch(
            power=power, **targets, spans=tuple(np.array(column, np.float64) for column in zip(*spans, strict=True))
        )

    def _speech(self, pool: list[Example]):
        """Sentences of one voice in a row: power, density, speech, aligned weight and the spans with known counts."""
        rng, n = self._rng, self._length
        tract, steady = float(np.exp(rng.normal(0, 0.08))), float(np.exp(rng.uniform(np.log(0.65), np.log(1.55))))
        power = np.full((n, BANDS), 1e-9, np.float32)
        density, speech, aligned = np.zeros(n, np.float32), np.zeros(n, np.float32), np.ones(n, np.float32)
        spans = []
        at = int(rng.integers(-150, 60))
        while at < n:
            example = pool[rng.integers(len(pool))]
            sound = warp_tract(warp_time(example.power, steady), tract)
            sound = sound / np.float32(sound.mean() + 1e-12) * np.float32(10 ** rng.normal(-3.5, 0.15))
            start, end = at, at + len(sound)
            low, high = max(0, start), max(0, min(n, end))
            power[low:high] += sound[low - start :][: high - low]
            if example.nuclei is None:
                aligned[low:high] = 0
                if start >= 40 and end <= n - 12:
                    spans.append((start, end, example.count, 3.0))
            else:
                speech[low:high] = resized(example.speech, len(sound))[low - start :][: high - low]
                for centre, length in example.nuclei * (len(sound) / len(example.power)):
                    _add_bump(density, start + centre, max(2.0, 0.3 * length))
            at = end + (int(rng.exponential(35)) if rng.random() < 0.7 else int(rng.integers(0, 250)))
        if aligned.all():
            for width in (100, 300, 500):
                starts = 2 * rng.integers(20, (n - 12 - width) // 2, 2)
                spans += [(s, s + width, float(density[s : s + width].sum()), 1.0) for s in starts]
        if rng.random() < 0.35:
            power = reverberate(power, float(rng.uniform(0.15, 0.6)), float(rng.uniform(0.3, 2.0)))
        aligned[:40] = aligned[-12:] = 0
        return power, density, speech, aligned, spans

    def _noise(self) -> Array:
        """Steady noise of a random colour, sometimes hum-like or slowly changing; mean power 1."""
        rng, n = self._rng, self._length
        colour = 10 ** np.cumsum(rng.normal(0, 0.12, BANDS)) * 10 ** (np.linspace(1, -1, BANDS) * rng.normal(0.2, 0.6))
        degrees = np.linspace(3, 16, BANDS)
        noise = rng.gamma(degrees, 1 / degrees, (n, BANDS)) * colour
        if rng.random() < 0.3:
            noise *= 10 ** np.interp(np.arange(n), np.linspace(0, n, 8), rng.normal(0, 0.3, 8))[:, None]
        return (noise / noise.mean()).astype(np.float32)

    def _voices(self) -> Array:
        """One to eight other voices; mean power 1."""
        rng = self._rng
        total = np.zeros((self._length, BANDS), np.float32)
        for _ in range(int(rng.choice([1, 2, 3, 4, 5, 6, 8]))):
            pool = self._counted if self._counted and rng.random() < 0.4 else self._aligned
            at = -int(rng.integers(0, 150))
            tract = float(np.exp(rng.normal(0, 0.1)))
            loud = np.float32(10 ** rng.normal(0, 0.2))
            while at < self._length:
                sound = warp_tract(pool[rng.integers(len(pool))].power, tract)
                low, high = max(0, at), max(0, min(self._length, at + len(sound)))
                total[low:high] += loud * sound[low - at :][: high - low] / np.float32(sound.mean() + 1e-12)
                at += len(sound) + int(rng.integers(0, 30))
        return total / np.float32(total.mean() + 1e-12)

    def _piece(self) -> Array:
        """A stretch of music; mean power 1."""
        piece = self._music[self._rng.integers(len(self._music))]
        start = int(self._rng.integers(0, max(1, len(piece) - self._length)))
        stretch = np.resize(piece[start : start + self._length], (self._length, BANDS))
        stretch = warp_tract(stretch, float(np.exp(self._rng.normal(0, 0.15))))
        return stretch / np.float32(stretch.mean() + 1e-12)

    def _soiled(self, power: Array):
        """Speech with whatever else is on the line: power, target `drowned`, weight `judged`."""
        rng, n = self._rng, self._length
        speech = power[power.sum(axis=1) > 0.03 * power.sum(axis=1).max()].mean()
        if rng.random() < 0.4:
            power = power + speech * np.float32(10 ** -rng.uniform(3.0, 4.5)) * self._noise()
        drowned = judged = None
        kind = rng.random()
        if kind < 0.28:
            decibels = rng.uniform(5, 35)
            power = power + speech * np.float32(10 ** (-decibels / 10)) * self._noise()
            judged = 1.0 if decibels > 10 else 0.0
        elif kind < 0.46 or (kind < 0.54 and self._music):
            decibels = rng.uniform(4, 30)
            other = self._voices() if kind < 0.46 else self._piece()
            power = power + speech * np.float32(10 ** (-decibels / 10)) * other
            drowned = 1.0 if decibels < self.DROWNED_DB else 0.0
            judged = 1.0 if decibels < self.DROWNED_DB or decibels > self.CLEAR_DB else 0.0
        if rng.random() < 0.3:
            power = power + 10 ** -rng.uniform(3.3, 4.2) * power.sum(axis=1, keepdims=True) / BANDS
        return power, np.full(n, drowned or 0.0), np.full(n, 1.0 if judged is None else judged)

    def _without_speech(self):
        """Noise or music alone: no syllables; music is drowned."""
        n = self._length
        if self._music and self._rng.random() < 0.7:
            return self._piece() * np.float32(3e-4), np.ones(n), np.ones(n)
        return self._noise() * np.float32(1e-5), np.zeros(n), np.zeros(n)


def _add_bump(density: Array, centre: float, width: float) -> None:
    """One syllable's mass, a Gaussian of standard deviation `width` frames around `centre`."""
    low, high = int(centre - 4 * width), int(centre + 4 * width) + 2
    place = np.arange(low, high)
    bump = np.exp(-0.5 * ((place + 0.5 - centre) / width) ** 2)
    bump /= bump.sum()
    inside = (place >= 0) & (place < len(density))
    density[place[inside]] += bump[inside]
