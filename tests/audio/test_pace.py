"""The pace meter: sums that agree, windows that end where they say, honest silence, no dependence on the cut."""

from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.baseline import Baseline
from pipeline.audio.events import Pace
from pipeline.audio.pace import PaceMeter, PaceOptions
from pipeline.span import Speaker
from tests.voices import channel, spoken_mask, utterances


def measured(
    sound: np.ndarray,
    speech: np.ndarray,
    *,
    options: PaceOptions = PaceOptions(),
    feed: int = 1600,
    baseline: Baseline | None = None,
) -> tuple[list[Pace], list[float]]:
    meter = PaceMeter(Speaker.AGENT, baseline=baseline or Baseline(), options=options)
    events = []
    for start in range(0, len(sound), feed):
        hops = slice(start // 160, min(len(speech), (start + feed) // 160))
        events += meter.feed(sound[start : start + feed], speech[hops])
    return events + meter.finish(), meter.take_syllables()


def spoken(seconds: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """A second of silence, then `seconds` of speech, two seconds of silence; and the VAD's mask (all of the speech)."""
    whole, mask = channel(), spoken_mask()
    voice = np.concatenate([whole[i * 160 : (i + 1) * 160] for i in np.flatnonzero(mask)[: round(seconds * 100)]])
    quiet = np.random.default_rng(0).normal(0, 1e-4, 32_000).astype(np.float32)
    sound = np.concatenate((quiet[:16_000], np.resize(voice, round(seconds * 16_000)), quiet))
    mask = np.zeros(len(sound) // 160, np.bool_)
    mask[100 : 100 + round(seconds * 100)] = True
    return sound, mask


def test_increments_syllable_times_and_rates_tell_the_same():
    sound, mask = spoken()
    events, times = measured(sound, mask, options=PaceOptions(after_seconds=inf))
    total = sum(event.syllables for event in events)
    assert abs(len(times) - total) <= 1.5
    assert 25 < total < 50
    assert sum(event.speech for event in events) == pytest.approx(8.0, abs=0.4)
    inside = next(event for event in events if event.measured_to == pytest.approx(8.0))
    near = [event for event in events if 3.0 < event.measured_to - 0.001 <= 8.001]
    assert inside.window == pytest.approx(5.0)
    assert inside.articulation_rate == pytest.approx(sum(e.syllables for e in near) / sum(e.speech for e in near))
    assert inside.speaking_rate == pytest.approx(sum(e.syllables for e in near) / 5.0)


def test_events_come_only_near_speech_and_soon():
    sound, mask = spoken()
    events, _ = measured(sound, mask)
    assert 1.0 < events[0].measured_to <= 1.11
    assert 9.4 <= events[-1].measured_to <= 9.7
    assert all(0.0 <= event.at - event.measured_to <= 0.31 for event in events)
    assert all(a.at <= b.at for a, b in pairwise(events))


def test_pauses_count_and_stops_of_consonants_do_not():
    sound, mask = spoken()
    quiet = np.random.default_rng(1).normal(0, 1e-4, 8000).astype(np.float32)
    stopped, paused = sound.copy(), sound.copy()
    stopped[64_000:65_600] = quiet[:1600]
    paused[64_000:72_000] = quiet
    without, short, long = (sum(event.speech for event in measured(each, mask)[0]) for each in (sound, stopped, paused))
    assert without == pytest.approx(8.0, abs=0.4)
    assert short == pytest.approx(without, abs=0.1)
    assert long == pytest.approx(without - 0.5, abs=0.12)


def test_the_vad_says_where_to_listen():
    sound, mask = spoken()
    assert measured(sound, np.zeros_like(mask))[0] == []
    mask[:500] = False
    events, _ = measured(sound, mask)
    assert events[0].measured_to > 5.0
    assert sum(event.speech for event in events) == pytest.approx(4.0, abs=0.4)


def test_too_little_speech_has_no_rate():
    sound, mask = spoken(seconds=0.8)
    events, _ = measured(sound, mask)
    assert events
    assert all(event.articulation_rate is None and event.speaking_rate is None for event in events)


def test_a_whole_call_is_measured_as_its_script_says():
    events, times = measured(channel(), spoken_mask(), options=PaceOptions(after_seconds=inf))
    true = sum(utterance["syllables"] for utterance in utterances())
    assert len(times) == pytest.approx(true, rel=0.25)
    assert sum(event.syllables for event in events) == pytest.approx(len(times), rel=0.05)
    fast = max((u for u in utterances() if u["syllables"] > 20), key=lambda u: u["speed"])
    slow = min((u for u in utterances() if u["syllables"] > 20), key=lambda u: u["speed"])
    first, second = (next(e.articulation_rate for e in events if e.measured_to >= u["end"]) for u in (fast, slow))
    assert first > 1.1 * second


def test_music_is_not_measurable():
    """Chords with vibrato: hold music that a VAD may well take for speech."""
    time = np.arange(12 * 16_000) / 16_000
    sound = np.zeros(len(time))
    for bar, chord in enumerate([(262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294)] * 3):
        inside = (time >= bar) & (time < bar + 1)
        for hz in chord:
            for harmonic in range(1, 8):
                swing = 1 + 0.002 * np.sin(2 * np.pi * 5 * time)
                tone = np.sin(2 * np.pi * hz * harmonic * time * swing) / harmonic
                sound += inside * tone * np.exp(-1.5 * (time % 1))
    sound = (0.1 * sound / np.abs(sound).max()).astype(np.float32)
    events, _ = measured(sound, np.ones(len(sound) // 160, np.bool_))
    late = [event for event in events if event.measured_to > 4]
    assert sum(event.articulation_rate is None for event in late) > 0.8 * len(late)
    assert all(event.syllables == 0.0 for event in late if event.articulation_rate is None)


def test_the_baseline_learns_from_what_is_said():
    baseline = Baseline()
    for _ in range(8):
        measured(channel("calm"), spoken_mask("calm"), baseline=baseline)
    assert baseline.rate is not None
    spoken_seconds = spoken_mask("calm").sum() / 100
    usual = sum(utterance["syllables"] for utterance in utterances("calm")) / spoken_seconds
    assert baseline.rate == pytest.approx(usual, rel=0.2)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 60)), max_size=15))
def test_cutting_and_vad_lag_change_no_measurement(cuts: list[tuple[int, int]]):
    sound, mask = spoken(seconds=3.0)
    whole, times = measured(sound, mask)
    meter, events, at, hop = PaceMeter(Speaker.AGENT, baseline=Baseline()), [], 0, 0
    for samples, hops in cuts:
        hops = min(hops, (at + samples) // 160 - hop)
        events += meter.feed(sound[at : at + samples], mask[hop : hop + max(0, hops)])
        at, hop = at + samples, hop + max(0, hops)
    events += meter.feed(sound[at:], mask[hop:])
    events += meter.finish()
    assert [replace(event, at=0.0) for event in events] == [replace(event, at=0.0) for event in whole]
    assert meter.take_syllables() == times


@pytest.mark.parametrize("length", [0, 1, 159, 1599, 1600, 1601])
def test_almost_no_sound(length: int):
    meter = PaceMeter(Speaker.CUSTOMER, baseline=Baseline())
    assert meter.feed(np.zeros(length, np.float32), np.zeros(length // 160, np.bool_)) == []
    assert meter.finish() == []
    assert meter.take_syllables() == []
