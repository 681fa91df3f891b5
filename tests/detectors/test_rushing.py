"""Rushing: flagged when clearly faster than usual for long enough, cleared when calm, silent about numbers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.events import Pace, SpeechEnded, SpeechStarted
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallStarted, Event, Heard
from pipeline.core import Core
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.numbers import is_number_or_letter, mostly_numbers
from pipeline.detectors.rushing import Rushing
from pipeline.span import Span, Speaker

OWN = 5.0


def paces(
    *stretches: tuple[float, float],
    baseline: float | None = OWN,
    start: float = 0.0,
    share: float = 0.8,
    speaker: Speaker = Speaker.AGENT,
) -> list[Event]:
    """(articulation rate, seconds) after each other, as Pace every 100 ms; `share` of the time is speech."""
    made: list[Event] = []
    time = start
    for rate, seconds in stretches:
        for _ in range(round(seconds * 10)):
            time += 0.1
            made.append(
                Pace(
                    at=time + 0.15,
                    speaker=speaker,
                    measured_to=round(time, 1),
                    syllables=rate * 0.1 * share,
                    speech=0.1 * share,
                    articulation_rate=rate,
                    speaking_rate=rate * share,
                    pause_share=1 - share,
                    window=5.0,
                    baseline=baseline,
                )
            )
    return made


def found(events: list[Event], *, variety: str = "NL") -> list[Flag | Cleared]:
    core = Core([Rushing()])
    outcomes = [o for event in [CallStarted(call_id="t", variety=variety), *events] for o in core.apply(event)]
    return [outcome for outcome in outcomes if isinstance(outcome, Flag | Cleared)]


def test_a_rush_is_flagged_once_and_cleared_once():
    flag, cleared = found(paces((OWN, 30), (1.4 * OWN, 20), (OWN, 20)))
    assert isinstance(flag, Flag)
    assert 30 < flag.at < 36.5
    assert flag.raised >= flag.at
    assert flag.span.start == pytest.approx(30, abs=0.5)
    assert flag.value == pytest.approx(1.4 * OWN, rel=0.02)
    assert flag.limit == pytest.approx(1.1 * OWN)
    assert (flag.cue, flag.severity, flag.utterance) == ("Iets rustiger", "warning", None)
    assert "sneller dan uw eigen tempo (5,0)" in flag.message
    assert isinstance(cleared, Cleared)
    assert 50 < cleared.at < 56


def test_a_milder_rush_takes_longer():
    (flag,) = found(paces((OWN, 30), (1.25 * OWN, 20)))
    assert 35 < flag.at < 42


@pytest.mark.parametrize("rate", [0.8 * OWN, OWN, 1.08 * OWN])
def test_the_own_pace_is_never_a_rush(rate: float):
    assert not [o for o in found(paces((rate, 300))) if isinstance(o, Flag)]


def test_a_short_burst_is_no_rush():
    assert not [
        o
        for o in found(paces((OWN, 30), (1.4 * OWN, 2.5), (OWN, 10), (1.4 * OWN, 2.5), (OWN, 10)))
        if isinstance(o, Flag)
    ]


def test_a_long_rush_is_one_flag():
    assert len(found(paces((OWN, 30), (1.4 * OWN, 200)))) == 1


@pytest.mark.parametrize(("rate", "variety", "flagged"), [(6.0, "NL", False), (7.2, "NL", True), (6.0, "BE", True)])
def test_without_a_baseline_the_norm_counts(rate: float, variety: str, flagged: bool):
    flags = [o for o in found(paces((rate, 60), baseline=None), variety=variety) if isinstance(o, Flag)]
    assert bool(flags) is flagged
    assert all(flag.rule == "rushing:norm" for flag in flags)


def test_a_slow_speaker_may_speed_up_below_the_floor():
    assert not [o for o in found(paces((3.0, 30), (4.0, 60), baseline=3.0)) if isinstance(o, Flag)]


def test_a_fast_speaker_has_a_ceiling():
    assert [o for o in found(paces((8.4, 60), baseline=8.2)) if isinstance(o, Flag)]


def test_the_customer_may_rush():
    assert found(paces((9.0, 60), speaker=Speaker.CUSTOMER)) == []


def test_what_could_not_be_measured_does_not_count():
    unclear = [replace(pace, articulation_rate=None) for pace in paces((9.0, 60))]
    assert found(unclear) == []


def heard(text: str, start: float, end: float, at: float) -> Heard:
    words = text.split()
    each = (end - start) / len(words)
    return Heard(
        at=at,
        utterance=Utterance(
            id=f"agent-{start}",
            speaker=Speaker.AGENT,
            span=Span(start, end),
            words=tuple(Word(text=w, span=Span(start + i * each, start + (i + 1) * each)) for i, w in enumerate(words)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("uw nummer is nul zes twaalf vierendertig zesenvijftig achtenzeventig", False),
        ("06 12 34 56 78", False),
        ("de B van Bernard, de K, de 4 en de 7", False),
        ("Goedemiddag, met Bas.", False),
        ("ik zal het meteen voor u nakijken in het systeem en dan bel ik u terug", True),
    ],
)
def test_numbers_spelling_and_greetings_are_not_judged(text: str, flagged: bool):
    """The words are there before the pile is high; what lies under them counts or does not."""
    rush = paces((1.5 * OWN, 4.0), start=30.0)
    events = [*paces((OWN, 30)), *rush[:20], heard(text, 30.0, 34.1, 32.2), *rush[20:]]
    assert bool([o for o in found(events) if isinstance(o, Flag)]) is flagged


def test_quick_takeovers_need_less_evidence():
    def when(gap: float) -> float:
        events: list[Event] = []
        for turn in range(4):
            start = turn * 10.0
            events.append(SpeechStarted(at=start + 0.2, speaker=Speaker.CUSTOMER, onset=start))
            events.append(SpeechEnded(at=start + 4.2, speaker=Speaker.CUSTOMER, span=Span(start, start + 4)))
            events.append(SpeechStarted(at=start + 4.3 + gap, speaker=Speaker.AGENT, onset=start + 4 + gap))
            events.append(SpeechEnded(at=start + 9.2, speaker=Speaker.AGENT, span=Span(start + 4 + gap, start + 9)))
        events += [*paces((OWN, 5), start=40.0), *paces((1.4 * OWN, 15), start=45.0)]
        return next(o.at for o in found(events) if isinstance(o, Flag))

    assert when(gap=0.1) < when(gap=1.0)


def test_silence_wipes_the_slate():
    apart = [*paces((1.4 * OWN, 3.0), start=10.0), *paces((1.4 * OWN, 3.0), start=40.0)]
    together = paces((1.4 * OWN, 6.0), start=10.0)
    assert found(apart) == []
    assert found(together)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(2.0, 9.0), st.floats(0.5, 8.0)), min_size=1, max_size=8))
def test_flags_and_clearances_alternate_and_repeat_exactly(stretches: list[tuple[float, float]]):
    events = paces(*stretches)
    outcomes = found(events)
    assert outcomes == found(events)
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [Flag, Cleared] * (len(kinds) // 2) + [Flag] * (len(kinds) % 2)


def test_it_needs_no_more_than_the_conversation():
    """Memoryless: the same conversation gives the same answer from a fresh detector."""
    conversation = Conversation()
    for event in paces((OWN, 10), (1.4 * OWN, 10)):
        conversation = conversation.after(event)
    assert list(Rushing()(conversation, event)) == list(Rushing()(conversation, event))
    assert list(Rushing()(conversation, event))


@pytest.mark.parametrize("word", ["06", "nul", "vierendertig", "Zesenvijftig,", "1.234,50", "B", "3e", "tweehonderd"])
def test_numbers(word: str):
    assert is_number_or_letter(word)


@pytest.mark.parametrize("word", ["nummer", "u", "zesje", "achter", "driftig", "aardig", "prettig"])
def test_no_numbers(word: str):
    assert not is_number_or_letter(word)


def test_mostly_numbers_ignores_the_spelling_alphabet():
    assert mostly_numbers(["B", "van", "4", "7"], share=0.5)
    assert not mostly_numbers(["dat", "kost", "u", "twaalf", "euro", "per", "maand"], share=0.5)
    assert not mostly_numbers([], share=0.5)
