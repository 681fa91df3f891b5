"""Itch words: when a found word counts, what its flag says, and when it waits."""

from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard, Tick
from pipeline.core import Core
from pipeline.detectors.entry import entry_of
from pipeline.detectors.flag import Flag
from pipeline.detectors.itch_word import CUES, ItchWord
from pipeline.span import Span, Speaker

DETECTOR = ItchWord()
AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER


def utterance(speaker: Speaker, text: str, number: int = 0, **changes: object) -> Utterance:
    """A final utterance from second 10 * number, half a second a word."""
    words = text.split()
    edges = pairwise(10.0 * number + 0.5 * place for place in range(len(words) + 1))
    spoken = tuple(Word(text=word, span=Span(*edge)) for word, edge in zip(words, edges, strict=True))
    whole = Utterance(
        id=f"{speaker}-{number}",
        speaker=speaker,
        words=spoken,
        span=Span(10.0 * number, 10.0 * number + 0.5 * len(words)),
    )
    return replace(whole, **changes)


def flags(*said: tuple[Speaker, str]) -> list[Flag]:
    """All flags of a conversation, in order."""
    conversation, found = Conversation(), []
    for number, (speaker, text) in enumerate(said):
        event = Heard(at=10.0 * number + 9, utterance=utterance(speaker, text, number))
        conversation = conversation.after(event)
        found += DETECTOR(conversation, event)
    return found


def evidence(text: str) -> list[str | None]:
    return [flag.evidence for flag in flags((AGENT, text))]


def test_a_flag_says_what_was_said_where_why_and_what_instead() -> None:
    (flag,) = flags((AGENT, "Ja, in principe, kan dat."))
    assert (flag.kind, flag.speaker, flag.evidence, flag.category) == ("itch_word", AGENT, "in principe", "twijfeltaal")
    assert flag.span == Span(0.5, 1.5)
    assert (flag.at, flag.raised, flag.utterance, flag.rule) == (1.5, 9.0, "agent-0", "in_principe")
    assert flag.key == "itch_word:agent-0:in_principe:0"
    assert flag.severity == "warning"
    assert "in principe" in flag.message and "klant" in flag.message
    assert flag.advice.startswith("Zeg wat er geldt")
    assert 2 <= len(flag.cue.split()) <= 3


def test_every_entry_has_a_reason_a_better_phrase_and_a_known_category() -> None:
    assert len(DETECTOR.lexicon) >= 120
    assert {entry.category for entry in DETECTOR.lexicon} == set(CUES)
    for entry in DETECTOR.lexicon:
        assert entry.why.endswith((".", "?")), entry.id
        assert entry.instead, entry.id


@pytest.mark.parametrize(
    "text",
    [
        "De even nummers komen in week 43 aan de beurt.",
        "De kabel ligt aan uw kant even diep.",
        "Dat is om het even.",
        "In de regel daaronder staat de aflossing.",
        "Dat zijn vier regels.",
        "U bent welkom.",
        "Een normale ruit.",
        "Daar slaapt u niet rustig van, denk ik.",
        "De kabel wordt daar nu uitgerold.",
        "U kunt met dit ticket vliegen.",
        "Bij het schakelen hoort u de koppeling.",
        "U zult een hoop zand vinden.",
        "Dat kan ik niet beloven.",
        "Helaas, dat bedrag klopt.",
        "Zeg maar wat het beste uitkomt.",
        "Is dat mogelijk voor u?",
        "Nou hoor, ja hè.",
    ],
)
def test_the_literal_twin_passes(text: str) -> None:
    assert evidence(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "U zei net dat het in principe gisteren zou komen.",
        "Ze hebben tegen u gezegd dat het binnenkort klaar is.",
        "U kreeg te horen dat eraan gewerkt wordt, zo snel mogelijk.",
        "Klik op 'In behandeling' bovenaan.",
        "Kies “even wachten” in het menu.",
    ],
)
def test_somebody_elses_words_pass(text: str) -> None:
    assert evidence(text) == []


def test_an_apostrophe_is_no_quotation() -> None:
    assert evidence("'s Avonds kan dat in principe, foto's ook.") == ["in principe"]


