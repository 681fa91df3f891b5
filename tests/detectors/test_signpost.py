"""Signposts: the parts of the conversation announced or closed, not the steps of an instruction."""

import pytest

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard
from pipeline.detectors.signpost import Signpost
from tests.detectors.text_call import flagged, utterance

SIGNPOST = Signpost()


@pytest.mark.parametrize(
    "text",
    [
        "Voordat ik met uw probleem aan de slag ga, wil ik graag eerst nog even wat dingen checken.",
        "Ik stel eerst twee vragen en daarna zoeken we samen een oplossing.",
        "Eerst kijk ik naar de rekening, daarna regelen we de verhuizing.",
        "Dan uw tweede vraag, het garantiebewijs.",
        "Dat was de rekening. Dan nu de verhuizing.",
        "Daar kom ik zo op terug, eerst wil ik weten of iedereen veilig is.",
        "We nemen het formulier samen door, van boven naar onder.",
        "Er zijn twee wegen.",
        "Tot slot nog één ding, de sleutel.",
        "Laten we beginnen met het dringendste, de lekkage.",
        "dan gaan we nu naar uw tweede punt",
        "Ik wil twee dingen met u bespreken.",
        "De ramen hebben we gehad, dan nog uw vraag over de huur.",
        "Zo, dat was de rekening.",
    ],
)
def test_a_part_is_announced_or_closed(text: str) -> None:
    (flag,) = flagged(SIGNPOST, [f"agent: {text}"])
    assert flag.severity == "positive"
    assert flag.evidence in text


@pytest.mark.parametrize(
    "text",
    [
        "Eerst drukt u op de knop, daarna wacht u tien tellen.",
        "U moet eerst inloggen en dan het formulier invullen.",
        "Eerst moet de aannemer komen, dan pas de schilder.",
        "Dan kijk ik even in het systeem.",
        "Ik moet eerst uw nummer hebben.",
        "Ik wil u eerst bedanken.",
        "Op de tweede pagina ziet u het bedrag.",
        "De eerste maand is gratis, daarna betaalt u tien euro.",
        "Er zijn drie soorten abonnementen.",
    ],
)
def test_no_signpost(text: str) -> None:
    assert flagged(SIGNPOST, [f"agent: {text}"]) == []


def test_the_customers_own_structure_is_theirs() -> None:
    assert flagged(SIGNPOST, ["customer: Ik bel voor twee dingen. Eerst de stoel, dan de bon."]) == []


def test_a_partial_waits_for_the_words_behind() -> None:
    words = "Er zijn twee wegen. De eerste is samen."
    short = utterance("agent", words, id="a", start=0, final=False, stable=4)
    long = utterance("agent", words, id="a", start=0, final=False)
    final = utterance("agent", words, id="a", start=0)
    found = [[*SIGNPOST(Conversation(), Heard(at=5, utterance=said))] for said in (short, long, final)]
    assert [[flag.key for flag in flags] for flags in found] == [[], ["signpost:a"], ["signpost:a"]]
