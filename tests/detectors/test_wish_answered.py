"""Wish answered: which of the five wishes an answer ties to."""

import pytest

from pipeline.detectors.wish_answered import WishAnswered
from tests.detectors.text_call import flagged

DETECTOR = WishAnswered()


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("Dan zit u vanavond weer lekker warm.", "comfort"),
        ("U hoeft zelf niets te doen.", "gemak"),
        ("Dat doen de meeste klanten in dit soort situaties.", "identiteit"),
        ("Dankzij uw melding kunnen we het verhelpen.", "sociale erkenning"),
        ("U kunt de monteur op de kaart volgen.", "mentale stimulatie"),
    ],
)
def test_each_wish_is_heard(line: str, wish: str) -> None:
    (flag,) = flagged(DETECTOR, [f"agent: {line}"])
    assert (flag.type, flag.severity, flag.kind) == (wish, "positive", "wish_answered")


def test_two_wishes_in_one_answer_are_both_noted() -> None:
    found = flagged(DETECTOR, ["agent: U hoeft zelf niets te doen. Dat doen de meeste klanten trouwens."])
    assert [flag.type for flag in found] == ["gemak", "identiteit"]


def test_customers_and_plain_facts_pass() -> None:
    assert flagged(DETECTOR, ["customer: Dat doen de meeste klanten.", "agent: Het kost tien euro per maand."]) == []
