"""Emphasis: a short silence just before what matters, or slowing down on it; dictating and breathing are none."""

from collections.abc import Sequence

import pytest

from pipeline.audio.events import Pace
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.emphasis import Emphasis
from pipeline.detectors.flag import Flag
from pipeline.span import Span, Speaker
from tests.detectors.spoken_call import events, flags
from tests.detectors.text_call import flagged

WORD = 0.3


def spoken(
    text: str,
    *,
    start: float = 10.0,
    pause: float = 0.6,
    paces: Sequence[Event] = (),
    speaker: Speaker = Speaker.AGENT,
    cut: bool = False,
) -> list[Flag]:
    """Flags of a sentence with a silence of `pause` seconds at each "|"; `cut`: the silence ends an utterance."""
    stretches: list[tuple[str, float, float]] = []
    said: list[Event] = []
    words: list[Word] = []
    time = begin = start
    parts = text.split("|")

    def close() -> None:
        span = Span(words[0].span.start, words[-1].span.end)
        utterance = Utterance(id=f"{speaker}-{len(said)}", speaker=speaker, span=span, words=tuple(words))
        said.append(Heard(at=span.end + 1.0, utterance=utterance))

    for part in parts:
        for word in part.split():
            words.append(Word(text=word, span=Span(time, time + WORD)))
            time += WORD
        stretches.append((speaker.value, begin, time))
        if cut:
            close()
            words = []
        time += pause
        begin = time
    if words:
        close()
    return flags(Emphasis(), events(stretches, others=[*said, *paces]))


@pytest.mark.parametrize(
    ("text", "what", "evidence"),
    [
        ("De monteur komt | dinsdag bij u langs.", "day", "dinsdag"),
        ("Het bedrag wordt dan | veertig euro per maand.", "number", "veertig"),
        ("Dat is voor u | belangrijk om te weten.", "marker", "belangrijk"),
        ("Er verandert niets. | Let op, uw nummer blijft hetzelfde.", "marker", "Let op"),
        ("De monteur komt | aanstaande vrijdag bij u langs.", "day", "vrijdag"),
        ("Ik heb het gezien en | ik bel u straks terug.", "promise", "ik bel u straks terug"),
    ],
)
def test_a_silence_before_what_matters(text, what, evidence):
    flag = spoken(text)[0]
    assert (flag.kind, flag.severity, flag.type, flag.category) == ("emphasis", "positive", "pause", what)
    assert flag.evidence == evidence
    assert flag.value == pytest.approx(0.6)
    assert flag.utterance is not None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("De monteur komt dinsdag bij u langs.", id="no silence"),
        pytest.param("De monteur | komt eerst bij u langs.", id="nothing that matters"),
        pytest.param("Dat is dan geregeld. | Dinsdag komt de monteur.", id="a breath between sentences"),
        pytest.param("Uw nummer is nul zes | twaalf | vierendertig.", id="dictating"),
        pytest.param("Ik heb hier | een pakket voor de buren staan.", id="een is no number"),
    ],
)
def test_none(text):
    assert not spoken(text)


@pytest.mark.parametrize("pause", [0.25, 1.6])
def test_a_breath_and_a_hesitation_are_none(pause):
    assert not spoken("De monteur komt | dinsdag bij u langs.", pause=pause)


def test_a_silence_that_cuts_the_sentence_in_two_utterances_counts():
    (flag,) = spoken("De monteur komt op | dinsdag bij u langs.", cut=True)
    assert flag.evidence == "dinsdag"
    assert not spoken("De monteur komt. | Dinsdag kan dat ook.", cut=True)


def test_the_customers_silence_is_not_the_agents_craft():
    assert not spoken("De monteur komt | dinsdag bij u langs.", speaker=Speaker.CUSTOMER)


def test_a_silence_in_which_the_customer_speaks_is_none():
    text = Utterance(
        id="a",
        speaker=Speaker.AGENT,
        span=Span(1, 3.2),
        words=(
            Word(text="Dat", span=Span(1, 1.3)),
            Word(text="wordt", span=Span(1.3, 2)),
            Word(text="dinsdag", span=Span(2.8, 3.2)),
        ),
    )
    stretches = [("agent", 1, 2), ("agent", 2.8, 3.2)]
    said = [Heard(at=4.0, utterance=text)]
    assert len(flags(Emphasis(), events(stretches, others=said))) == 1
    assert not flags(Emphasis(), events([*stretches, ("customer", 2.1, 2.5)], others=said))


def paces(rate: float, slow: Span) -> list[Event]:
    """Pace every 0.1 s at `rate`, and at 5 syll/s elsewhere; the own pace is 5."""
    made: list[Event] = []
    for n in range(200):
        at = 5.0 + n / 10
        now = rate if slow.start < at <= slow.end else 5.0
        made.append(
            Pace(
                at=at + 0.15,
                speaker=Speaker.AGENT,
                measured_to=at,
                syllables=now * 0.1,
                speech=0.1,
                articulation_rate=now,
                speaking_rate=now,
                pause_share=0.0,
                window=5.0,
                baseline=5.0,
            )
        )
    return made


@pytest.mark.parametrize(("rate", "found"), [(3.0, True), (4.5, False), (5.0, False)])
def test_slowing_down_on_what_matters(rate, found):
    text = "Dan krijgt u van ons terug honderd vijfentwintig komma vijftig euro op uw rekening"
    made = spoken(text, paces=paces(rate, Span(11.5, 13.5)))
    assert [flag.type for flag in made] == (["pace"] if found else [])
    if found:
        assert made[0].value == pytest.approx(rate / 5, abs=0.05)


def test_a_written_dialogue_has_none():
    assert not flagged(Emphasis(), ["agent: De monteur komt dinsdag. Let op: dat is belangrijk. Het kost 40 euro."])


def test_a_silence_between_sentences_is_none_although_the_point_comes_soon():
    assert not spoken("Ik zet hem opnieuw aan. | Dat duurt vijf minuten.")


def test_an_agent_who_was_slow_already_does_not_slow_down():
    text = "Dan krijgt u van ons terug honderd vijfentwintig komma vijftig euro op uw rekening"
    assert not spoken(text, paces=paces(3.0, Span(5.0, 20.0)))
