"""Pauses are the speaker's own silences of 200 ms and more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.pauses import pause_share, pauses_between, rhythm, speech_spans
from pipeline.span import Span

SPEECH = (Span(1.0, 2.0), Span(2.2, 3.0), Span(3.15, 4.0), Span(5.0, 6.0))


def test_pauses_lie_between_speech_from_200_ms() -> None:
    assert pauses_between(SPEECH) == (Span(2.0, 2.2), Span(4.0, 5.0))
    assert pauses_between(SPEECH, shortest=0.25) == (Span(4.0, 5.0),)
    assert pauses_between(SPEECH[:1]) == pauses_between(()) == ()


def test_the_others_turn_is_no_pause() -> None:
    assert pauses_between(SPEECH, other=[Span(4.5, 5.5)]) == (Span(2.0, 2.2),)


def test_rhythm_as_json() -> None:
    assert rhythm(iter(SPEECH[::-1])).as_json() == {
        "pauses": [[2.0, 2.2], [4.0, 5.0]],
        "speech": [[1.0, 2.0], [2.2, 3.0], [3.15, 4.0], [5.0, 6.0]],
    }


def test_pause_share_of_a_window() -> None:
    assert pause_share(SPEECH, Span(0.0, 10.0)) == pytest.approx(1.2 / (1.2 + 3.65))
    assert pause_share(SPEECH, Span(4.2, 4.8)) == 0.0
    assert pause_share(SPEECH, Span(3.5, 5.5)) == pytest.approx(0.5)
    assert pause_share((), Span(0.0, 1.0)) == 0.0


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=200))
def test_speech_spans_are_the_runs(hops: list[bool]) -> None:
    spans = speech_spans(np.array(hops, np.bool_), start=2.0)
    back = np.zeros(len(hops), np.bool_)
    for span in spans:
        assert span.start < span.end
        back[round((span.start - 2.0) * 100) : round((span.end - 2.0) * 100)] = True
    assert back.tolist() == hops
