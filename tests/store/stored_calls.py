"""Calls written by hand, and how to store one."""

from collections.abc import Iterable
from datetime import datetime

from pipeline.audio.events import Pace, SpeechEnded
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, CallStarted, Heard
from pipeline.detectors.flag import Flag
from pipeline.eventlog import Record
from pipeline.span import Span, Speaker
from pipeline.store import people
from pipeline.store.people import Account, Role
from pipeline.store.store import Store
from pipeline.store.writer import Writer, WriterOptions

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
PATIENT = WriterOptions(patience_seconds=60.0)
"""A busy machine may take long for a commit: no trouble where a test is not about that."""


def said(id_: str, start: float, text: str, *, speaker: Speaker = AGENT, final: bool = True) -> Heard:
    """One second a word."""
    words = tuple(
        Word(text=word, span=Span(start + i, start + i + 1), probability=0.1 + 0.2)
        for i, word in enumerate(text.split())
    )
    span = Span(start, start + len(words))
    utterance = Utterance(id=id_, speaker=speaker, span=span, words=words, final=final)
    return Heard(at=span.end + 0.3, utterance=utterance)


def flagged(kind: str, at: float, *, key: str | None = None, **more) -> Flag:
    """A flag of the agent; the key is the kind's at that moment."""
    texts = {"message": f"boodschap {kind}", "advice": f"raad {kind}", "severity": "warning", "rule": f"regel_{kind}"}
    return Flag(
        key=key or f"{kind}:{at}",
        kind=kind,
        speaker=AGENT,
        span=Span(at - 1, at),
        at=at,
        raised=at + 0.4,
        **{**texts, **more},
    )


def pace(at: float, rate: float | None, baseline: float | None = None) -> Pace:
    return Pace(
        at=at,
        speaker=AGENT,
        measured_to=at - 0.1,
        syllables=0.5,
        speech=0.1,
        articulation_rate=rate,
        speaking_rate=rate,
        pause_share=0.1,
        window=5.0,
        baseline=baseline,
    )


def a_call(*records: Record, call_id: str = "c1", agent: str | None = "Noor", end: float = 600.0) -> list[Record]:
    """A whole call: `records` between its start and its end."""
    return [CallStarted(call_id=call_id, agent=agent), *records, CallEnded(at=end)]


def usual_call(word: str = "even", **more) -> list[Record]:
    """A call with some of everything."""
    return a_call(
        SpeechEnded(at=3.2, speaker=AGENT, span=Span(0, 3)),
        SpeechEnded(at=4.4, speaker=CUSTOMER, span=Span(3, 4)),
        pace(2.0, 5.0),
        said("agent-1", 0.0, f"ik {word}", final=False),
        said("agent-1", 0.0, f"ik ga {word} kijken"),
        said("customer-1", 3.0, "Fijn, dank u!", speaker=CUSTOMER),
        flagged("itch_word", 3.0, evidence=word, message=f"'{word}' gehoord"),
        pace(4.0, 6.0, 4.8),
        **more,
    )


def keep(store: Store, records: Iterable[Record], call_id: str = "c1", *, started_at: datetime | None = None) -> None:
    """Store a call as a running program does."""
    with Writer(store, options=PATIENT) as writer:
        sink = writer.open(call_id, started_at=started_at)
        for record in records:
            sink.take(record)
        sink.close()
        assert writer.flush(60)
        assert writer.health.trouble is None


def a_coach(store: Store, name: str = "Mira") -> Account:
    return people.create(store, name=name, role=Role.COACH, password_hash="$argon2id$…")
