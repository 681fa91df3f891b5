"""Turn-taking measures: overlaps, changes of floor and silences from who spoke when."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.conversation.turn_taking import (
    BRIDGED,
    Speech,
    bridged,
    latest_overlaps,
    measurable,
    overlaps,
    silences,
    spoken,
    stretch_at,
    transfers,
)
from pipeline.span import Span, Speaker
from tests.detectors.spoken_call import conversation


def speech(agent: list[tuple[float, float]], customer: list[tuple[float, float]], now: float = 100.0) -> Speech:
    return Speech(agent=tuple(Span(*each) for each in agent), customer=tuple(Span(*each) for each in customer), now=now)


def spans() -> st.SearchStrategy[list[tuple[float, float]]]:
    """Stretches of one speaker, in order, with pauses of at least 0.2 s."""
    steps = st.lists(st.tuples(st.floats(0.2, 3.0), st.floats(0.05, 4.0)), max_size=8)

    def laid(pairs: list[tuple[float, float]]) -> list[tuple[float, float]]:
        made, time = [], 0.0
        for pause, length in pairs:
            made.append((time + pause, time + pause + length))
            time += pause + length
        return made

    return steps.map(laid)


def test_a_breath_is_bridged_and_a_pause_is_not():
    assert bridged([Span(0, 1), Span(1.4, 2), Span(2.6, 3)]) == (Span(0, 2), Span(2.6, 3))


def test_an_overlap_knows_who_came_in_and_how_long_both_spoke():
    (found,) = overlaps(speech([(3.0, 4.0), (4.3, 6.0)], [(0.0, 5.0)]))
    assert (found.span, found.entered) == (Span(3.0, 5.0), Speaker.AGENT)
    assert found.both == pytest.approx(1.7)
    (found,) = overlaps(speech([(0.0, 5.0)], [(4.0, 6.0)]))
    assert (found.span, found.entered) == (Span(4.0, 5.0), Speaker.CUSTOMER)


def test_two_overlaps_far_apart_are_two():
    assert [each.span for each in overlaps(speech([(1.0, 2.0), (4.0, 6.0)], [(0.0, 5.0)]))] == [Span(1, 2), Span(4, 5)]


@given(spans(), spans())
def test_overlaps_hold_exactly_the_time_in_which_both_speak(agent, customer):
    talk = speech(agent, customer)
    both = sum(own.overlap(other) for own in talk.agent for other in talk.customer)
    found = overlaps(talk)
    assert sum(each.both for each in found) == pytest.approx(both)
    assert all(each.both <= each.span.duration + 1e-9 for each in found)
    assert all(b.span.start - a.span.end >= BRIDGED for a, b in pairwise(found))


@given(spans(), spans())
def test_silence_and_speech_fill_the_call(agent, customer):
    talk = speech(agent, customer)
    heard = sorted((*talk.agent, *talk.customer))
    silent = silences(talk, 0.0)
    assert all(span.overlap(each) == 0.0 for span in silent for each in heard)
    if heard:
        anyone = bridged(heard, 1e-9)
        total = sum(span.duration for span in (*silent, *anyone))
        assert total == pytest.approx(100.0 - heard[0].start)
    else:
        assert silent == ()


def test_silences_shorter_than_asked_are_left_out():
    assert silences(speech([(0, 1), (2, 3)], [(8, 9)], now=10.0), 2.0) == (Span(3, 8),)


def test_a_change_of_floor_has_a_gap_or_an_overlap():
    gap, overlap = transfers(speech([(3.4, 5.0), (8.8, 11.0)], [(0.0, 3.0), (6.0, 9.0)]), Speaker.AGENT)
    assert (gap.ended, gap.began) == (3.0, 3.4)
    assert gap.gap == pytest.approx(0.4)
    assert overlap.gap == pytest.approx(-0.2)
    assert overlap.span == Span(8.8, 9.0)


def test_going_on_after_a_pause_is_no_change_of_floor():
    talk = speech([(3.4, 5.0), (6.0, 7.0)], [(0.0, 3.0), (3.9, 4.2)])
    assert [each.began for each in transfers(talk, Speaker.AGENT)] == [3.4]


def test_a_listening_noise_after_the_answer_began_does_not_change_its_gap():
    (found,) = transfers(speech([(3.1, 8.0)], [(0.0, 3.0), (3.4, 3.7)]), Speaker.AGENT)
    assert found.gap == pytest.approx(0.1)


def test_only_the_tail_is_looked_at_and_open_speech_ends_now():
    call = conversation([("customer", 0, 4), ("agent", 5, 30), ("customer", 31, 33), ("agent", 34, 50)], until=40.0)
    talk = Speech.since(call, 20.0)
    assert talk.customer == (Span(31, 33),)
    assert talk.agent == (Span(5, 30), Span(34, 40.0))
    assert talk.end == 40.0
    assert talk.of(Speaker.AGENT) is talk.agent
    assert Speech.since(conversation([], until=1.0), 0.0).end is None


@given(spans(), spans(), st.floats(0.0, 40.0))
def test_the_tail_holds_all_that_ended_after_its_start(agent, customer, start):
    both = [*(("agent", *each) for each in agent), *(("customer", *each) for each in customer)]
    call = conversation(both, until=60.0)
    talk = Speech.since(call, start)
    assert talk.agent == tuple(Span(*each) for each in agent if each[1] > start)
    assert talk.customer == tuple(Span(*each) for each in customer if each[1] > start)


def test_an_overlap_is_told_once_it_is_surely_over():
    stretches = [("customer", 0, 10), ("agent", 8, 14)]
    assert latest_overlaps(conversation(stretches, until=10.5)) == ()
    (found,) = latest_overlaps(conversation(stretches, until=11.0))
    assert found.span == Span(8, 10)
    assert latest_overlaps(conversation(stretches, until=13.5)) == ()


def test_a_long_overlap_is_told_while_it_lasts():
    (found,) = latest_overlaps(conversation([("customer", 0, 28), ("agent", 20, 40)], until=26.0))
    assert found.span == Span(20, pytest.approx(25.6))
    assert found.both == pytest.approx(5.6)


def test_a_leaking_channel_has_no_overlaps():
    leak = [("customer", n * 4.0, n * 4.0 + 3.0) for n in range(5)] + [
        ("agent", n * 4.0, n * 4.0 + 2.6) for n in range(5)
    ]
    call = conversation(leak, until=20.0)
    assert not measurable(Speech.since(call, 0.0))
    assert latest_overlaps(call) == ()


def test_people_who_talk_through_each_other_are_no_leak():
    assert measurable(speech([(3.5, 9.5)], [(2.0, 8.0)]))
    assert measurable(speech([(2.1, 9.5)], [(2.0, 8.0)]))
    assert measurable(speech([], []))


def test_noise_that_passes_for_speech_on_both_channels_is_not_judged():
    assert not measurable(speech([(0, 10), (11, 20)], [(5, 18)]))
    assert measurable(speech([(0, 10), (11, 20)], [(9, 12), (19, 30)]))


def test_who_begins_with_the_other_may_be_their_leak():
    assert latest_overlaps(conversation([("agent", 2, 8), ("customer", 2.1, 6)], until=7.5)) == ()
    assert latest_overlaps(conversation([("agent", 2, 8), ("customer", 2.6, 6)], until=7.5))


def test_seconds_in_a_window_and_the_stretch_around_a_moment():
    assert spoken([Span(0, 2), Span(3, 5)], Span(1, 4)) == 2
    assert stretch_at(speech([(0, 1), (1.3, 2)], []), Speaker.AGENT, 1.5) == Span(0, 2)
    with pytest.raises(ValueError, match="nobody speaks"):
        stretch_at(speech([(0, 1)], []), Speaker.AGENT, 3.0)
