"""Promises: who, what and when; hedges, rules of thumb and past acts promise nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard
from pipeline.detectors.flag import Flag
from pipeline.detectors.promise import Promise
from tests.detectors.text_call import flagged, utterance

PROMISE = Promise()


def promises(text: str) -> list[Flag]:
    return flagged(PROMISE, ["customer: Ik wacht al lang.", f"agent: {text}"])


@pytest.mark.parametrize(
    "text",
    [
        "Ik bel u morgen voor twaalf uur terug.",
        "De technieker staat dinsdag tussen acht en tien voor uw deur.",
        "U heeft de nieuwe sleutel uiterlijk vrijdag in huis.",
        "Een collega van de boekhouding neemt vandaag nog contact met u op.",
        "Een bewijs voor de schoolkas stuur ik u zo.",
        "Zodra het onderdeel binnen is, bel ik u.",
        "Ge krijgt van ons een nieuwe, zonder kosten.",
        "Vanaf maandag betaalt u nog maar dertig euro.",
        "Dat bedrag wordt volgende week teruggestort.",
        "Ze zijn er binnen het uur.",
        "De huismeester vervangt hem vrijdagochtend.",
        "ik zorg dat mijn collega je vanmiddag belt",
        "Morgen rijdt er een busje dat u ophaalt.",
    ],
)
def test_a_commitment(text: str) -> None:
    assert len(promises(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ik ga proberen u morgen terug te bellen.",
        "Hopelijk komt het deze week nog binnen.",
        "Als het goed is staat het morgen op uw rekening.",
        "Ik denk dat de monteur morgen wel komt.",
        "We gaan ons best doen om dat vandaag recht te zetten.",
        "Normaal leveren wij binnen vijf werkdagen.",
        "Een terugbetaling duurt drie tot vijf werkdagen.",
        "Het formulier wordt behandeld binnen de dertig dagen.",
        "Ik heb gisteren een mail gestuurd.",
        "U kunt morgen terugbellen.",
        "Ik kan u morgen laten bellen, als u wilt.",
        "Zal ik u morgen terugbellen?",
        "Ik kijk even voor u, momentje.",
        "Ik pas dat nu aan.",
        "Ik zie dat er morgen een levering komt.",
        "De winkel is morgen open tot zes uur.",
        "Voor het paspoort belt u morgen de ambassade.",
        "Ik bel u morgen niet terug.",
    ],
)
def test_no_commitment(text: str) -> None:
    assert promises(text) == []


def test_each_promise_of_a_turn_counts() -> None:
    found = promises("Ik reserveer er vier op uw naam en die liggen zaterdag klaar aan de balie.")
    assert [flag.evidence for flag in found] == [
        "Ik reserveer er vier op uw naam",
        "die liggen zaterdag klaar aan de balie",
    ]


def test_who_what_and_when_are_in_the_message() -> None:
    (flag,) = promises("Mijn collega belt u morgen voor twaalf uur.")
    assert (flag.severity, flag.kind) == ("info", "promise")
    assert "Wie: collega." in flag.message
    assert "belt u morgen" in flag.message
    assert "Wanneer: voor twaalf uur" in flag.message


def test_a_promise_without_a_time_asks_for_one() -> None:
    (flag,) = promises("Ik bel u terug.")
    assert "niet genoemd" in flag.message
    assert "dag of uur" in flag.advice


def test_customer_promises_do_not_count() -> None:
    assert flagged(PROMISE, ["customer: Ik bel u morgen terug."]) == []


def test_a_partial_waits_for_the_rest_and_keeps_its_key() -> None:
    start = "Ik bel u morgen terug. Ik stuur u"
    partial = utterance("agent", start, id="a", start=0, final=False)
    final = utterance("agent", start + " straks een mail.", id="a", start=0)
    early, late = ([*PROMISE(Conversation(), Heard(at=9, utterance=said))] for said in (partial, final))
    assert [flag.evidence for flag in early] == ["Ik bel u morgen terug"]
    assert late[0].key == early[0].key
    assert len(late) == 2


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for flag in PROMISE(Conversation(), Heard(at=9, utterance=utterance("agent", text, id="a", start=0))):
        assert flag.evidence in " ".join(text.split())
