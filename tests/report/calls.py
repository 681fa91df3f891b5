"""Calls for the report tests: records written by hand."""

from pipeline.audio.events import Pace, SpeechEnded
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, CallStarted, Heard
from pipeline.detectors.flag import Flag
from pipeline.span import Span, Speaker

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER


def spoke(speaker, start, end):
    return SpeechEnded(at=end + 0.2, speaker=speaker, span=Span(start, end))


def said(id_, speaker, start, text):
    """One second a word."""
    texts = text.split()
    words = tuple(Word(text=t, span=Span(start + i, start + i + 1)) for i, t in enumerate(texts))
    end = start + len(texts)
    return Heard(at=end, utterance=Utterance(id=id_, speaker=speaker, span=Span(start, end), words=words))


def flagged(kind, start, end, *, severity="warning", key=None, **more):
    return Flag(
        key=key or f"{kind}:{start}",
        kind=kind,
        speaker=AGENT,
        span=Span(start, end),
        at=end,
        raised=end,
        severity=severity,
        **{"message": f"boodschap {kind}", "advice": f"raad {kind}", **more},
    )


def pace(at, rate, baseline=None):
    return Pace(
        at=at,
        speaker=AGENT,
        measured_to=at,
        syllables=0.5,
        speech=0.1,
        articulation_rate=rate,
        speaking_rate=rate,
        pause_share=0.1,
        window=5.0,
        baseline=baseline,
    )


def call(*records, end=60.0, agent="Noor"):
    return [CallStarted(call_id="c1", agent=agent), *records, CallEnded(at=end)]
