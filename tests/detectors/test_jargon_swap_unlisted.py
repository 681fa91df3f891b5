"""What counts as everyday, as technical and as a description, beyond the lists."""

import pytest

from pipeline.detectors.jargon_swap_unlisted import described, is_everyday, is_technical


@pytest.mark.parametrize("word", ["tafel", "tafels", "keukentafel", "huurauto", "factuurnummer", "klantendienst"])
def test_everyday_words_and_their_compounds(word: str) -> None:
    assert is_everyday(word)
    assert not is_technical(word)


@pytest.mark.parametrize("word", ["pressostaat", "throttle", "koppelflens", "echografie"])
def test_words_of_insiders(word: str) -> None:
    assert is_technical(word)


@pytest.mark.parametrize("word", ["vergoeding", "opzichter", "looptijd"])
def test_people_acts_and_times_are_no_things(word: str) -> None:
    assert not is_technical(word)


def test_a_capital_inside_is_an_abbreviation() -> None:
    assert is_technical("ont", "ONT") and is_technical("esim", "eSIM,")
    assert not is_technical("btw", "BTW")


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        ("Er hangt een klein wit kapje scheef.", "wit kapje"),
        ("Dat papier waarin alles staat.", "papier"),
        ("Zo'n slappe band is los.", "slappe band"),
        ("Ik wacht al een week.", ""),
        ("Momentje, een kwartiertje nog.", ""),
    ],
)
def test_what_a_customer_describes(said: str, thing: str) -> None:
    assert described(said.split()) == thing
