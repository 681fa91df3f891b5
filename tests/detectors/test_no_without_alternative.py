"""A no: found in any wording, redeemed by an alternative, never taken from a fault, a reassurance or a question."""

import pytest

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, Heard, Tick
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.no_without_alternative import NoWithoutAlternative
from tests.detectors.text_call import heard, utterance

DETECTOR = NoWithoutAlternative()


def findings(*lines: str) -> list[Flag | Cleared]:
    """All that is found in a call that ends after these lines."""
    conversation, result = Conversation(), []
    for event in (*heard(lines), CallEnded(at=500.0)):
        conversation = conversation.after(event)
        result += DETECTOR(conversation, event)
    return result


def kinds(*lines: str) -> list[str]:
    return [flag.kind for flag in findings(*lines) if isinstance(flag, Flag)]


@pytest.mark.parametrize(
    "answer",
    [
        "Dat kan helaas niet.",
        "Gesloten is gesloten.",
        "Dan bent u te laat.",
        "Dat zit er niet in.",
        "Daar doen wij niet aan.",
        "De polis dekt dat niet, mevrouw.",
        "Ik kan de bestelling niet meer wijzigen.",
        "dat gaat hier echt niet lukken vandaag",
        "Nee, sorry.",
        "Morgen rijdt er niemand bij u in de buurt.",
    ],
)
def test_a_refusal_in_any_wording_is_flagged(answer: str) -> None:
    assert kinds("customer: Kan de monteur morgen nog komen?", f"agent: {answer}") == ["no_without_alternative"]


@pytest.mark.parametrize(
    "answer",
    [
        "Dat kan helaas niet. Wat ik wel kan doen, is u morgen bellen.",
        "Terugdraaien mag ik niet, maar ik kan het over het jaar uitsmeren.",
        "Morgen lukt ons niet meer, maar donderdag om negen uur is er nog plek.",
        "Dat gaat niet. Zal ik u een leenfiets meegeven?",
        "Dan kunt u online een melding doen. Bezwaar maken gaat niet.",
    ],
)
def test_with_an_alternative_it_is_a_no_that_was_sold(answer: str) -> None:
    assert kinds("customer: Kan dat vandaag nog?", f"agent: {answer}") == ["no_sold"]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Waar is de ingang?", "U kunt het niet missen."),
        ("Ben ik overgeslagen?", "Nee, u bent niet overgeslagen."),
        ("Mijn scherm is zwart.", "Het kan zijn dat de stekker niet goed zit."),
        ("Wat moet ik doen?", "Als dat niet lukt, bel ik u terug."),
        ("Mijn lamp is stuk.", "Gaat het lampje niet aan?"),
        ("Kost dat extra?", "Nee, daar rekenen we geen kosten voor."),
    ],
)
def test_faults_reassurance_and_questions_are_no_refusals(asked: str, answer: str) -> None:
    assert kinds(f"customer: {asked}", f"agent: {answer}") == []


def test_the_customers_own_no_is_not_the_agents() -> None:
    assert kinds("customer: Dat kan toch niet!", "agent: Ik kijk het meteen voor u na.") == []


def test_the_next_turn_may_still_bring_the_alternative() -> None:
    found = findings(
        "customer: Kan ik vandaag langskomen?",
        "agent: Dat kan niet.",
        "customer: Jammer.",
        "agent: Ik kan u wel morgen inplannen.",
    )
    flag = next(each for each in found if isinstance(each, Flag))
    assert next(each.reason for each in found if isinstance(each, Cleared) and each.key == flag.key) == "credited_late"


def test_a_second_bare_no_is_critical() -> None:
    found = [
        each
        for each in findings(
            "customer: Kan ik mijn geld terugkrijgen?",
            "agent: Dat kan niet.",
            "customer: En ruilen dan?",
            "agent: Geopende pakken ruilen wij niet om.",
        )
        if isinstance(each, Flag)
    ]
    assert [flag.severity for flag in {each.key: each for each in found}.values()] == ["warning", "critical"]


def test_the_flag_waits_until_the_turn_is_over() -> None:
    first = utterance("agent", "Dat kan niet.", id="a", start=0.0, end=1.0)
    more = utterance("agent", "Ik stuur u wel een nieuwe.", id="b", start=1.5, end=3.0)
    conversation = Conversation().after(Heard(at=1.0, utterance=first))
    assert not list(DETECTOR(conversation, Heard(at=1.0, utterance=first)))
    late = conversation.after(Tick(at=3.0))
    assert [each.kind for each in DETECTOR(late, Tick(at=3.0)) if isinstance(each, Flag)] == ["no_without_alternative"]
    conversation = conversation.after(Heard(at=3.0, utterance=more)).after(Tick(at=5.0))
    assert [each.kind for each in DETECTOR(conversation, Tick(at=5.0)) if isinstance(each, Flag)] == ["no_sold"]


def test_the_flag_names_the_words_and_what_to_do() -> None:
    (flag,) = (each for each in findings("agent: Ja. Dat kan helaas niet.") if isinstance(each, Flag))
    assert flag.evidence == "Dat kan helaas niet"
    assert flag.key == "no_without_alternative:t0:cannot:0"
    assert flag.cue == "Wat kan wel?" and "wel" in flag.advice


def test_only_the_first_minutes_of_a_pasted_text_are_judged() -> None:
    long = "dit is een lang verhaal " * 4000
    assert kinds("customer: Kan dat?", f"agent: {long} dat kan niet.") == []
    assert kinds("customer: Kan dat?", f"agent: Dat kan niet. {long}") == ["no_without_alternative"]
