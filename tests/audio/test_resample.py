import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.audio.resample import FileResampler, LiveResampler
from tests.sound import chirp

RATES_HZ = [8000, 11025, 22050, 32000, 44100, 48000, 96000]


def live(sound: np.ndarray, rate_hz: int, sizes: list[int]) -> np.ndarray:
    resampler = LiveResampler(rate_hz=rate_hz)
    parts, start = [], 0
    while start < len(sound):
        size = sizes[len(parts) % len(sizes)]
        parts.append(resampler.feed(sound[start : start + size]))
        start += size
    return np.concatenate([*parts, resampler.flush()])


def file(sound: np.ndarray, rate_hz: int) -> np.ndarray:
    resampler = FileResampler(rate_hz=rate_hz, channels=1)
    parts = [resampler.feed(sound[start : start + 1000, None]) for start in range(0, len(sound), 1000)]
    return np.concatenate([*parts, resampler.flush()])[:, 0]


@pytest.mark.parametrize("rate_hz", [*RATES_HZ, SAMPLE_RATE_HZ])
@pytest.mark.parametrize("way", ["live", "file"])
def test_neither_time_nor_sound_changes(rate_hz, way):
    sound, wanted = chirp(2.0, rate_hz=rate_hz), chirp(2.0)
    got = live(sound, rate_hz, [480]) if way == "live" else file(sound, rate_hz)
    assert abs(len(got) - len(wanted)) <= 1
    inner = slice(400, 31600)
    error = got[inner] - wanted[inner]
    assert np.sqrt(np.mean(error**2)) < 0.01 * np.sqrt(np.mean(wanted**2))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(RATES_HZ), st.lists(st.integers(1, 3000), min_size=1, max_size=5), st.integers(0, 9000))
def test_how_live_sound_arrives_never_changes_it(rate_hz, sizes, length):
    sound = np.random.default_rng(0).uniform(-0.5, 0.5, length).astype(np.float32)
    assert np.array_equal(live(sound, rate_hz, sizes), live(sound, rate_hz, [max(length, 1)]))
    assert abs(len(live(sound, rate_hz, sizes)) - length * SAMPLE_RATE_HZ / rate_hz) <= 0.5


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_live_sound_is_held_back_3_ms_at_most(rate_hz):
    resampler = LiveResampler(rate_hz=rate_hz)
    given_out = 0
    for _ in range(100):
        given_out += len(resampler.feed(np.zeros(rate_hz // 100, np.float32)))
        assert resampler.expected - given_out <= 0.003 * SAMPLE_RATE_HZ


def test_what_lies_above_8_khz_does_not_fold_back():
    time = np.arange(48000) / 48000
    tone = (0.5 * np.sin(2 * np.pi * 10_000 * time)).astype(np.float32)
    for got in (live(tone, 48000, [480]), file(tone, 48000)):
        assert np.sqrt(np.mean(got[400:-400] ** 2)) < 0.005


def test_several_channels_stay_apart():
    both = np.stack([chirp(1.0, rate_hz=48000), np.zeros(48000, np.float32)], axis=1)
    resampler = FileResampler(rate_hz=48000, channels=2)
    got = np.concatenate([resampler.feed(both), resampler.flush()])
    assert got.shape == (16000, 2) and got[:, 0].any() and not got[:, 1].any()


@pytest.mark.parametrize("rate_hz", [0, -8000, 10, 1_000_000])
def test_an_impossible_rate_is_refused(rate_hz):
    with pytest.raises(ValueError, match="sample rate"):
        LiveResampler(rate_hz=rate_hz)
    with pytest.raises(ValueError, match="sample rate"):
        FileResampler(rate_hz=rate_hz, channels=1)
