"""Dead air: neither speaks for too long, unless it was announced, the call is over or sound was lost."""

import pytest

from pipeline.audio.events import AudioLost
from pipeline.detectors.dead_air import DeadAir, announced_by
from pipeline.detectors.flag import Cleared, Flag
from pipeline.span import Span, Speaker
from tests.detectors.spoken_call import events, flags, outcomes

SILENT = [("customer", 1, 4), ("agent", 5, 8), ("agent", 20, 22)]


def test_a_silence_is_flagged_once_and_cleared_where_it_ends():
    flag, cleared = outcomes(DeadAir(), events(SILENT))
    assert isinstance(flag, Flag)
    assert (flag.kind, flag.severity, flag.cue) == ("dead_air", "warning", "Zeg wat u doet")
    assert flag.span.start == 8
    assert flag.at == 13
    assert 0 < flag.raised - flag.at <= 1.0
    assert isinstance(cleared, Cleared)
    assert (cleared.key, cleared.at, cleared.reason) == (flag.key, 20, "recovered")


@pytest.mark.parametrize(
    "stretches",
    [
        pytest.param([("customer", 1, 4), ("agent", 8.9, 12)], id="shorter than the limit"),
        pytest.param([("customer", 10, 14), ("agent", 15, 18)], id="before the first word"),
        pytest.param([("customer", 1, 30), ("agent", 31, 33)], id="one of them speaks"),
    ],
)
def test_none(stretches):
    assert not flags(DeadAir(), events(stretches))


def test_the_customers_silence_counts_only_when_the_agent_is_silent_too():
    assert not flags(DeadAir(), events([("customer", 1, 4), ("agent", 5, 40)], until=40.5))


@pytest.mark.parametrize(
    "text",
    [
        "Een momentje, alstublieft.",
        "Ik zoek het even op.",
        "Ik zet u in de wacht.",
        "Ik verbind u door.",
        "Dan kijk ik het voor u na.",
        "Blijft u even aan de lijn?",
        "Ogenblik alstublieft.",
        "Wacht even hoor.",
        "Ik ga dat voor u navragen bij de planning.",
    ],
)
def test_an_announced_silence_may_last_longer(text):
    said = [("agent", 5, 8, text)]
    assert not flags(DeadAir(), events(SILENT, said=said))
    (flag,) = flags(DeadAir(), events([*SILENT[:2], ("agent", 45, 47)], said=said))
    assert (flag.severity, flag.rule) == ("info", "dead_air:announced")
    assert flag.at == 38


@pytest.mark.parametrize(
    "text",
    ["Wat is uw klantnummer?", "Ik wacht al twintig minuten.", "Daar kijk ik naar uit.", "Wat kan ik voor u doen?", ""],
)
def test_other_words_announce_nothing(text):
    assert not announced_by(text)
    assert len(flags(DeadAir(), events(SILENT, said=[("agent", 5, 8, text)] if text else ()))) == 1


def test_a_customer_who_agrees_does_not_undo_the_announcement():
    stretches = [("agent", 1, 4), ("customer", 4.5, 5), ("agent", 16, 20)]
    said = [("agent", 1, 4, "Ik zet u een halve minuut in de wacht."), ("customer", 4.5, 5, "Prima hoor.")]
    assert not flags(DeadAir(), events(stretches, said=said))


def test_an_announcement_of_long_ago_counts_no_more():
    stretches = [("agent", 1, 4), ("customer", 5, 20), ("agent", 30, 31)]
    said = [("agent", 1, 4, "Een momentje, ik zoek het even op.")]
    assert len(flags(DeadAir(), events(stretches, said=said))) == 1


def test_an_announcement_that_is_heard_late_takes_the_flag_back():
    made = events(SILENT, said=[("agent", 5, 8, "Een momentje alstublieft.")], late=7.0)
    flag, cleared = outcomes(DeadAir(), made)
    assert isinstance(cleared, Cleared)
    assert (cleared.key, cleared.reason) == (flag.key, "revised")


def test_after_goodbye_the_call_is_over():
    made = events([("customer", 1, 4), ("agent", 5, 8)], said=[("agent", 5, 8, "Dank u wel, tot ziens!")], until=30)
    assert not flags(DeadAir(), made)
    assert len(flags(DeadAir(), events([("customer", 1, 4), ("agent", 5, 8)], until=30))) == 1


def test_lost_sound_is_no_silence():
    lost = AudioLost(at=10.0, speaker=Speaker.CUSTOMER, span=Span(9.0, 16.0), reason="device_ended")
    assert not flags(DeadAir(), events(SILENT, others=[lost]))
