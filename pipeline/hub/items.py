"""What a call page is made of: records as small JSON objects. The same shapes live and from the store.

    call             id, agent, variety, direction, startedAt (ISO 8601, UTC), state (live, ended, broken)
    words            id, who, start, end, final, words [[text, start, end], ...]; the same id again replaces
    flag             key, kind, type, severity, who, start, end, at, utterance, evidence, message, advice, value,
                     limit, unit, category, rule
    cleared          key, kind, at, reason
    pace             who, at, rate, baseline (syllables/s or null), measurable: the agent's, once a second at most
    speech           who, start, end: a finished stretch
    speaking         who, on, at: the newest of each speaker counts
    lost             who, start, end: missing sound
    nudge            at, until, cue, flag
    nudgeHidden      at, flag
    nudgeSuppressed  at, flag, reason
    ended            at

Times are stream time in seconds, rounded to a millisecond. `bookmark`, `whisper`, `listening`, `mute` and `verdict` are
made by those who cause them (LiveCall, the store). Each item in a feed also has "seq".
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pipeline.audio.events import AudioLost, Pace, SpeechEnded, SpeechStarted
from pipeline.conversation.events import CallEnded, CallStarted, Heard
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.gate import Nudge, NudgeHidden, NudgeSuppressed
from pipeline.eventlog import Record
from pipeline.span import Speaker

Item = dict[str, Any]
"""One JSON object with its type in "t"."""

PACE_SECONDS = 1.0
"""Least stream time between two pace items."""


class Itemiser:
    """Makes items of one call's records, in order. Remembers only the last pace and which partials are out."""

    def __init__(self, *, started_at: datetime) -> None:
        self._started_at = started_at
        self._paced = -PACE_SECONDS
        self._partials: set[str] = set()

    def items(self, record: Record) -> tuple[Item, ...]:
        """The items of one record, without "seq"; often none."""
        match record:
            case CallStarted():
                return (self._call(record),)
            case Heard():
                return self._words(record)
            case Pace():
                return self._pace(record)
            case SpeechStarted(speaker=who, onset=onset):
                return ({"t": "speaking", "who": who, "on": True, "at": _ms(onset)},)
            case SpeechEnded(speaker=who, span=span):
                return (
                    {"t": "speech", "who": who, "start": _ms(span.start), "end": _ms(span.end)},
                    {"t": "speaking", "who": who, "on": False, "at": _ms(span.end)},
                )
            case AudioLost(speaker=who, span=span):
                return ({"t": "lost", "who": who, "start": _ms(span.start), "end": _ms(span.end)},)
            case CallEnded(at=at):
                return ({"t": "ended", "at": _ms(at)},)
        return _outcome(record)

    def _call(self, record: CallStarted) -> Item:
        return {
            "t": "call",
            "id": record.call_id,
            "agent": record.agent,
            "variety": record.variety,
            "direction": record.direction,
            "startedAt": iso(self._started_at),
            "state": "live",
        }

    def _words(self, record: Heard) -> tuple[Item, ...]:
        said = record.utterance
        if not said.words and said.id not in self._partials:
            return ()
        if said.final:
            self._partials.discard(said.id)
        else:
            self._partials.add(said.id)
        item = {
            "t": "words",
            "id": said.id,
            "who": said.speaker,
            "start": _ms(said.span.start),
            "end": _ms(said.span.end),
            "final": said.final,
            "words": [[word.text, _ms(word.span.start), _ms(word.span.end)] for word in said.words],
        }
        return (item,)

    def _pace(self, record: Pace) -> tuple[Item, ...]:
        if record.speaker is not Speaker.AGENT or record.at - self._paced < PACE_SECONDS:
            return ()
        self._paced = record.at
        rate = record.articulation_rate
        item = {
            "t": "pace",
            "who": record.speaker,
            "at": _ms(record.at),
            "rate": None if rate is None else round(rate, 2),
            "baseline": None if record.baseline is None else round(record.baseline, 2),
            "measurable": rate is not None,
        }
        return (item,)


def items_of(records: Iterable[Record], *, started_at: datetime) -> list[Item]:
    """A whole call's items with "seq", each in its last version: what a late reader of the live feed would get."""
    itemiser = Itemiser(started_at=started_at)
    kept: dict[object, Item] = {}
    seq = 0
    for record in records:
        for item in itemiser.items(record):
            seq += 1
            key = replaces(item) or seq
            kept.pop(key, None)
            kept[key] = {"seq": seq, **item}
    return list(kept.values())


def replaces(item: Item) -> tuple[str, ...] | None:
    """What an item is the newest version of; None where it stands by itself. Only the newest is kept."""
    match item:
        case {"t": "words", "id": id}:
            return ("words", id)
        case {"t": "speaking", "who": who}:
            return ("speaking", who)
        case {"t": "listening", "by": by}:
            return ("listening", by)
        case {"t": "mute"}:
            return ("mute",)
        case {"t": "verdict", "flag": flag}:
            return ("verdict", flag)
    return None


def iso(moment: datetime) -> str:
    """A moment (with a time zone) as ISO 8601 to the millisecond."""
    return moment.isoformat(timespec="milliseconds")


def _outcome(record: Record) -> tuple[Item, ...]:
    match record:
        case Flag():
            return (_flag(record),)
        case Cleared(key=key, kind=kind, at=at, reason=reason):
            return ({"t": "cleared", "key": key, "kind": kind, "at": _ms(at), "reason": reason},)
        case Nudge(at=at, until=until, flag=flag, cue=cue):
            return ({"t": "nudge", "at": _ms(at), "until": _ms(until), "cue": cue, "flag": flag},)
        case NudgeHidden(at=at, flag=flag):
            return ({"t": "nudgeHidden", "at": _ms(at), "flag": flag},)
        case NudgeSuppressed(at=at, flag=flag, reason=reason):
            return ({"t": "nudgeSuppressed", "at": _ms(at), "flag": flag, "reason": reason},)
    return ()


def _flag(flag: Flag) -> Item:
    return {
        "t": "flag",
        "key": flag.key,
        "kind": flag.kind,
        "type": flag.type,
        "severity": flag.severity,
        "who": flag.speaker,
        "start": _ms(flag.span.start),
        "end": _ms(flag.span.end),
        "at": _ms(flag.at),
        "utterance": flag.utterance,
        "evidence": flag.evidence,
        "message": flag.message,
        "advice": flag.advice,
        "value": flag.value,
        "limit": flag.limit,
        "unit": flag.unit,
        "category": flag.category,
        "rule": flag.rule,
    }


def _ms(seconds: float) -> float:
    return round(seconds, 3)
