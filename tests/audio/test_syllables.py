"""The syllable network hears syllables, not level, and does not care how the sound is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.mel import BANDS, BLOCK, HOP, WINDOW, mel_power
from pipeline.audio.syllables import FLOOR, LOOK_AHEAD, STRIDE, Level, SyllableStream, default_weights
from pipeline.span import Speaker
from tests.voices import channel, utterances


def density_of(samples: np.ndarray) -> np.ndarray:
    blocks = SyllableStream().feed(np.concatenate((samples, np.zeros(3200, np.float32))))
    return np.concatenate([block.density for block in blocks])


def test_mel_power_puts_a_tone_in_its_band_and_grows_with_its_square():
    time = np.arange(WINDOW + 9 * HOP) / 16_000
    low, high = (mel_power(np.sin(2 * np.pi * hz * time).astype(np.float32)) for hz in (300.0, 3000.0))
    assert low.shape == (BLOCK, BANDS)
    assert low.mean(0).argmax() < 5 < 15 < high.mean(0).argmax()
    louder = mel_power(2 * np.sin(2 * np.pi * 300.0 * time).astype(np.float32))
    assert louder.sum() == pytest.approx(4 * low.sum(), rel=1e-4)


def test_level_makes_loud_and_soft_voices_alike():
    rng = np.random.default_rng(0)
    blocks = rng.gamma(2.0, 1e-5, (60, BLOCK, BANDS)).astype(np.float32)
    soft, loud = Level(), Level()
    a = [soft.relative(block) for block in blocks]
    b = [loud.relative(block * np.float32(100)) for block in blocks]
    assert np.abs(a[-1] - b[-1]).max() < 0.05
    assert soft.relative(np.zeros((BLOCK, BANDS), np.float32)).max() == pytest.approx((np.log(FLOOR) + 2) / 2)


def test_level_is_not_moved_by_silence():
    level = Level()
    level.relative(np.full((BLOCK, BANDS), 1e-4, np.float32))
    before = level.power.copy()
    for _ in range(100):
        level.relative(np.full((BLOCK, BANDS), 1e-9, np.float32))
    assert np.array_equal(before, level.power)


@pytest.mark.parametrize("speaker", list(Speaker))
def test_density_counts_the_syllables_of_a_voice(speaker: Speaker):
    sums = np.concatenate(([0.0], np.cumsum(density_of(channel("angry", speaker)))))
    spoken = [u for u in utterances("angry", speaker) if u["syllables"] >= 5]
    edges = [(round((u["start"] - 0.1) * 50), round((u["end"] + 0.1) * 50)) for u in spoken]
    counted = np.array([sums[end] - sums[start] for start, end in edges])
    true = np.array([u["syllables"] for u in spoken])
    assert counted.sum() == pytest.approx(true.sum(), rel=0.25)
    assert np.corrcoef(counted, true)[0, 1] > 0.9
    assert np.abs(counted / counted.sum() - true / true.sum()).sum() < 0.15


def test_silence_and_noise_hold_no_syllables():
    rng = np.random.default_rng(1)
    assert density_of(np.zeros(5 * 16_000, np.float32)).sum() < 0.5
    assert density_of(rng.normal(0, 0.01, 5 * 16_000).astype(np.float32)).sum() < 2.5


def test_a_block_comes_out_when_its_look_ahead_is_there():
    stream, sound = SyllableStream(), channel()[16_000:48_000]
    need = round(BLOCK * HOP + LOOK_AHEAD * 16_000)
    assert stream.feed(sound[: need - 1]) == []
    assert len(stream.feed(sound[need - 1 : need])) == 1


def test_samples_that_are_no_numbers_do_no_lasting_harm():
    stream, sound = SyllableStream(), channel()[16_000:64_000]
    stream.feed(np.array([np.nan, np.inf, -np.inf, 1e30], np.float32))
    blocks = stream.feed(sound)
    assert all(np.isfinite(block.density).all() for block in blocks)
    assert sum(float(block.density.sum()) for block in blocks) > 3


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 7000), min_size=1, max_size=12))
def test_cutting_the_sound_changes_nothing(cuts: list[int]):
    sound = channel()[16_000:56_000]
    whole = SyllableStream().feed(sound)
    stream, parts, at = SyllableStream(), [], 0
    for cut in [*cuts, len(sound)]:
        parts += stream.feed(sound[at : at + cut])
        at += cut
    parts += stream.feed(sound[at:])
    assert len(parts) == len(whole)
    for part, same in zip(parts, whole, strict=True):
        assert np.array_equal(part.density, same.density)
        assert part.drowned == same.drowned


def test_the_weights_are_small_and_fit_the_network():
    layers = default_weights().layers
    assert layers[0][0].shape[0] % (STRIDE * BANDS) == 0
    assert layers[-1][0].shape[1] == 3
    assert sum(matrix.size for matrix, _ in layers) < 100_000
