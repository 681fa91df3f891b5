"""Jargon swap: another name for what the customer named, and the ways in which the name is no swap."""

import pytest

from pipeline.detectors.jargon_swap import JargonSwap
from tests.detectors.text_call import flagged

DETECTOR = JargonSwap()


def evidence(*lines: str) -> list[str | None]:
    return [flag.evidence for flag in flagged(DETECTOR, lines)]


@pytest.mark.parametrize(
    ("customer", "agent", "word"),
    [
        ("Er zit een wit kastje in de gang en dat knippert.", "Is de ONT al eens herstart?", "ONT"),
        ("Dat vlammetje gaat steeds uit.", "Is de waakvlam recent gereinigd?", "waakvlam"),
        ("mijn gesprek stottert de hele tijd", "er is packet loss op de lijn", "packet loss"),
        ("Mijn moeder krijgt haar pillen niet.", "De medicatie komt via de apotheek.", "medicatie"),
    ],
)
def test_a_technical_name_for_the_customers_thing_is_flagged(customer: str, agent: str, word: str) -> None:
    assert evidence(f"customer: {customer}", f"agent: {agent}") == [word]


def test_the_flag_shows_both_words() -> None:
    (flag,) = flagged(DETECTOR, ["customer: Zo'n wit kastje aan de muur.", "agent: Brandt de ONT?"])
    assert "kastje" in flag.message and "ONT" in flag.message and "kastje" in flag.advice
    assert (flag.severity, flag.cue, flag.key) == ("warning", "Gebruik klantwoorden", "jargon_swap:t1:ont:0")


@pytest.mark.parametrize(
    "agent",
    [
        "Dat witte kastje, brandt dat?",
        "Dat noemen wij een ONT, dat kastje van u.",
        "De ONT, uw witte kastje, herstart nu.",
        "Ik stuur een monteur.",
    ],
)
def test_the_customers_word_and_a_bridge_pass(agent: str) -> None:
    assert evidence("customer: Er zit een wit kastje in de gang.", f"agent: {agent}") == []


def test_jargon_that_renames_nothing_is_no_swap() -> None:
    assert evidence("customer: Goedemorgen.", "agent: Er loopt een hotfix in de sprint, de ONT volgt.") == []


def test_the_customer_may_use_the_jargon_first() -> None:
    assert evidence("customer: Dat kastje, die ONT, knippert.", "agent: Is de ONT herstart?") == []
    assert evidence("customer: Mijn kastje. Is dat de ONT?", "agent: Is de ONT herstart?") == []


def test_a_described_thing_counts_without_being_listed_as_its_name() -> None:
    assert evidence("customer: Er zit zo'n rood hoedje op het ding.", "agent: Zit de dropkabel vast?") == ["dropkabel"]


@pytest.mark.parametrize(
    ("customer", "agent"),
    [
        ("Er zit zo'n klein metalen plaatje los onder de zitting.", "De zwenkarmatuur vervangen we dinsdag."),
        ("Dat ronde dingetje in de wasbak is weg.", "Heeft u de plugclicker nog?"),
    ],
)
def test_an_unlisted_technical_noun_for_a_described_thing_is_flagged(customer: str, agent: str) -> None:
    assert len(evidence(f"customer: {customer}", f"agent: {agent}")) == 1


@pytest.mark.parametrize(
    "agent",
    [
        "Heeft u de aankoopbon nog?",
        "De monteur komt dinsdag.",
        "Dat plaatje stuur ik u op.",
        "Wat is uw telefoonnummer?",
    ],
)
def test_everyday_nouns_after_a_described_thing_pass(agent: str) -> None:
    assert evidence("customer: Er zit zo'n klein metalen plaatje los.", f"agent: {agent}") == []
