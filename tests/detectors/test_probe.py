"""Probes: an open question on what the customer just said."""

import pytest

from pipeline.detectors.probe import Probe
from tests.detectors.text_call import flagged

PROBE = Probe()


@pytest.mark.parametrize(
    ("story", "reply"),
    [
        (
            "Ik zie een groene knop op mijn scherm.",
            "U had het over een groene knop. Wat is er met die knop aan de hand?",
        ),
        ("Ik vind het allemaal zo'n gedoe met die app.", "Wat vindt u zo'n gedoe?"),
        ("Hij maakt een raar geluid.", "Hoe klinkt dat geluid precies"),
        ("Het is ingewikkeld bij ons thuis.", "Hoe bedoelt u, ingewikkeld?"),
        ("Ik wil gewoon rust.", "Kunt u daar iets meer over vertellen?"),
    ],
)
def test_the_agent_asks_on(story: str, reply: str) -> None:
    (flag,) = flagged(PROBE, [f"customer: {story}", f"agent: {reply}"])
    assert (flag.kind, flag.severity) == ("probe", "positive")


@pytest.mark.parametrize(
    ("story", "reply"),
    [
        ("Ik wil gewoon rust.", "Wat is uw postcode?"),
        ("De lamp is stuk.", "Is de lamp warm?"),
        ("De lamp is stuk.", "Hoe oud is de lamp?"),
        ("De lamp is stuk.", "Ik vertel u hoe het werkt."),
        ("De lamp is stuk.", "Zegt u het maar."),
    ],
)
def test_other_replies_do_not(story: str, reply: str) -> None:
    assert flagged(PROBE, [f"customer: {story}", f"agent: {reply}"]) == []


def test_without_a_story_there_is_nothing_to_ask_on() -> None:
    assert flagged(PROBE, ["agent: Hoe bedoelt u?"]) == []


def test_the_customers_word_is_named() -> None:
    (flag,) = flagged(PROBE, ["customer: Dat geluid is raar.", "agent: Wat is er raar aan?"])
    assert "“raar”" in flag.message
