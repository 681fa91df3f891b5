"""Interruption: the agent talks into the customer's turn; listening noises and ends of turns are none."""

import pytest

from pipeline.detectors.dead_air import DeadAir
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.interruption import Interruption
from pipeline.span import Span, Speaker
from tests.detectors.spoken_call import events, flags, outcomes
from tests.detectors.text_call import flagged

LONG_TALK = [
    (who, n * 10.0 + shift, n * 10.0 + shift + 4.5)
    for n in range(10)
    for who, shift in (("customer", 0.0), ("agent", 5.0))
]


def test_the_customer_stops_when_the_agent_comes_in():
    (flag,) = flags(Interruption(), events([("customer", 2, 8), ("agent", 7, 11)]))
    assert (flag.kind, flag.speaker, flag.severity) == ("interruption", Speaker.AGENT, "warning")
    assert flag.span == Span(7, 8)
    assert flag.value == 1.0
    assert (flag.cue, flag.rule, flag.utterance) == ("Laat uitpraten", "interruption:story", None)
    assert flag.at == 8
    assert 0 < flag.raised - flag.at <= 1.5


def test_the_customer_is_talked_over():
    (flag,) = flags(Interruption(), events([("customer", 2, 12), ("agent", 6, 7.4)]))
    assert flag.span == Span(6, 7.4)


def test_after_the_customers_first_half_minute_it_is_a_hint():
    late = [*LONG_TALK, ("customer", 100, 108), ("agent", 107, 111)]
    (flag,) = flags(Interruption(), events(late))
    assert (flag.severity, flag.rule) == ("info", "interruption:later")


def test_a_long_talk_of_the_agent_does_not_use_up_the_customers_half_minute():
    (flag,) = flags(Interruption(), events([("agent", 0, 60), ("customer", 61, 68), ("agent", 67, 70)]))
    assert flag.severity == "warning"


@pytest.mark.parametrize(
    "stretches",
    [
        pytest.param([("customer", 2, 8), ("agent", 8.3, 11)], id="an answer"),
        pytest.param([("customer", 2, 8), ("agent", 7.7, 11)], id="a short overlap at the end of the turn"),
        pytest.param([("customer", 2, 12), ("agent", 6, 6.5)], id="a listening noise"),
        pytest.param([("customer", 2, 12), ("agent", 6, 6.9)], id="the agent gives way"),
        pytest.param([("customer", 2, 8), ("agent", 2.3, 6)], id="both begin together"),
        pytest.param([("agent", 0, 8), ("customer", 6, 10)], id="the customer interrupts"),
        pytest.param([("agent", 0, 8), ("customer", 7, 10), ("agent", 8.3, 9)], id="the agent finishes what was begun"),
        pytest.param([("customer", 0, 3), ("agent", 3.1, 8), ("customer", 3.4, 4.2)], id="the customer says ja"),
    ],
)
def test_none(stretches):
    assert not flags(Interruption(), events(stretches))


def test_a_breath_of_the_customer_does_not_hide_it():
    (flag,) = flags(Interruption(), events([("customer", 2, 7.3), ("customer", 7.6, 8.4), ("agent", 7, 12)]))
    assert flag.span == Span(7, 8.4)


def test_each_is_flagged_once():
    stretches = [("customer", 2, 8), ("agent", 7, 11), ("customer", 12, 18), ("agent", 17, 20)]
    found = flags(Interruption(), events(stretches))
    assert [flag.span.start for flag in found] == [7, 17]


def test_listening_noises_that_are_known_in_time_are_not_flagged():
    made = events([("customer", 2, 8), ("agent", 7, 8.3)], said=[("agent", 7, 8.3, "Ja, ja, precies.")], late=0.3)
    assert not outcomes(Interruption(), made)


def test_listening_noises_that_are_known_later_are_taken_back():
    made = events([("customer", 2, 8), ("agent", 7, 8.3)], said=[("agent", 7, 8.3, "Ja, ja, precies.")], late=2.0)
    flag, cleared = outcomes(Interruption(), made)
    assert isinstance(flag, Flag)
    assert isinstance(cleared, Cleared)
    assert (cleared.key, cleared.reason) == (flag.key, "revised")


def test_words_that_say_something_stand():
    made = events([("customer", 2, 8), ("agent", 7, 9.5)], said=[("agent", 7, 9.5, "Ja, wat is uw postcode?")])
    assert len(outcomes(Interruption(), made)) == 1


def test_a_written_dialogue_has_none():
    lines = ["0.0-8.0 customer: Ik bel omdat mijn internet het niet doet.", "6.0-9.0 agent: Wat is uw klantnummer?"]
    assert not flagged(Interruption(), lines)
    assert not flagged(DeadAir(), lines)


def test_the_end_of_the_call_does_not_swallow_one():
    made = events([("customer", 2, 8), ("agent", 7, 8.9)], until=9.2)
    assert len(flags(Interruption(), made)) == 1
