"""Stalemate: both restate, nothing new and nothing offered."""

import pytest

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded
from pipeline.detectors.flag import Flag
from pipeline.detectors.stalemate import Stalemate
from tests.detectors.text_call import heard

DETECTOR = Stalemate()


def flags(*lines: str) -> list[Flag]:
    conversation, result = Conversation(), {}
    for event in (*heard(lines), CallEnded(at=900.0)):
        conversation = conversation.after(event)
        for flag in DETECTOR(conversation, event):
            result.setdefault(flag.key, flag)
    return list(result.values())


SIGN = [
    "customer: Ik wil die boete niet betalen, er stond geen bord.",
    "agent: Er staat wel degelijk een bord, meneer.",
    "customer: Er stond geen bord toen ik parkeerde.",
    "agent: Het bord staat er, dus de boete blijft staan.",
]


def test_both_standpoints_said_again_is_a_stalemate() -> None:
    (flag,) = flags(*SIGN)
    assert (flag.utterance, flag.severity, flag.cue) == ("t3", "warning", "Vraag waarom")
    assert "niet willen of niet kunnen" in flag.advice and flag.value >= flag.limit


def test_a_stalemate_is_flagged_once() -> None:
    assert len(flags(*SIGN, "customer: Ik zeg u dat er geen bord stond.", "agent: En ik zeg u dat het er staat.")) == 1


@pytest.mark.parametrize(
    "last",
    [
        "Ik stuur u een foto van het bord, dan kijken we samen.",
        "Waar hebt u dan precies geparkeerd?",
        "Wat ik wel kan doen, is de boete in stukken knippen.",
    ],
)
def test_something_new_or_a_question_opens_it_again(last: str) -> None:
    assert flags(*SIGN[:3], f"agent: {last}") == []


def test_one_side_repeating_is_no_stalemate() -> None:
    assert (
        flags(
            "customer: Mijn internet doet het niet.",
            "agent: Sinds wanneer doet het internet het niet?",
            "customer: Sinds gisteren doet mijn internet het niet.",
            "agent: Dan meet ik de lijn door.",
        )
        == []
    )
    assert (
        flags(
            "customer: Mag het op vrijdag?",
            "agent: Op vrijdag komt er niemand.",
            "customer: Goed, dan maandag.",
            "agent: Maandag moet u wel thuis zijn.",
        )
        == []
    )
