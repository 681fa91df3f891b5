"""Every VAD here: chunking changes nothing, silence is silent, holes keep the clock, bad samples do no harm."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.envelope import EnvelopeVad, loudness
from pipeline.audio.vad import HOP, SileroVad, Vad, WebrtcGate

VADS = [WebrtcGate, SileroVad, EnvelopeVad]


def vowels(seconds: float, level: float = 0.1, f0: float = 140.0) -> np.ndarray:
    """Something voice-like: a pulse train through three formants, four syllables a second."""
    time = np.arange(int(seconds * 16_000)) / 16_000
    sound = np.zeros(len(time))
    for harmonic in range(1, 26):
        hz = harmonic * f0
        gain = sum(
            np.exp(-(((hz - formant) / width) ** 2)) for formant, width in ((600, 150), (1300, 200), (2500, 300))
        )
        sound += gain * np.sin(2 * np.pi * hz * time * (1 + 0.01 * np.sin(2 * np.pi * 0.7 * time)))
    envelope = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * time)
    return (sound / np.abs(sound).max() * envelope * level).astype(np.float32)


def hiss(seconds: float, level: float = 1e-4) -> np.ndarray:
    return (np.random.default_rng(1).standard_normal(int(seconds * 16_000)) * level).astype(np.float32)


CALL = np.concatenate((hiss(0.7), vowels(1.3), hiss(0.6), vowels(0.9), hiss(0.505)))


def heard(vad: Vad, sound: np.ndarray, cuts: list[int]) -> np.ndarray:
    edges = [0, *sorted(cut % (len(sound) + 1) for cut in cuts), len(sound)]
    return np.concatenate([*(vad.feed(sound[a:b]) for a, b in pairwise(edges)), vad.finish()])


@pytest.mark.parametrize("kind", VADS)
@settings(max_examples=8, deadline=None)
@given(cuts=st.lists(st.integers(0, 10**6), max_size=60))
def test_any_cut_of_the_samples_gives_the_same_probabilities(kind: type, cuts: list[int]) -> None:
    whole = heard(kind(), CALL, [])
    assert len(whole) == -(-len(CALL) // HOP)
    np.testing.assert_array_equal(heard(kind(), CALL, cuts), whole)


@pytest.mark.parametrize("kind", VADS)
@pytest.mark.parametrize("length", [0, 1, 159, 160, 161, 511, 512, 513, 1023, 1024, 1025, 4001])
def test_one_probability_per_started_hop(kind: type, length: int) -> None:
    out = heard(kind(), CALL[12_000 : 12_000 + length], [])
    assert out.dtype == np.float32
    assert len(out) == -(-length // HOP)
    assert ((out >= 0) & (out <= 1)).all()


@pytest.mark.parametrize("kind", VADS)
def test_probabilities_come_within_the_look_ahead(kind: type) -> None:
    vad = kind()
    out = 0
    for end in range(40, len(CALL), 40):
        out += len(vad.feed(CALL[end - 40 : end]))
        assert out >= (end - vad.look_ahead * 16_000 - 40) // HOP


@pytest.mark.parametrize("kind", VADS)
@pytest.mark.parametrize(
    "sound",
    [np.zeros(32_000, np.float32), np.full(32_000, 0.3, np.float32), hiss(2.0, 1e-3)],
    ids=["zeros", "dc", "hiss"],
)
def test_nothing_said_is_no_speech(kind: type, sound: np.ndarray) -> None:
    out = heard(kind(), sound, [])
    assert (out[50:] < 0.5).all()


@pytest.mark.parametrize("kind", VADS)
@pytest.mark.parametrize("hole", [1, 159, 319, 320, 5000, 16_000 * 60])
def test_a_hole_keeps_the_clock(kind: type, hole: int) -> None:
    vad = kind()
    before = vad.feed(CALL[:20_001])
    across = vad.skip(hole)
    after = np.concatenate((vad.feed(CALL), vad.finish()))
    assert len(before) + len(across) + len(after) == -(-(20_001 + hole + len(CALL)) // HOP)
    if hole > 10_000:
        assert (across[-50:] == 0).all()


@pytest.mark.parametrize("kind", VADS)
def test_a_negative_hole_is_refused(kind: type) -> None:
    with pytest.raises(ValueError, match="negative"):
        kind().skip(-1)


@pytest.mark.parametrize("kind", VADS)
def test_bad_samples_do_not_poison_what_follows(kind: type) -> None:
    vad = kind()
    bad = np.array([np.nan, np.inf, -np.inf, 1e30, -5.0] * 320, np.float32)
    hurt = np.concatenate((vad.feed(bad), vad.feed(np.concatenate((hiss(2.0), CALL))), vad.finish()))
    assert np.isfinite(hurt).all()
    assert (hurt[100:270] < 0.5).all()
    assert (hurt[280:410] >= 0.5).any()


def test_loudness_is_the_power_of_a_tone_in_the_telephone_band() -> None:
    time = np.arange(16_000) / 16_000
    inside = loudness((0.5 * np.sin(2 * np.pi * 800 * time)).astype(np.float32))
    outside = loudness((0.5 * np.sin(2 * np.pi * 50 * time) + 0.3).astype(np.float32))
    assert inside.shape == (99, 4)
    low, middle, high, whole = inside.mean(axis=0)
    assert low == pytest.approx(whole, abs=0.1)
    assert max(middle, high) < low - 40
    assert outside.max() < whole - 40
    louder = loudness(np.sin(2 * np.pi * 800 * time).astype(np.float32))
    np.testing.assert_allclose((louder - inside)[:, 3], 6.02, atol=0.01)
