"""Questions: found by word order, typed by SPIN, steady between partial and final."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard, Tick
from pipeline.detectors.question import Question
from pipeline.detectors.question_spans import find_questions
from tests.detectors.text_call import flagged, utterance

QUESTION = Question()


def asked(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[each.start : each.end]) for each in find_questions(words)]


def types(text: str) -> list[str]:
    return [flag.type for flag in flagged(QUESTION, ["customer: Het werkt niet.", f"agent: {text}"])]


QUESTIONS = {
    "S": [
        "Sinds wanneer lekt hij?",
        "Staat er een nummerplaat op dat briefje?",
        "Zijt ge nu thuis?",
        "Met hoeveel personen reist u?",
        "Op welk adres moest het geleverd worden?",
        "Over welke maand gaat het?",
        "Brandt het lampje groen of knippert het?",
        "Hebt ge de modem al eens uitgezet?",
        "Wie heeft u daar gesproken?",
    ],
    "P": [
        "Hoe is dat voor u, zo zonder verwarming?",
        "Waar loopt u dan tegenaan?",
        "Wat stoort u het meest?",
        "Hoeveel tijd bent u daar per week aan kwijt?",
        "Wat houdt u nog tegen?",
        "Mag ik vragen wat de reden is?",
        "Wat gebeurt er als u op die groene knop drukt?",
        "Hoe slaapt u daarop?",
        "Waar maakt u zich zorgen over?",
    ],
    "I": [
        "Welke gevolgen heeft dat voor uw klanten?",
        "Wat gebeurt er als dat morgen nog niet werkt?",
        "Komt uw planning dan in het gedrang?",
        "Kunt u nog buiten zolang die lift stuk is?",
        "Hoe lang houdt u dat nog vol?",
        "Ligt uw productie stil als die er maandag niet zijn?",
    ],
    "N": [
        "Zou dat rust geven?",
        "Wat zou het u schelen als u dat automatisch kon doen?",
        "Hoe fijn zou het zijn als u dit weekend open kunt?",
        "Wat levert het u op als we het spreiden?",
        "Zou u geholpen zijn met een vervangtoestel tot vrijdag?",
    ],
    "other": [
        "Wat is uw postcode en huisnummer?",
        "Met wie spreek ik?",
        "Kan ik verder nog iets voor u betekenen?",
        "Past het u dinsdag?",
        "Zal ik een monteur inplannen?",
        "Bedoelt u de eindafrekening?",
        "Kunt u mij het nummer voorlezen?",
        "Heeft u de brief bij de hand?",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in QUESTIONS.items() for text in texts])
def test_the_type_of_a_question(kind: str, text: str) -> None:
    assert types(text) == [kind]


@pytest.mark.parametrize("text", [text for texts in QUESTIONS.values() for text in texts])
def test_a_question_is_heard_without_its_mark(text: str) -> None:
    assert len(asked(text.replace("?", "."))) == 1
    assert len(asked(text.rstrip("?").lower())) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Kijkt u even op de achterkant van het toestel.",
        "Klikt u op de blauwe knop en vul dan uw mailadres in. Lukt dat niet, dan belt u mij.",
        "Dan gaat u naar instellingen en kiest u wifi. Daar ziet u hoe sterk het signaal is.",
        "Ik zal kijken wat ik voor u kan doen en hoe lang het duurt.",
        "Mocht u nog iets willen weten, dan hoor ik het graag.",
        "Heeft u vragen dan kunt u ons altijd bereiken.",
        "Wat u kunt doen is de stekker eruit halen. Wat ik wel kan doen is een monteur sturen.",
        "Zodra er een plek vrijkomt, hoort u het van mij.",
        "Wat vervelend. Wat een toestand.",
        "Daar heeft u gelijk in.",
    ],
)
def test_what_only_looks_like_a_question(text: str) -> None:
    assert asked(text) == []


def test_several_questions_in_one_turn() -> None:
    assert asked("In welke ruimtes ziet u ze en hoe lang speelt dit al?") == [
        "In welke ruimtes ziet u ze",
        "hoe lang speelt dit al?",
    ]
    assert asked("Bent u gevallen? Kunt u er nog op staan.") == ["Bent u gevallen?", "Kunt u er nog op staan."]


def test_the_condition_belongs_to_the_question_and_the_tag_does_too() -> None:
    text = "Als dat zo doorloopt, wat blijft er dan over, denkt u?"
    assert asked(f"Oké. {text}") == [text]


def test_unpunctuated_speech() -> None:
    assert asked("ja ik zie hem staan de lijn is nu stabiel heeft u een lampje op de modem") == [
        "heeft u een lampje op de modem"
    ]


def test_the_flag_names_words_and_reason() -> None:
    (flag,) = flagged(QUESTION, ["agent: Goed. Waar loopt u tegenaan?"])
    assert (flag.kind, flag.type, flag.severity, flag.cue) == ("question", "P", "positive", "")
    assert flag.evidence == "Waar loopt u tegenaan?"
    assert flag.rule == "goes_wrong"
    assert flag.message and flag.advice


def test_customer_questions_are_the_customers() -> None:
    assert flagged(QUESTION, ["customer: Wat gebeurt er nu?"]) == []


def test_a_partial_waits_for_the_end_of_its_sentence_and_keeps_its_key() -> None:
    text = "Is er iemand thuis? Wat gebeurt er als"
    partial = utterance("agent", text, id="a", start=0, final=False)
    final = utterance("agent", text + " het morgen niet werkt?", id="a", start=0)
    early, late = ([*QUESTION(Conversation(), Heard(at=9, utterance=said))] for said in (partial, final))
    assert [flag.evidence for flag in early] == ["Is er iemand thuis?"]
    assert [flag.type for flag in late] == ["S", "I"]
    assert early[0].key == late[0].key


def test_only_stable_words_are_judged() -> None:
    partial = utterance("agent", "Is er iemand thuis? Ja.", id="a", start=0, final=False, stable=2)
    assert [*QUESTION(Conversation(), Heard(at=1, utterance=partial))] == []


def test_other_events_find_nothing() -> None:
    assert [*QUESTION(Conversation(), Tick(at=1.0))] == []


def test_thresholds_are_fields() -> None:
    strict = replace(QUESTION, least_words=99)
    assert flagged(strict, ["agent: Waar loopt u tegenaan?"]) == []


WORDS = st.lists(
    st.sampled_from(
        [
            "heeft",
            "u",
            "wat",
            "hoe",
            "als",
            "dan",
            "ik",
            "is",
            "er",
            "zou",
            "dat",
            "niet?",
            "goed.",
            "en",
            "of",
            "Waar",
            "🙂",
            "<b>",
            "...",
            ",",
            "?",
        ]
    )
)


@given(WORDS)
def test_any_words_give_ordered_spans_inside_them(words: list[str]) -> None:
    last = 0
    for each in find_questions(words):
        assert last <= each.start <= each.core < each.end <= len(words)
        last = each.end
