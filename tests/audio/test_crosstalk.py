"""Crosstalk: a faint, late copy is nobody's speech; two people who speak at once both are; cutting changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.crosstalk import HOLD, LAGS, Crosstalk
from pipeline.audio.vad import HOP
from pipeline.span import Speaker

RATE = 16_000
SECONDS = 7


def voice(seed: int, *stretches: tuple[float, float]) -> np.ndarray:
    """Something like a voice in the stretches (seconds): syllables of low-passed noise with a pitch; a quiet room."""
    rng = np.random.default_rng(seed)
    time = np.arange(SECONDS * RATE) / RATE
    pitch = 110 + 70 * rng.random()
    buzz = sum(np.sin(2 * np.pi * k * np.cumsum(pitch * (1 + 0.2 * np.sin(time))) / RATE) / k for k in range(1, 9))
    noise = np.convolve(rng.standard_normal(len(time)), np.ones(8) / 8, "same")
    sound = (buzz + noise) * np.abs(np.sin(2 * np.pi * (2.1 + rng.random()) * time + rng.random()))
    spoken = np.zeros(len(time), bool)
    for start, end in stretches:
        spoken[int(start * RATE) : int(end * RATE)] = True
    room = 10 ** (-65 / 20) * rng.standard_normal(len(time))
    return (np.where(spoken, 0.08 * sound, 0.0) + room).astype(np.float32)


def leaking(own: np.ndarray, other: np.ndarray, decibels: float, late: float) -> np.ndarray:
    shift = int(late * RATE)
    return (own + np.concatenate((np.zeros(shift), other))[: len(own)] * 10 ** (-decibels / 20)).astype(np.float32)


def leaked(agent: np.ndarray, customer: np.ndarray, size: int = 1600) -> dict[Speaker, np.ndarray]:
    """Which hops of each channel are leak; nothing may be lost on the way."""
    crosstalk, sounds = Crosstalk(), {Speaker.AGENT: agent, Speaker.CUSTOMER: customer}
    hops: dict[Speaker, list[np.ndarray]] = {who: [] for who in Speaker}
    samples: dict[Speaker, list[np.ndarray]] = {who: [] for who in Speaker}
    fed = [
        passed
        for offset in range(0, len(agent), size)
        for who, sound in sounds.items()
        for passed in crosstalk.feed(who, sound[offset : offset + size])
    ]
    for passed in [*fed, *crosstalk.finish()]:
        hops[passed.speaker].append(passed.leaked)
        samples[passed.speaker].append(passed.samples)
    for who, sound in sounds.items():
        np.testing.assert_array_equal(np.concatenate(samples[who]), sound)
    return {who: np.concatenate(each) for who, each in hops.items()}


def share(hops: np.ndarray, start: float, end: float) -> float:
    return float(hops[int(start * 100) : int(end * 100)].mean())


@pytest.mark.parametrize("decibels", [15, 20, 25, 30])
@pytest.mark.parametrize("late", [0.0, 0.013, 0.039])
def test_a_leak_is_nobodys_speech_and_an_answer_is(decibels, late):
    customer = voice(1, (1.0, 4.5))
    agent = leaking(voice(2, (5.0, 6.5)), customer, decibels, late)
    hops = leaked(agent, leaking(customer, voice(2, (5.0, 6.5)), decibels, late))
    assert share(hops[Speaker.AGENT], 2.5, 4.4) > 0.9, "the customer, in the agent's channel"
    assert share(hops[Speaker.AGENT], 5.1, 6.4) < 0.05 and share(hops[Speaker.CUSTOMER], 1.0, 4.4) < 0.05


def test_both_speak_through_each_other_in_spite_of_the_leak():
    customer, own = voice(1, (1.0, 6.5)), voice(2, (3.5, 6.5))
    hops = leaked(leaking(own, customer, 20, 0.02), leaking(customer, own, 20, 0.01))
    assert share(hops[Speaker.AGENT], 2.5, 3.4) > 0.9
    assert share(hops[Speaker.AGENT], 3.6, 6.4) < 0.3, "the syllables' valleys may drown"
    assert share(hops[Speaker.CUSTOMER], 3.6, 6.4) < 0.3


@pytest.mark.parametrize("seed", range(5))
def test_without_a_leak_nothing_is_taken_away(seed):
    customer, agent = voice(seed, (0.2, 3.5), (5.0, 5.8)), voice(seed + 50, (2.0, 4.5))
    for quieter in (1.0, 0.1):
        hops = leaked((quieter * agent).astype(np.float32), customer)
        assert not hops[Speaker.AGENT].any() and not hops[Speaker.CUSTOMER].any()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, HOLD), min_size=1, max_size=40))
def test_how_the_sound_is_cut_changes_nothing(sizes):
    customer = voice(1, (1.0, 6.0))
    sounds = {Speaker.AGENT: leaking(voice(2, (4.0, 5.5)), customer, 20, 0.02), Speaker.CUSTOMER: customer}
    expected = leaked(sounds[Speaker.AGENT], sounds[Speaker.CUSTOMER], size=HOP)
    crosstalk = Crosstalk()
    hops: dict[Speaker, list[np.ndarray]] = {who: [] for who in Speaker}
    position, turn = 0, 0
    while position < SECONDS * RATE:
        size = sizes[turn % len(sizes)] if turn else HOP  # whoever begins is alone until the other is heard
        for who, sound in sounds.items():
            for passed in crosstalk.feed(who, sound[position : position + size]):
                hops[passed.speaker].append(passed.leaked)
        position, turn = position + size, turn + 1
    for passed in crosstalk.finish():
        hops[passed.speaker].append(passed.leaked)
    for who in Speaker:
        np.testing.assert_array_equal(np.concatenate(hops[who]), expected[who])


def test_one_channel_alone_waits_for_nobody():
    crosstalk = Crosstalk()
    for _ in range(5):
        (passed,) = crosstalk.feed(Speaker.AGENT, np.zeros(1000, np.float32))
        assert len(passed.samples) == 1000 and not passed.leaked.any()


def test_a_channel_that_stops_is_waited_for_no_longer_than_hold():
    crosstalk = Crosstalk()
    for who in Speaker:
        crosstalk.feed(who, np.zeros(1600, np.float32))
    waited = 0
    while not (passed := crosstalk.feed(Speaker.AGENT, np.zeros(1600, np.float32))):
        waited += 1600
    assert waited <= HOLD and len(passed[0].samples) == waited + 1600
    assert crosstalk.heard(Speaker.AGENT) == waited + 3200 and crosstalk.heard(Speaker.CUSTOMER) == 1600


def test_the_longest_delay_fits_the_history():
    assert LAGS * 4 / RATE == 0.04
