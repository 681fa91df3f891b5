"""Purpose first: outbound calls only."""

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallStarted
from pipeline.detectors.flag import Flag
from pipeline.detectors.purpose_first import PurposeFirst
from tests.detectors.text_call import heard

DETECTOR = PurposeFirst()


def flags(*lines: str, direction: str = "outbound") -> list[Flag]:
    conversation = Conversation().after(CallStarted(call_id="c", direction=direction))
    found: dict[str, Flag] = {}
    for event in heard(lines):
        conversation = conversation.after(event)
        for flag in DETECTOR(conversation, event):
            found.setdefault(flag.key, flag)
    return list(found.values())


GOOD = [
    "agent: Goedemiddag, met Els van Lumio.",
    "customer: Dag.",
    "agent: Ik bel u omdat uw contract in juni afloopt.",
    "customer: Ah ja.",
]
LATE = [
    "agent: Goedemiddag, met Els van Lumio.",
    "customer: Dag.",
    "agent: Heeft u even tijd?",
    "customer: Waarvoor?",
    "agent: Hoe gaat het met u?",
    "customer: Goed.",
    "agent: Mooi zo.",
]


def test_the_reason_first_is_credited_once() -> None:
    (flag,) = flags(*GOOD, "agent: Zoals gezegd, ik bel over uw contract.")
    assert (flag.severity, flag.utterance) == ("positive", "t2")


def test_no_reason_in_the_first_turns_is_a_warning_once() -> None:
    (flag,) = flags(*LATE)
    assert (flag.severity, flag.utterance, flag.cue) == ("warning", "t4", "Noem de reden")


def test_a_reason_after_a_long_talk_comes_late() -> None:
    long = " ".join(["wij bestaan al jaren"] * 20) + "."
    assert [flag.severity for flag in flags(f"agent: {long}", "customer: Ja?", "agent: Ik bel over uw contract.")] == [
        "warning"
    ]


def test_inbound_calls_are_not_judged() -> None:
    assert flags(*LATE, direction="inbound") == [] == flags(*GOOD, direction="inbound")