def test_the_customer_is_never_flagged_and_other_events_are_not_judged() -> None:
    assert flags((CUSTOMER, "In principe even gewoon.")) == []
    assert list(DETECTOR(Conversation(), Tick(at=1.0))) == []


def test_a_buzzword_passes_once_the_customer_has_said_it() -> None:
    assert [flag.rule for flag in flags((AGENT, "Ik maak een ticket aan."), (CUSTOMER, "Een ticket?"))] == ["ticket"]
    assert flags((CUSTOMER, "Wij hebben een ticket ingeschoten."), (AGENT, "Ticket 512, die heb ik.")) == []


def test_doubt_itches_also_when_the_customer_doubted_first() -> None:
    assert len(flags((CUSTOMER, "Dat is in principe zo?"), (AGENT, "In principe wel."))) == 1


def test_one_mild_word_is_human_and_the_second_is_a_warning() -> None:
    found = flags((AGENT, "Ik kijk even."), (CUSTOMER, "Ja."), (AGENT, "Ik ga even en efkes zien."))
    assert [flag.severity for flag in found] == ["info", "warning", "warning"]
    assert len({flag.key for flag in found}) == 3


def test_of_overlapping_findings_the_longest_is_flagged() -> None:
    assert evidence("Dat zou dan in principe in orde moeten zijn.") == ["zou dan in principe in orde moeten"]


@pytest.mark.parametrize(("stable", "expected"), [(2, []), (4, []), (5, ["even"]), (None, ["even"])])
def test_a_partial_is_judged_on_words_that_are_stable_and_followed(stable: int | None, expected: list[str]) -> None:
    partial = utterance(AGENT, "Ik ga even voor u kijken", final=stable is None, stable=stable)
    event = Heard(at=3.0, utterance=partial)
    found = list(ItchWord(lookahead=2)(Conversation().after(event), event))
    assert [flag.evidence for flag in found] == expected


def test_the_final_repeats_the_partials_key() -> None:
    partial = utterance(AGENT, "Dat is in principe zo voor u", final=False, stable=7)
    keys = []
    for said in (partial, replace(partial, final=True, stable=None)):
        event = Heard(at=4.0, utterance=said)
        keys.append([flag.key for flag in DETECTOR(Conversation().after(event), event)])
    assert keys[0] == keys[1] == ["itch_word:agent-0:in_principe:0"]


@pytest.mark.parametrize(
    "text",
    [
        "ja in prinkipe kan dat",
        "gewon opnieuw passen",
        "wat ferfelend foor u",
        "excuses vorm het ongemak",
        "mogelik morgen",
        "misskhien andere vestiging dan",
    ],
)
def test_spelled_by_ear_it_still_itches(text: str) -> None:
    assert len(evidence(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Drukt u de knop even in.",
        "Leest u even het nummer voor.",
        "Er staat eventueel nog iets open.",
        "U zei dat al. Even kijken.",
    ],
)
def test_what_only_looks_like_a_report_itches(text: str) -> None:
    assert len(evidence(text)) == 1


def test_a_term_that_a_coach_adds_counts_from_the_next_words_on() -> None:
    def said(text: str, number: int) -> Heard:
        return Heard(at=10.0 * number + 9, utterance=utterance(AGENT, text, number))

    entry = entry_of(
        "wachtverzachter",
        {
            "say": ["wachtverzachter"],
            "why": "Zo praat niemand thuis.",
            "instead": ["'Ik bel u om tien uur.'"],
            "category": "buzzword",
            "severity": "strong",
            "examples": {"flag": ["In de wachtverzachter zien we dat."], "pass": ["Wij bellen u morgen."]},
        },
        source="bord",
    )
    core = Core((ItchWord(),))
    first, second = said("In uw wachtverzachter zie ik dat.", 0), said("Uw wachtverzachter begint hier.", 1)
    assert core.apply(first) == []
    core.use((ItchWord.with_lexicon(None, [entry]),))
    flag, *_ = core.apply(second)
    assert (flag.rule, flag.evidence, flag.severity) == ("wachtverzachter", "wachtverzachter", "warning")
