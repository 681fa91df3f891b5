"""Tutoyeren: je to a customer who says u, and everything that only looks like it."""

from dataclasses import replace

import pytest

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard
from pipeline.detectors.tutoyeren import Tutoyeren
from tests.detectors.text_call import flagged, heard

DETECTOR = Tutoyeren()
OPENING = ["agent: Goedemorgen, met Els van Lumio.", "customer: Goedemorgen, kunt u mij helpen met mijn factuur?"]


def evidence(*lines: str) -> list[str | None]:
    return [flag.evidence for flag in flagged(DETECTOR, lines)]


@pytest.mark.parametrize(
    "line",
    [
        "Heb je de meterstand bij de hand?",
        "Dat ligt aan jouw router.",
        "Je krijgt dat bedrag morgen terug.",
        "Dan stuur ik je een mail.",
        "Voor jou maak ik een uitzondering.",
    ],
)
def test_je_to_a_customer_who_says_u_is_flagged(line: str) -> None:
    (flag,) = flagged(DETECTOR, [*OPENING, f"agent: {line}"])
    assert (flag.kind, flag.severity, flag.utterance, flag.cue) == ("tutoyeren", "warning", "t2", "Zeg u")
    assert flag.evidence and flag.evidence in line


@pytest.mark.parametrize(
    "line",
    [
        "Daar word je moe van, dat snap ik.",
        "Je zou voor minder kwaad worden.",
        "Zoiets gun je niemand.",
        "Op het scherm staat: 'Kies je land'.",
        "Jullie hebben met z'n tweeën een hoog verbruik.",
        "Dank je wel voor het wachten.",
        "Hebt u de meterstand bij de hand?",
    ],
)
def test_generic_quoted_and_plural_forms_pass(line: str) -> None:
    assert evidence(*OPENING, f"agent: {line}") == []


def test_a_customer_who_says_je_may_hear_je() -> None:
    assert evidence("customer: Hoi, kun je mij helpen? Jij hebt toch mijn dossier?", "agent: Wat is je nummer?") == []
    assert evidence("customer: Ge moet mij helpen.", "agent: Wat is je nummer?") == []


def test_permission_is_enough_for_the_rest_of_the_call() -> None:
    assert evidence(*OPENING, "agent: Mag ik je zeggen?", "customer: Dat mag.", "agent: Wat is je nummer?") == []
    assert evidence("customer: Zeg maar je, u hoeft niet zo deftig te doen.", "agent: Wat is je nummer?") == []


def test_an_asr_je_needs_more_than_itself() -> None:
    noisy = [
        "customer: goedemiddag kunt u mij helpen",
        "agent: ja hoor zegt het maar",
        "customer: u heeft mij een brief gestuurd",
    ]
    assert evidence(*noisy, "agent: dan kunt je dat op je rekening zien") == []
    assert evidence(*noisy, "agent: je kunt dat op de site zien") == []
    assert evidence(*noisy, "agent: heb je het nummer bij de hand") == ["heb je"]


def test_likely_forms_count_once_a_certain_one_was_heard() -> None:
    noisy = ["customer: goedemiddag kunt u mij helpen", "agent: heb je een nummer", "customer: ja drie nul vier"]
    assert evidence(*noisy, "agent: je kan dat op de site zien") == ["heb je", "je kan"]


def test_an_unsure_word_is_no_evidence() -> None:
    conversation, found = Conversation(), []
    for event in heard([*OPENING, "agent: Dat ligt aan jouw router."]):
        words = tuple(replace(word, probability=0.3) for word in event.utterance.words)
        unsure = Heard(at=event.at, utterance=replace(event.utterance, words=words))
        conversation = conversation.after(unsure)
        found += DETECTOR(conversation, unsure)
    assert found == []


def test_je_of_anybody_beside_an_u_is_no_informal_address() -> None:
    lines = [
        "customer: Kunt u mij helpen?",
        "agent: Drie keer gebeld, dan wil je het niet nog eens uitleggen. U hoeft niets te doen.",
    ]
    assert flagged(DETECTOR, lines) == []
