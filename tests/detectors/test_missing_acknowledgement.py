"""Missing acknowledgement: live partials, credit, episodes, wording; whole conversations are in test_conversations."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline.detectors
from pipeline.audio.events import Pace, SpeechEnded
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard
from pipeline.detectors.agent_reply import acknowledgement_lexicon, is_backchannel, judge_reply
from pipeline.detectors.customer_frustration import frustration_lexicon, read_frustration
from pipeline.detectors.echo import find_echo, stem
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.gate import Gate
from pipeline.detectors.missing_acknowledgement import MissingAcknowledgement
from pipeline.span import Span, Speaker
from tests.detectors.text_call import flagged, found, heard, utterance

ANGRY = "customer: Eindelijk! Ik hang al 20 minuten aan de lijn. Zo kan ik niet werken!"
DETECT = MissingAcknowledgement()


def reply(text: str, *, final: bool, stable: int | None = None, id: str = "a1", start: float = 10.0) -> Heard:
    said = utterance("agent", text, id=id, start=start, final=final, stable=stable)
    return Heard(at=said.span.end, utterance=said)


def after(*events: Heard) -> list[Flag | Cleared]:
    """What the last of the events adds, after the angry customer."""
    conversation = Conversation()
    for event in (*heard([ANGRY]), *events):
        conversation = conversation.after(event)
    return list(DETECT(conversation, events[-1]))


def test_the_flag_says_what_was_said_and_what_to_say() -> None:
    (flag,) = flagged(DETECT, [ANGRY, "agent: Wat is uw klantnummer?"])
    assert (flag.key, flag.utterance, flag.speaker) == ("missing_acknowledgement:t0", "t1", Speaker.AGENT)
    assert flag.evidence is None and flag.severity == "critical" and flag.cue == "Eerst erkennen"
    assert flag.value is not None and flag.limit is not None and flag.value >= flag.limit
    assert "20 minuten" in flag.advice
    assert flag.at <= flag.raised


def test_one_strong_wording_is_a_warning() -> None:
    (flag,) = flagged(DETECT, ["customer: Ik ben er boos over.", "agent: Wat is uw klantnummer?"])
    assert flag.severity == "warning"


@pytest.mark.parametrize(
    "text, stable, flags",
    [
        ("Wat is", 2, 0),
        ("Wat is uw klantnummer en uw postcode en huisnummer graag", 9, 1),
        ("Wat is uw klantnummer en uw postcode en huisnummer graag", 2, 0),
        ("Al 20 minuten? Dat is veel te lang, wat is uw klantnummer", 12, 0),
    ],
)
def test_a_growing_reply_is_judged_on_its_stable_words(text: str, stable: int, flags: int) -> None:
    assert sum(isinstance(each, Flag) for each in after(reply(text, final=False, stable=stable))) == flags


def test_a_short_final_is_enough() -> None:
    assert [each.utterance for each in after(reply("Uw postcode?", final=True)) if isinstance(each, Flag)] == ["a1"]


def test_listening_noises_wait_for_the_reply() -> None:
    noise = reply("Ja, oké.", final=True)
    assert after(noise) == []
    (flag,) = after(noise, reply("Wat is uw klantnummer?", final=True, id="a2", start=12.0))
    assert isinstance(flag, Flag) and flag.utterance == "a2"


def test_the_customer_goes_on_after_a_listening_noise() -> None:
    flags = flagged(DETECT, [ANGRY, "agent: Ja.", "customer: En nu wil ik antwoord.", "agent: Wat is uw postcode?"])
    assert [flag.key for flag in flags] == ["missing_acknowledgement:t2"]


def test_acknowledgement_later_in_the_reply_is_credited() -> None:
    question = reply("Wat is uw klantnummer?", final=True)
    credited = after(question, reply("En sorry dat u zo lang moest wachten.", final=True, id="a2", start=13.0))
    assert [(type(each), each.key) for each in credited] == [(Cleared, "missing_acknowledgement:t0")]


def test_acknowledgement_one_turn_late_is_credited_and_stays_so() -> None:
    lines = [
        ANGRY,
        "agent: Wat is uw klantnummer?",
        "customer: 40918.",
        "agent: Al 20 minuten aan de lijn, daar word je gek van.",
        "customer: Ja.",
        "agent: Ik zoek het op.",
    ]
    gate, conversation, outcomes = Gate(), Conversation(), []
    for event in heard(lines):
        conversation = conversation.after(event)
        outcomes += gate(conversation, event, DETECT(conversation, event))
    assert [type(each) for each in outcomes if isinstance(each, Flag | Cleared)] == [Flag, Cleared]


def test_each_outburst_is_an_episode_of_its_own() -> None:
    flags = flagged(
        DETECT,
        [
            ANGRY,
            "agent: Wat is uw klantnummer?",
            "customer: Dat heb ik al drie keer doorgegeven!",
            "agent: Ik heb het toch nodig.",
        ],
    )
    assert [flag.key for flag in flags] == ["missing_acknowledgement:t0", "missing_acknowledgement:t2"]


def test_nothing_is_kept_between_calls() -> None:
    events = list(heard([ANGRY, "agent: Wat is uw klantnummer?"]))
    assert found(DETECT, events) == found(DETECT, events) == found(MissingAcknowledgement(), events)


def test_thresholds_are_fields() -> None:
    lines = [ANGRY, "agent: Wat is uw klantnummer?"]
    assert flagged(replace(DETECT, limit=99.0), lines) == []


def test_sound_changes_nothing() -> None:
    """No acoustic feature reaches the detector: pace and pauses of any size leave its findings as they are."""
    conversation = Conversation()
    for event in heard([ANGRY, "agent: Wat is uw klantnummer?"]):
        conversation = conversation.after(event)
    loud = conversation
    for rate in (2.0, 9.0):
        loud = loud.after(
            Pace(
                at=1.0,
                speaker=Speaker.CUSTOMER,
                measured_to=1.0,
                syllables=rate,
                speech=1.0,
                articulation_rate=rate,
                speaking_rate=rate,
                pause_share=0.1,
                window=3.0,
                baseline=5.0,
            )
        )
    loud = loud.after(SpeechEnded(at=2.0, speaker=Speaker.CUSTOMER, span=Span(0.0, 2.0)))
    assert list(DETECT(loud, event)) == list(DETECT(conversation, event))


def test_its_modules_import_nothing_of_sound() -> None:
    home = Path(pipeline.detectors.__file__).parent
    for name in (
        "missing_acknowledgement",
        "exchange",
        "agent_reply",
        "customer_frustration",
        "echo",
        "plain_words",
        "frustration_cues",
        "acknowledgement_advice",
    ):
        tree = ast.parse((home / f"{name}.py").read_text(encoding="utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not any(module.startswith("pipeline.audio") for module in imported), name


@pytest.mark.parametrize(
    "words, quality",
    [
        ("Al twintig minuten?! Dat is lang.", "full"),
        ("Oei, 20 minuten. Wat is uw postcode?", "full"),
        ("Dat is vervelend, maar daar gaan wij niet over.", "none"),
        ("Ik snap dat u boos bent, maar u had eerder moeten bellen.", "none"),
        ("Ik snap dat u boos bent, maar het lukt vandaag alleen nog telefonisch.", "full"),
        ("Ik begrijp dat u graag een planning heeft.", "none"),
        ("U bent niet de enige, het is druk.", "none"),
        ("Twintig minuten, tjonge. Ach, anderen wachten langer.", "none"),
        ("Wat vervelend voor u. Wat is uw postcode?", "thin"),
        ("Vertelt u eens, wat is er gebeurd?", "invitation"),
        ("Wat is uw klantnummer?", "none"),
        ("Helemaal goed! Wat is uw klantnummer?", "none"),
    ],
)
def test_what_a_reply_does(words: str, quality: str) -> None:
    assert judge_reply(words.split(), ANGRY.split()[1:]).quality == quality


@pytest.mark.parametrize("word, digits", [("twintig", "20"), ("20", "20"), ("derde", "3"), ("vierendertig", "34")])
def test_number_words_and_digits_are_one(word: str, digits: str) -> None:
    assert stem(word) == digits


def test_a_fact_that_shares_words_is_no_echo() -> None:
    customer = ["Mijn", "kaart", "is", "zondag", "geblokkeerd", "en", "mijn", "spaargeld", "is", "weg."]
    fact = ["De", "kaart", "is", "maandagochtend", "geblokkeerd", "via", "het", "formulier."]
    assert find_echo(fact, customer) is None
    assert find_echo(["Uw", "spaargeld", "weg,", "en", "dat", "op", "een", "zondag."], customer) is not None


@pytest.mark.parametrize("words", ["Ja, oké.", "Hm hm.", "Momentje, mevrouw."])
def test_listening_noises(words: str) -> None:
    assert is_backchannel(words.split()) and not is_backchannel([*words.split(), "klantnummer"])


@pytest.mark.parametrize(
    "calm, angry",
    [
        ("Mijn buurman is een eikel, ik word gek van hem.", "Uw monteur is een eikel, ik word gek van hem."),
        ("Ik ben niet boos hoor, ik vroeg het me alleen af.", "Ik ben boos, ik vroeg het u al drie keer."),
        ("Er is geen haast bij, het hapert soms.", "Er is haast bij, het hapert nu al drie weken."),
        ("Kan dat in juni?", "Dat kan toch niet waar zijn, zomaar in juni."),
    ],
)
def test_words_that_take_frustration_away(calm: str, angry: str) -> None:
    limit = DETECT.limit
    assert read_frustration(calm.split()).score < limit <= read_frustration(angry.split()).score


def test_the_lexicons_are_as_large_as_promised() -> None:
    ways = [
        entry
        for entry in acknowledgement_lexicon()
        if entry.category not in {"minimising", "joking", "pseudo", "blaming", "passing_on", "cheering"}
    ]
    assert len(frustration_lexicon()) >= 150 and len(ways) >= 120


WORDS = st.sampled_from(
    [
        "ja",
        "nee",
        "ik",
        "u",
        "al",
        "drie",
        "weken",
        "niet",
        "boos",
        "wachten!",
        "sorry",
        "maar",
        "oei,",
        "formulier.",
        "20",
        "minuten?",
        "…",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["agent", "customer"]), st.lists(WORDS, max_size=9)), max_size=7))
def test_any_conversation_gives_flags_about_the_agent_after_a_customer(turns: list[tuple[str, list[str]]]) -> None:
    lines = [f"{speaker}: {' '.join(words)}" for speaker, words in turns]
    for flag in flagged(DETECT, lines):
        turn, source = int((flag.utterance or "").removeprefix("t")), int(flag.key.rpartition(":t")[2])
        assert turns[turn][0] == "agent" and turns[source][0] == "customer" and source < turn
