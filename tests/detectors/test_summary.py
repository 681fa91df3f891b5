"""Summaries: at least two elements said back."""

import pytest

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard
from pipeline.detectors.summary import Summary
from tests.detectors.text_call import flagged, utterance

SUMMARY = Summary()


@pytest.mark.parametrize(
    "lines",
    [
        [
            "customer: Ik wil de jurk ruilen voor maat 40 en ik heb geen bon.",
            "agent: Even samenvatten: u wilt de jurk ruilen voor maat 40, en de bon is kwijt.",
        ],
        [
            "customer: Sinds maandag geen internet, en de monteur kwam niet.",
            "agent: Dus u zit sinds maandag zonder internet en de monteur is niet gekomen.",
        ],
        [
            "customer: Er zit een kras op het blad en de plint ontbreekt.",
            "agent: Als ik het goed begrijp ontbreekt de plint en zit er een kras op het blad.",
        ],
        ["customer: Wij komen met zes mensen en twee honden.", "agent: Zes mensen, twee honden. Klopt dat zo?"],
        [
            "customer: De puzzels heb ik nog.",
            "agent: De poppen komen woensdag.",
            "customer: Wat kost het?",
            "agent: Niks.",
            "agent: Puzzels hebt ge, de poppen komen woensdag, en het kost niks.",
        ],
        ["customer: Prima.", "agent: Dan hebben we afgesproken: dinsdag komt de monteur, en de kelder is vrij."],
    ],
)
def test_two_elements_are_said_back(lines: list[str]) -> None:
    found = flagged(SUMMARY, lines)
    assert [flag.utterance for flag in found] == [f"t{len(lines) - 1}"]
    assert found[0].severity == "positive"
    assert found[0].evidence in lines[-1]


@pytest.mark.parametrize(
    "lines",
    [
        ["customer: De bank is doorgezakt.", "agent: Doorgezakt, dus u zit er niet goed meer op."],
        ["customer: Sinds vrijdag werkt de bel niet.", "agent: Al sinds vrijdag."],
        [
            "customer: Hoe werkt dat?",
            "agent: Dus als u voor de tiende opzegt, dan stopt het aan het eind van de maand.",
        ],
        ["customer: Ja graag.", "agent: Dus u gaat naar de site, u klikt op inloggen en dan kiest u rekeningen."],
        ["agent: Goed.", "customer: Samengevat: de lijn is stuk, en de monteur kwam niet."],
        [
            "customer: Mijn jas is te klein.",
            "agent: Een jas ruilen we.",
            "customer: Ik wil de maat groter.",
            "agent: De maat groter is een andere jas, dus die ruilen we.",
        ],
        ["customer: Wat bedoelt u?", "agent: Kunt u dat even samenvatten, met de datum en het bedrag?"],
    ],
)
def test_no_summary(lines: list[str]) -> None:
    assert flagged(SUMMARY, lines) == []


def test_a_partial_may_still_become_anything() -> None:
    said = utterance("agent", "Samengevat: de lijn is stuk, en de monteur komt.", id="a", start=0, final=False)
    assert [*SUMMARY(Conversation(), Heard(at=5, utterance=said))] == []
