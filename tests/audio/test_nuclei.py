"""Nuclei: as many as the sum says, where the peaks are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audio.nuclei import NucleusPlacer

STEP = 0.02


def placed(density: np.ndarray, *, chunk: int = 5) -> list[float]:
    placer, times = NucleusPlacer(STEP), []
    for start in range(0, len(density), chunk):
        placer.feed(density[start : start + chunk])
        times += placer.take()
    placer.finish()
    return times + placer.take()


def bumps(centres: list[float], mass: float = 1.0) -> np.ndarray:
    steps = np.arange(round((max(centres) + 0.5) / STEP)) * STEP + STEP / 2
    return (
        sum(
            mass * STEP / (0.03 * np.sqrt(2 * np.pi)) * np.exp(-0.5 * ((steps - centre) / 0.03) ** 2)
            for centre in centres
        )
    ).astype(np.float32)


@pytest.mark.parametrize("mass", [0.95, 1.0, 1.05])
def test_clear_syllables_are_found_where_they_are(mass: float):
    centres = [0.31, 0.53, 0.69, 0.95, 1.11]
    times = placed(bumps(centres, mass))
    assert times == pytest.approx(centres, abs=0.021)


def test_a_pause_forgets_the_rest():
    placer = NucleusPlacer(STEP)
    for _ in range(20):
        placer.feed(np.full(5, 0.06, np.float32))
        placer.pause()
    placer.finish()
    assert placer.take() == []


@given(st.lists(st.floats(0, 1.5, width=32), max_size=80), st.integers(1, 30))
def test_the_count_is_the_rounded_sum_and_chunks_do_not_matter(density: list[float], chunk: int):
    steps = np.array(density, np.float32)
    times = placed(steps, chunk=chunk)
    assert abs(len(times) - sum(steps.tolist())) <= 0.5 + 1e-6
    assert times == placed(steps, chunk=5)
    assert times == sorted(times)
