"""Certainty: doubt answered, and doubt left standing where the customer asked for certainty."""

from pipeline.detectors.certainty import Certainty
from tests.detectors.text_call import flagged

DETECTOR = Certainty()


def types(*lines: str) -> list[tuple[str, str]]:
    return [(flag.type, flag.severity) for flag in flagged(DETECTOR, lines)]


def test_doubt_turned_into_certainty_is_credited() -> None:
    assert types(
        "agent: In principe komt hij morgen.",
        "customer: In principe?",
        "agent: Ik ga een afspraak voor u maken, dan staat het vast.",
    ) == [("zeker", "positive")]
    assert types("customer: Kan ik daar op rekenen?", "agent: Daar kunt u van op aan.") == [("zeker", "positive")]


def test_doubt_on_a_question_for_certainty_is_noted() -> None:
    assert types("customer: Komt hij dan ook echt?", "agent: Dat zou moeten lukken.") == [("twijfel", "info")]


def test_doubt_that_the_same_turn_takes_away_is_credited() -> None:
    assert types("customer: Weet u dat zeker?", "agent: Ik dacht eerst misschien niet, maar dat staat nu vast.") == [
        ("zeker", "positive")
    ]


def test_without_doubt_or_question_nothing_is_said() -> None:
    assert types("customer: Mijn modem is stuk.", "agent: In principe stuur ik een nieuwe.") == []
    assert types("customer: Mijn modem is stuk.", "agent: Ik ga een afspraak voor u maken.") == []
    assert types("agent: Dag.", "customer: Waarschijnlijk is het stuk, hoop ik niet.") == []
