"""Lost sound as people want to hear of it: one line per hole, not one per second, and the reason in Dutch."""

from collections.abc import Iterable
from dataclasses import replace

from pipeline.audio.events import AudioLost
from pipeline.audio.timeline import Hole
from pipeline.sinks.drawing import clock
from pipeline.sinks.wording import SPEAKERS
from pipeline.span import Span

REASONS = {
    Hole.NOT_STARTED: "apparaat begon later",
    Hole.OVERRUN: "computer kon het niet bijhouden",
    Hole.SILENT: "apparaat viel stil",
    Hole.ENDED: "apparaat verdwenen",
    Hole.MOVED: "apparaat verdwenen",
    Hole.ABSENT: "apparaat nog weg",
}


def is_news(lost: AudioLost) -> bool:
    """Whether to tell it while it happens: not that a device is still away, nor that one started a second later."""
    return lost.reason not in (Hole.ABSENT, Hole.NOT_STARTED)


def hole_line(lost: AudioLost) -> str:
    """One hole: who, from when to when, and why."""
    who = SPEAKERS[lost.speaker].lower()
    why = REASONS.get(Hole(lost.reason), lost.reason) if lost.reason in set(Hole) else lost.reason
    return f"{who} {clock(lost.span.start)}–{clock(lost.span.end)} ({why})"


def joined(lost: Iterable[AudioLost]) -> list[AudioLost]:
    """Holes of one speaker that follow on each other as one, with the first one's reason."""
    holes: list[AudioLost] = []
    for hole in lost:
        last = next(
            (
                i
                for i, known in enumerate(holes)
                if known.speaker is hole.speaker and abs(known.span.end - hole.span.start) < 0.01
            ),
            None,
        )
        if last is None:
            holes.append(hole)
        else:
            holes[last] = replace(holes[last], span=Span(holes[last].span.start, hole.span.end))
    return holes
