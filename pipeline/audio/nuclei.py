"""Times of syllable nuclei out of a density: how many, its sum says; where, its peaks say."""

from math import floor

import numpy as np
from numpy.typing import NDArray

REACH = 5
"""Steps between where the sum says that a syllable is complete and the peak that is taken for its nucleus."""
LEAST_PEAK = 0.05
"""A peak of the density lower than this (syllables per step) is no nucleus."""


class NucleusPlacer:
    """Nucleus k lies where the running sum passes k - 0.5, moved to the nearest free peak within REACH steps.

    Streaming: a nucleus is placed once REACH + 1 further steps are known. Steps are counted from the first one fed.
    """

    def __init__(self, step_seconds: float) -> None:
        self._step = step_seconds
        self._density: list[float] = []
        self._first = 0
        self._total = 0.0
        self._waiting: list[float] = []
        self._last_peak = -1
        self._latest = 0.0
        self._placed: list[float] = []

    def feed(self, density: NDArray[np.float32]) -> None:
        """More steps of density, shape (n,)."""
        for part in density.tolist():
            before, self._total = self._total, self._total + part
            number = floor(before + 0.5)
            while number < floor(self._total + 0.5):
                inside = (number + 0.5 - before) / part
                self._waiting.append(self._first + len(self._density) + inside)
                number += 1
            self._density.append(part)
        self._place(self._first + len(self._density) - REACH - 1)

    def pause(self) -> None:
        """A pause: what is left of a syllable is rounded, so that the next phrase starts afresh."""
        self._total = float(round(self._total))

    def take(self) -> list[float]:
        """Times (seconds) of the nuclei that were placed since the last call, ascending."""
        placed, self._placed = self._placed, []
        return placed

    def finish(self) -> None:
        """No more density: place what waits."""
        self._density += [0.0, 0.0]
        self._place(self._first + len(self._density))

    def _place(self, known: float) -> None:
        while self._waiting and self._waiting[0] <= known:
            passed = self._waiting.pop(0)
            peak = self._peak_near(passed - 0.5)
            if peak is not None:
                self._last_peak = peak
            time = (passed if peak is None else peak + 0.5) * self._step
            self._latest = max(self._latest, time)
            self._placed.append(self._latest)
        spare = len(self._density) - 3 * REACH
        if spare > 0:
            self._first += spare
            del self._density[:spare]

    def _peak_near(self, step: float) -> int | None:
        """The free peak nearest to `step`, at most REACH away; None where there is none."""
        density, first = self._density, self._first
        low, high = max(round(step) - REACH, self._last_peak + 1, first + 1), round(step) + REACH
        peaks = [
            i
            for i in range(low, min(high + 1, first + len(density) - 1))
            if density[i - first] > max(LEAST_PEAK, density[i - first + 1])
            and density[i - first] >= density[i - first - 1]
            and abs(i - step) <= REACH
        ]
        return min(peaks, key=lambda i: abs(i - step), default=None)
