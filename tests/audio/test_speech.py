"""The speech tracker: pauses end speech, shorter silence and clicks do not, and no cut of the input changes a thing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.events import SpeechEnded, SpeechStarted
from pipeline.audio.speech import SpeechOptions, SpeechTracker
from pipeline.span import Span, Speaker

runs = st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=20)


def hops(drawn: list[tuple[bool, int]]) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.float32), *(np.full(n, 0.9 if on else 0.1, np.float32) for on, n in drawn)])


def followed(probabilities: np.ndarray, step: int = 10**9, lag: float = 0.0) -> tuple[list, np.ndarray, np.ndarray]:
    tracker = SpeechTracker(Speaker.AGENT, lag=lag)
    events, active, settled = [], [], []
    for first in range(0, max(1, len(probabilities)), step):
        events += tracker.feed(probabilities[first : first + step])
        active.append(tracker.active)
        settled.append(tracker.settled)
    events += tracker.finish()
    settled.append(tracker.settled)
    return events, np.concatenate(active), np.concatenate(settled)


def test_speech_starts_and_ends_where_the_probabilities_say() -> None:
    events, active, settled = followed(hops([(False, 30), (True, 50), (False, 40)]), lag=0.06)
    started, ended = events
    assert started == SpeechStarted(at=pytest.approx(0.34 + 0.06), speaker=Speaker.AGENT, onset=0.3)
    assert ended == SpeechEnded(at=pytest.approx(1.0 + 0.06), speaker=Speaker.AGENT, span=Span(0.3, 0.8))
    assert active.sum() == settled.sum() == 50


def test_silence_below_200_ms_is_part_of_speech() -> None:
    events, active, settled = followed(hops([(True, 30), (False, 19), (True, 30), (False, 20)]))
    assert [e.span for e in events if isinstance(e, SpeechEnded)] == [Span(0.0, 0.79)]
    assert active.sum() == 60
    assert settled.sum() == 79


def test_silence_of_200_ms_is_a_pause() -> None:
    events, _, settled = followed(hops([(True, 30), (False, 20), (True, 30)]))
    assert [e.span for e in events if isinstance(e, SpeechEnded)] == [Span(0.0, 0.3), Span(0.5, 0.8)]
    assert settled.sum() == 60


def test_a_click_is_no_speech() -> None:
    events, active, settled = followed(hops([(False, 30), (True, 3), (False, 60)]))
    assert not events
    assert active.sum() == 3
    assert not settled.any()


def test_a_click_does_not_split_a_pause() -> None:
    events, _, _ = followed(hops([(True, 30), (False, 18), (True, 2), (False, 18), (True, 30)]))
    assert [e.span for e in events if isinstance(e, SpeechEnded)] == [Span(0.0, 0.3), Span(0.68, 0.98)]


def test_hysteresis() -> None:
    tracker = SpeechTracker(Speaker.CUSTOMER, SpeechOptions(onset=0.7, offset=0.4))
    tracker.feed([0.5, 0.6, 0.8, 0.5, 0.41, 0.39, 0.6, 0.75])
    assert tracker.active.tolist() == [False, False, True, True, True, False, False, True]


def test_the_call_ends_while_someone_speaks() -> None:
    tracker = SpeechTracker(Speaker.AGENT, lag=0.05)
    tracker.feed(hops([(True, 30), (False, 5)]))
    assert tracker.speaking
    (ended,) = tracker.finish(at=0.4)
    assert ended == SpeechEnded(at=0.4, speaker=Speaker.AGENT, span=Span(0.0, 0.3))
    assert not tracker.speaking
    assert not tracker.finish()


@settings(deadline=None, max_examples=60)
@given(runs, st.integers(1, 70))
def test_any_cut_gives_the_same(drawn: list[tuple[bool, int]], step: int) -> None:
    probabilities = hops(drawn)
    whole, parts = followed(probabilities), followed(probabilities, step)
    assert whole[0] == parts[0]
    np.testing.assert_array_equal(whole[1], parts[1])
    np.testing.assert_array_equal(whole[2], parts[2])


@settings(deadline=None, max_examples=60)
@given(runs)
def test_settled_hops_are_the_spans_of_the_events(drawn: list[tuple[bool, int]]) -> None:
    probabilities = hops(drawn)
    events, active, settled = followed(probabilities)
    assert len(active) == len(settled) == len(probabilities)
    expected = np.zeros(len(settled), np.bool_)
    for event in events:
        if isinstance(event, SpeechEnded):
            expected[round(event.span.start * 100) : round(event.span.end * 100)] = True
    np.testing.assert_array_equal(settled, expected)
    assert [type(event) for event in events] == [SpeechStarted, SpeechEnded] * (len(events) // 2)
    assert all(a.at <= b.at for a, b in pairwise(events))


def test_settled_runs_behind_by_a_pause_at_most() -> None:
    tracker = SpeechTracker(Speaker.AGENT)
    decided = heard = 0
    for value in hops([(False, 9), (True, 40), (False, 10), (True, 3), (False, 30), (True, 9), (False, 90)]):
        tracker.feed([value])
        decided, heard = decided + len(tracker.settled), heard + 1
        assert decided >= heard - 24


@pytest.mark.parametrize(
    "options", [{"onset": 0.3, "offset": 0.5}, {"offset": 0.0}, {"pause": 0}, {"shortest_speech": 0}]
)
def test_impossible_options_are_refused(options: dict) -> None:
    with pytest.raises(ValueError):
        SpeechOptions(**options)
