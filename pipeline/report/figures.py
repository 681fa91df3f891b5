"""The figures of a call, derived from its records alone: who spoke when, how fast, where both spoke or neither."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import get_args

from pipeline.audio.events import Pace
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallStarted, Event, Tick
from pipeline.conversation.measures import talk_share
from pipeline.detectors.gate import Nudge
from pipeline.detectors.ledger import Entry, Ledger
from pipeline.eventlog import Record
from pipeline.span import Span, Speaker

LONG_SILENCE_SECONDS = 2.0
"""Neither speaks for this long: shown in the timeline."""
OVERLAP_SECONDS = 0.2
"""Both speak for this long: shown in the timeline."""
CURVE_POINTS = 240
"""At most this many points in the pace curve."""
CURVE_SECONDS = 0.5
"""At least this far apart."""
CALM_RATIO = 1.10
"""Up to this part above the own baseline a listener hardly notices a faster pace (Quené 2007: 5-10%)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacePoint:
    """The agent's articulation rate at a moment, syllables/s; None where it could not be measured."""

    at: float
    rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigures:
    """What the report of a call is made of. Times in seconds, rates in syllables/s, shares 0..1."""

    call_id: str
    agent: str | None
    conversation: Conversation
    entries: tuple[Entry, ...]
    """The flags that stand, in order of where they lie."""
    seconds: float
    curve: tuple[PacePoint, ...]
    baseline: float | None
    """The agent's own usual rate as last known in this call."""
    usual_rate: float | None
    """The median rate in this call."""
    calm_share: float | None
    """The part of the curve within CALM_RATIO of the baseline of that moment."""
    agent_share: float | None
    overlaps: tuple[Span, ...]
    silences: tuple[Span, ...]
    nudges: int
    complete: bool
    """Whether the log reaches the call's end."""
    earlier: tuple[float, ...] = ()
    """The agent's own usual rate in earlier calls, in order."""

    def speech(self, speaker: Speaker) -> tuple[Span, ...]:
        """Where this speaker was heard, in order."""
        return tuple(sorted(span for who, span in self.conversation.speech if who is speaker))

    @property
    def has_words(self) -> bool:
        """Whether any words were heard."""
        return bool(self.conversation.utterances)


def figures_of(records: Iterable[Record]) -> CallFigures:
    """The figures of one call's records."""
    conversation, ledger = Conversation(), Ledger()
    paces: list[Pace] = []
    started: CallStarted | None = None
    nudges, end = 0, 0.0
    for record in records:
        match record:
            case Pace():
                if record.speaker is Speaker.AGENT:
                    paces.append(record)
            case Tick():
                pass
            case Nudge():
                nudges += 1
            case CallStarted():
                started = record
                conversation = conversation.after(record)
            case _ if isinstance(record, get_args(Event)):
                conversation = conversation.after(record)
            case _:
                ledger = ledger.after(record)
        if not isinstance(record, Nudge):
            end = max(end, getattr(record, "at", 0.0))
    standing = {flag.key for flag in ledger.flags}
    entries = [entry for entry in ledger.entries if entry.flag.key in standing and not _revised(entry)]
    baselines = [pace.baseline for pace in paces if pace.baseline is not None]
    rates = [pace.articulation_rate for pace in paces if pace.articulation_rate is not None]
    sides = {who: sorted(span for heard, span in conversation.speech if heard is who) for who in Speaker}
    return CallFigures(
        call_id=started.call_id if started else "",
        agent=started.agent if started else None,
        conversation=conversation,
        entries=tuple(sorted(entries, key=lambda entry: (entry.flag.span.start, entry.flag.raised))),
        seconds=end,
        curve=_curve(paces, end),
        baseline=baselines[-1] if baselines else None,
        usual_rate=median(rates) if rates else None,
        calm_share=_calm_share(paces),
        agent_share=talk_share(conversation),
        overlaps=_overlaps(sides[Speaker.AGENT], sides[Speaker.CUSTOMER]),
        silences=_silences([span for _, span in conversation.speech]),
        nudges=nudges,
        complete=conversation.ended,
    )


def _revised(entry: Entry) -> bool:
    return entry.cleared is not None and entry.cleared.reason == "revised"


def _curve(paces: Sequence[Pace], end: float) -> tuple[PacePoint, ...]:
    apart = max(CURVE_SECONDS, end / CURVE_POINTS)
    points: list[PacePoint] = []
    for pace in paces:
        if points and pace.measured_to - points[-1].at < apart:
            continue
        if points and pace.measured_to - points[-1].at > 4 * apart:
            points.append(PacePoint(at=points[-1].at + apart, rate=None))
        points.append(PacePoint(at=pace.measured_to, rate=pace.articulation_rate))
    return tuple(points)


def _calm_share(paces: Iterable[Pace]) -> float | None:
    ratios = [pace.articulation_rate / pace.baseline for pace in paces if pace.articulation_rate and pace.baseline]
    return sum(ratio <= CALM_RATIO for ratio in ratios) / len(ratios) if ratios else None


def _overlaps(agent: Sequence[Span], customer: Sequence[Span]) -> tuple[Span, ...]:
    found, i, j = [], 0, 0
    while i < len(agent) and j < len(customer):
        one, other = agent[i], customer[j]
        if one.overlap(other) >= OVERLAP_SECONDS:
            found.append(Span(max(one.start, other.start), min(one.end, other.end)))
        if one.end < other.end:
            i += 1
        else:
            j += 1
    return tuple(found)


def _silences(speech: Iterable[Span]) -> tuple[Span, ...]:
    found, latest = [], None
    for span in sorted(speech):
        if latest is not None and span.start - latest >= LONG_SILENCE_SECONDS:
            found.append(Span(latest, span.start))
        latest = span.end if latest is None else max(latest, span.end)
    return tuple(found)
