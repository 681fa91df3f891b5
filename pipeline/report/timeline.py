"""The timeline's geometry: seconds and syllables to points of a drawing, 1000 wide. No drawing here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.detectors.flag import Flag, Severity
from pipeline.report.figures import CallFigures
from pipeline.report.items import Item
from pipeline.report.passages import anchor
from pipeline.sinks.drawing import clock
from pipeline.span import Span, Speaker

WIDTH, LEFT, RIGHT = 1000.0, 92.0, 12.0
PACE_TOP, PACE_HEIGHT = 14.0, 74.0
MARK_GAP, MARK_ROWS, MARK_ROW = 17.0, 4, 16.0
MARKS_TOP = 104.0
TICKS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
MOST_TICKS = 12
Scale = Callable[[float], float]
"""Seconds to points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch: left edge and width."""

    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A flag's place, its shape by severity, where it links to and what it says."""

    x: float
    y: float
    severity: Severity
    number: int
    target: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything to draw; the lanes lie under the marks, so the height depends on how many rows these need."""

    ticks: tuple[tuple[float, str], ...]
    agent: tuple[Bar, ...]
    customer: tuple[Bar, ...]
    overlaps: tuple[Bar, ...]
    silences: tuple[Bar, ...]
    curve: tuple[str, ...]
    """Polylines of the pace curve; a break where it could not be measured."""
    baseline: float | None
    rates: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    lanes_top: float
    left: float = LEFT
    right: float = WIDTH - RIGHT

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return self.lanes_top + 84


def timeline(figures: CallFigures, items: Sequence[Item]) -> Timeline:
    """Lay out a call."""
    seconds = max(figures.seconds, 1.0)

    def x(at: float) -> float:
        return round(LEFT + min(max(at, 0), seconds) / seconds * (WIDTH - LEFT - RIGHT), 1)

    rates = [point.rate for point in figures.curve if point.rate is not None]
    known = [*rates, *([figures.baseline] if figures.baseline else [])]
    low, high = (min(known) - 0.3, max(known) + 0.3) if known else (2.0, 8.0)

    def y(rate: float) -> float:
        return round(PACE_TOP + (high - rate) / (high - low) * PACE_HEIGHT, 1)

    curve: list[list[str]] = [[]]
    for point in figures.curve:
        if point.rate is None:
            curve.append([])
        else:
            curve[-1].append(f"{x(point.at)},{y(point.rate)}")
    marks = _marks(figures, items, x)
    rows = max((round((mark.y - MARKS_TOP) / MARK_ROW) + 1 for mark in marks), default=1)
    step = next((tick for tick in TICKS if seconds / tick <= MOST_TICKS), TICKS[-1])
    whole = range(int(low) + 1, int(high) + 1)
    return Timeline(
        ticks=tuple((x(at), clock(at)) for at in range(0, int(seconds) + 1, step)),
        agent=_bars(_merged(figures.speech(Speaker.AGENT), seconds), x),
        customer=_bars(_merged(figures.speech(Speaker.CUSTOMER), seconds), x),
        overlaps=_bars(figures.overlaps, x),
        silences=_bars(figures.silences, x),
        curve=tuple(" ".join(part) for part in curve if len(part) > 1),
        baseline=y(figures.baseline) if figures.baseline else None,
        rates=tuple((y(rate), str(rate)) for rate in whole) if known else (),
        marks=marks,
        lanes_top=MARKS_TOP + rows * MARK_ROW,
    )


def _merged(spans: Iterable[Span], seconds: float) -> list[Span]:
    """Stretches that would touch on paper as one."""
    merged: list[Span] = []
    for span in spans:
        if merged and span.start - merged[-1].end < seconds / WIDTH:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _bars(spans: Iterable[Span], x: Scale) -> tuple[Bar, ...]:
    return tuple(Bar(x=x(span.start), width=round(max(x(span.end) - x(span.start), 1.0), 1)) for span in spans)


def _marks(figures: CallFigures, items: Sequence[Item], x: Scale) -> tuple[Mark, ...]:
    found = [(item, entry) for item in items for entry in item.entries]
    found.sort(key=lambda pair: pair[1].flag.span.start)
    row_ends = [float("-inf")] * MARK_ROWS
    marks = []
    for item, entry in found:
        place = x(entry.flag.span.start)
        row = next((i for i, end in enumerate(row_ends) if place - end >= MARK_GAP), None)
        if row is None:
            row = min(range(MARK_ROWS), key=row_ends.__getitem__)
        row_ends[row] = place
        marks.append(
            Mark(
                x=place,
                y=MARKS_TOP + row * MARK_ROW,
                severity=entry.flag.severity,
                number=item.number or 0,
                target=anchor(entry, figures) if _has_words(figures, entry.flag) else f"p{item.number}",
                title=f"{clock(entry.flag.span.start)} {item.title}: {entry.flag.message}",
            )
        )
    return tuple(marks)


def _has_words(figures: CallFigures, flag: Flag) -> bool:
    """Whether the flag can be shown among the words."""
    return any(
        utterance.id == flag.utterance
        if flag.utterance is not None
        else utterance.speaker is flag.speaker and utterance.span.start <= flag.span.start < utterance.span.end
        for utterance in figures.conversation.utterances
    )
