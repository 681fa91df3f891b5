"""Records of made-up calls, for tests of what watchers see."""

from hypothesis import strategies as st

from pipeline.audio.events import AudioLost, Pace, SpeechEnded, SpeechStarted
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, CallStarted, Heard, Tick
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.gate import Nudge, NudgeHidden, NudgeSuppressed
from pipeline.span import Span, Speaker

KINDS = ("rushing", "missing_acknowledgement", "itch_word", "feeling_stage", "question")


def flag(key="itch_word:a:0", *, kind="itch_word", severity="warning", raised=10.0, type="", utterance=None) -> Flag:
    """A flag about the agent."""
    return Flag(
        key=key,
        kind=kind,
        speaker=Speaker.AGENT,
        span=Span(raised - 1, raised - 0.5),
        at=raised - 0.5,
        raised=raised,
        severity=severity,
        type=type,
        utterance=utterance,
        message="U zei “eventueel”.",
        advice="Zeg wat u gaat doen.",
    )


def heard(id="agent-1", *words: str, at=5.0, final=True, speaker=Speaker.AGENT) -> Heard:
    """An utterance with words of 0.3 s each."""
    said = tuple(
        Word(text=word, span=Span(at - 2 + 0.3 * i, at - 1.7 + 0.3 * i), probability=0.9)
        for i, word in enumerate(words)
    )
    return Heard(
        at=at, utterance=Utterance(id=id, speaker=speaker, span=Span(at - 2, at), words=said, final=final, stable=None)
    )


def pace(at=5.0, rate: float | None = 5.0, *, baseline: float | None = 4.5, speaker=Speaker.AGENT) -> Pace:
    """A pace of one speaker."""
    return Pace(
        at=at,
        speaker=speaker,
        measured_to=at,
        syllables=0.5,
        speech=0.1,
        articulation_rate=rate,
        speaking_rate=rate,
        pause_share=0.1,
        window=3.0,
        baseline=baseline,
    )


_GAPS = (0.0, 0.1, 0.4, 2.0, 40.0)
_SEVERITIES = ("positive", "info", "warning", "critical")
_REASONS = ("recovered", "credited_late", "revised")
_WORDS = ("goedemiddag,", "eventueel", "klopt.")
_RATES = (None, 3.0, 4.52, 6.0)


def calls(*, most: int = 60) -> st.SearchStrategy[list]:
    """Any records between a beginning and, sometimes, an end, in order of time."""
    choice = st.tuples(st.integers(0, 10), st.integers(0, 4), st.integers(0, 11), st.booleans())
    return st.builds(_call, st.lists(choice, max_size=most), st.booleans())


def _call(choices: list[tuple[int, int, int, bool]], ended: bool) -> list:
    now, records = 0.0, [CallStarted(call_id="c1", agent="Noor")]
    for kind, gap, number, agents in choices:
        now += _GAPS[gap]
        records.append(_record(now, kind, number, Speaker.AGENT if agents else Speaker.CUSTOMER))
    return [*records, CallEnded(at=now)] if ended else records


def _record(now: float, which: int, number: int, speaker: Speaker) -> object:
    span, kind = Span(max(0.0, now - 1.5), now), KINDS[number % len(KINDS)]
    key = f"{kind}:{number % 2}"
    match which:
        case 0:
            return Tick(at=now)
        case 1:
            return SpeechStarted(at=now, speaker=speaker, onset=span.start)
        case 2:
            return SpeechEnded(at=now, speaker=speaker, span=span)
        case 3:
            return pace(now, _RATES[number % 4], baseline=_RATES[number // 3], speaker=speaker)
        case 4:
            return AudioLost(at=now, speaker=speaker, span=span, reason="silent")
        case 5 | 6:
            return heard(f"{speaker}-{number % 2}", *_WORDS[: number % 4], at=now, final=which == 5, speaker=speaker)
        case 7:
            return flag(key, kind=kind, severity=_SEVERITIES[number % 4], raised=now, type="erkennen")
        case 8:
            return Cleared(key=key, kind=kind, at=now, reason=_REASONS[number % 3])
        case 9:
            return Nudge(at=now, until=now + 4.5, flag=key, cue="Iets rustiger")
    hidden = NudgeHidden(at=now, flag=key)
    return hidden if speaker is Speaker.AGENT else NudgeSuppressed(at=now, flag=key, reason="budget")
