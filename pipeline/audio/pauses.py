"""Pauses: silence of at least 200 ms inside one speaker's speech. Pure functions over the spans that the VAD gives.

A pause is the speaker's own: silence in which the other one speaks is a gap between turns, and silence before the
first and after the last speech is neither.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.vad import HOPS_PER_SECOND
from pipeline.span import Span

SHORTEST_PAUSE = 0.2
"""Seconds from which silence is detected as a pause."""
SHORTEST_COUNTED_PAUSE = 0.25
"""Seconds from which a pause is counted (Goldman-Eisler 1968; De Jong & Bosker 2013)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """One speaker's speech and pauses, in order of time."""

    speech: tuple[Span, ...]
    pauses: tuple[Span, ...]

    def as_json(self) -> dict[str, list[list[float]]]:
        """{"pauses": [[start, end]], "speech": [[start, end]]}, seconds in milliseconds' precision."""
        return {
            name: [[round(span.start, 3), round(span.end, 3)] for span in spans]
            for name, spans in (("pauses", self.pauses), ("speech", self.speech))
        }


def rhythm(speech: Iterable[Span], other: Sequence[Span] = (), shortest: float = SHORTEST_PAUSE) -> Rhythm:
    """One speaker's speech (as in SpeechEnded.span) with the pauses in it; `other` is the other speaker's speech."""
    spans = tuple(sorted(speech))
    return Rhythm(speech=spans, pauses=pauses_between(spans, other, shortest))


def pauses_between(
    speech: Sequence[Span], other: Sequence[Span] = (), shortest: float = SHORTEST_PAUSE
) -> tuple[Span, ...]:
    """The silences of at least `shortest` seconds between spans of `speech` (ordered), without those in which
    `other` speaks."""
    silences = (
        Span(before.end, after.start)
        for before, after in pairwise(speech)
        if after.start - before.end >= shortest - 1e-9
    )
    return tuple(silence for silence in silences if not any(silence.overlap(span) > 0.0 for span in other))


def pause_share(speech: Sequence[Span], window: Span, shortest: float = SHORTEST_PAUSE) -> float:
    """Share (0..1) of the speaker's time in `window` that is pause: pauses / (pauses + speech); 0.0 without speech."""
    spoken = sum(window.overlap(span) for span in speech)
    paused = sum(window.overlap(pause) for pause in pauses_between(speech, shortest=shortest))
    return paused / (paused + spoken) if spoken > 0.0 else 0.0


def speech_spans(settled: NDArray[np.bool_], start: float = 0.0) -> tuple[Span, ...]:
    """The runs of True in decisions of 10 ms (SpeechTracker.settled), shape (k,), whose first begins at `start`."""
    padded = np.concatenate(([0], np.asarray(settled, np.int8), [0]))
    edges = np.flatnonzero(np.diff(padded))
    return tuple(
        Span(start + int(a) / HOPS_PER_SECOND, start + int(b) / HOPS_PER_SECOND) for a, b in edges.reshape(-1, 2)
    )
