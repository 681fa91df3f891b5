"""A call's row on the board: kept up to date record by record in bounded memory, however long the call.

Need decides the order of the board. It counts what stands now and fades with time; it says nothing about people:

    need = 16 C + 4 A + W + waits
    C, A, W   sum of 2^(-age / 120 s) over the standing flags of a class, at most 3 each: critical flags; missing
              acknowledgement and rushing; other warnings
    waits     0.2 a second while neither speaks and the customer spoke last, from 3 s on, at most 4

so that a critical flag outweighs any number of lesser ones of the same age (3 x 4 + 3 < 16), and an old one gives way.
"""

from collections import deque
from typing import Any

from pipeline.audio.events import Pace, SpeechEnded, SpeechStarted
from pipeline.conversation.events import CallEnded, Event
from pipeline.detectors.flag import Cleared, Flag
from pipeline.eventlog import Record
from pipeline.sinks.wording import TALLIED
from pipeline.span import Speaker

Row = dict[str, Any]
"""One JSON object: a call on the board."""

CRITICAL, URGENT, OTHER, CUSTOMER_WAITS = 16.0, 4.0, 1.0, 0.2
URGENT_KINDS = frozenset({"missing_acknowledgement", "rushing"})
HALF_LIFE_SECONDS = 120.0
MOST_OF_A_CLASS = 3.0
WAITS_FROM_SECONDS, WAITS_AT_MOST = 3.0, 4.0
STANDING_AT_MOST = 200
"""Standing flags kept; beyond this the oldest is let go (it has faded long since)."""
RECENT_FLAGS = 8
"""Flags kept to fall back on when the last one is revised."""


class RowState:
    """What a row is made of. `take` every record of a call; `row` is its picture now."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ended = False
        self._spoken = dict.fromkeys(Speaker, 0.0)
        self._since: dict[Speaker, float] = {}
        self._last_end: tuple[float, Speaker] = (0.0, Speaker.AGENT)
        self._pace: Pace | None = None
        self._standing: dict[str, Flag] = {}
        self._recent: deque[Flag] = deque(maxlen=RECENT_FLAGS)
        self._feeling: str | None = None

    def take(self, record: Record) -> None:
        """One record of the call."""
        if isinstance(record, Event):
            self.now = max(self.now, record.at)
        match record:
            case SpeechStarted(speaker=who, onset=onset):
                self._since[who] = onset
            case SpeechEnded(speaker=who, span=span):
                self._since.pop(who, None)
                self._spoken[who] += span.duration
                self._last_end = max(self._last_end, (span.end, who))
            case Pace(speaker=Speaker.AGENT):
                self._pace = record
            case Flag():
                self._flagged(record)
            case Cleared(key=key, reason=reason):
                flag = self._standing.pop(key, None)
                if reason == "revised" and flag in self._recent:
                    self._recent.remove(flag)
            case CallEnded():
                self.ended = True
                self._since.clear()

    def row(self) -> Row:
        """The measured part of the board row; whoever owns the call adds who and where."""
        pace = self._pace
        rate, baseline = (pace.articulation_rate, pace.baseline) if pace else (None, None)
        return {
            "now": int(self.now),
            "state": "ended" if self.ended else "live",
            "talkShare": self._talk_share(),
            "rate": None if rate is None else round(rate, 1),
            "baseline": None if baseline is None else round(baseline, 1),
            "ratio": round(rate / baseline, 2) if rate is not None and baseline else None,
            "measurable": rate is not None,
            "lastFlag": self._last_flag(),
            "open": {severity: self._count(severity) for severity in ("critical", "warning")},
            "feeling": self._feeling,
            "need": self._need(),
        }

    def _flagged(self, flag: Flag) -> None:
        if flag.kind == "feeling_stage":
            self._feeling = flag.type
        if flag.severity in ("critical", "warning"):
            self._standing[flag.key] = flag
            if len(self._standing) > STANDING_AT_MOST:
                del self._standing[next(iter(self._standing))]
        if flag.kind not in TALLIED:
            self._recent.append(flag)

    def _count(self, severity: str) -> int:
        return sum(flag.severity == severity for flag in self._standing.values())

    def _last_flag(self) -> Row | None:
        if not self._recent:
            return None
        flag = self._recent[-1]
        return {
            "key": flag.key,
            "kind": flag.kind,
            "severity": flag.severity,
            "message": flag.message,
            "advice": flag.advice,
            "at": round(flag.at, 3),
        }

    def _talk_share(self) -> float | None:
        own, other = (
            self._spoken[who] + max(0.0, self.now - self._since.get(who, self.now))
            for who in (Speaker.AGENT, Speaker.CUSTOMER)
        )
        return round(own / (own + other), 2) if own + other > 0 else None

    def _need(self) -> float:
        if self.ended:
            return 0.0
        classes = {CRITICAL: 0.0, URGENT: 0.0, OTHER: 0.0}
        for flag in self._standing.values():
            weight = CRITICAL if flag.severity == "critical" else URGENT if flag.kind in URGENT_KINDS else OTHER
            classes[weight] += 2 ** (-max(0.0, self.now - flag.raised) / HALF_LIFE_SECONDS)
        need = sum(weight * min(MOST_OF_A_CLASS, count) for weight, count in classes.items())
        return round(need + self._waits(), 1)

    def _waits(self) -> float:
        ended, who = self._last_end
        if self._since or who is Speaker.AGENT:
            return 0.0
        waiting = self.now - ended - WAITS_FROM_SECONDS
        return min(WAITS_AT_MOST, max(0.0, waiting * CUSTOMER_WAITS))
