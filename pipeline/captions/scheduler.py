"""Which segment is decoded next, and what comes of it. Sans-IO: no clock and no threads, only stream time.

    queue.offer(call_id, growing, silence)    at each frame, say: a partial or an early final, if one is due
    queue.put(call_id, closed)                finals that are ready at once come back
    job = queue.take()                        the most urgent work, or None: for engine.transcribe
    queue.done(job, utterance, seconds)       what may be shown: partials with their stable words, finals

Finals come before partials, and the newest partial of a segment replaces an older one. The words of a final depend on
its samples alone: neither partials nor timing change them.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.captions.stabiliser import Stabiliser, StabiliserOptions
from pipeline.captions.utterance import Utterance, Word
from pipeline.span import Span

Key = tuple[str, str]
"""(call id, segment id)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOptions:
    """How much waits, and how often a partial is made."""

    segments_per_call: int = 8
    """Closed segments of one call that may wait; neighbours of one speaker are merged beyond this."""
    longest_merged_s: float = 25.0
    """Merged segments are no longer than this (Whisper hears 30 s)."""
    partial_every_s: float = 0.7
    """New sound that makes the next partial due, at best."""
    partial_at_most_every_s: float = 4.0
    """The same under the heaviest load."""
    partial_share: float = 0.6
    """Share of the engine's time that partials may take."""
    channel_share: float = 0.35
    """The same for one channel alone: seconds of decoding per second of its speech."""
    workers: int = 1
    """Jobs that run at the same time."""
    early_final_s: float = 0.2
    """Silence after which a growing segment is decoded as if it were closed. The segmenter's hang-over: its samples
    will be those of the closed segment, so the result is its final if silence lasts."""
    busy_s: float = 2.0
    """Seconds of closed segments waiting beyond which no partials are made."""
    stabiliser: StabiliserOptions = field(default_factory=StabiliserOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One segment to decode."""

    call_id: str
    segment: Segment
    kind: Literal["partial", "early", "final"]
    prefix: tuple[Word, ...] = ()
    """Words that stand already; a partial need only find what follows."""
    absorbed: tuple[str, ...] = ()
    """Ids of segments that were merged into this one."""

    @property
    def final(self) -> bool:
        """Whether to decode with a final's care."""
        return self.kind != "partial"


@dataclass(slots=True)
class _Growing:
    """What is known of a segment that is not final yet."""

    state: Stabiliser
    heard_to: float = 0.0
    early: Utterance | None = None
    samples: int = 0
    """Number of samples that `early` (done or under way) was made from; 0 for none."""


@dataclass(slots=True, kw_only=True)
class QueueCounters:
    """For the board and the log: nothing is dropped in silence."""

    finals: int = 0
    partials: int = 0
    partials_dropped: int = 0
    early_used: int = 0
    early_wasted: int = 0
    merged: int = 0


class CaptionQueue:
    """All calls' work for one engine. Not thread-safe: one task owns it."""

    def __init__(self, options: QueueOptions = QueueOptions()) -> None:
        self.options = options
        self.counters = QueueCounters()
        self._finals: deque[Job] = deque()
        self._partials: dict[Key, Job] = {}
        self._growing: dict[Key, _Growing] = {}
        self._running: dict[Key, Job] = {}
        self._closed: dict[Key, Segment] = {}
        self._cost = 0.25  # seconds of engine time a partial takes, smoothed

    def __len__(self) -> int:
        return len(self._finals) + len(self._partials)

    def lag(self, call_id: str | None = None) -> float:
        """Seconds of closed segments (of one call, or of all) that wait for their words."""
        return sum(
            job.segment.span.duration
            for job in (*self._finals, *self._running.values())
            if job.kind == "final" and call_id in (None, job.call_id)
        )

    @property
    def busy(self) -> bool:
        """Whether something waits or runs."""
        return bool(self._finals or self._partials or self._running)

    @property
    def partial_interval(self) -> float:
        """Seconds of new sound between two partials of a segment, under the load of now."""
        speaking = max(1, len(self._growing))
        wanted = self._cost * max(
            speaking / (self.options.partial_share * self.options.workers), 1 / self.options.channel_share
        )
        return min(self.options.partial_at_most_every_s, max(self.options.partial_every_s, wanted))

    def offer(self, call_id: str, segment: Segment, silence: float) -> bool:
        """A growing segment as it stands, `silence` seconds after its last speech. True when work was queued for it."""
        key = (call_id, segment.id)
        known = self._growing.setdefault(key, _Growing(Stabiliser(options=self.options.stabiliser)))
        if key in self._running or self.lag() > self.options.busy_s:
            return False
        count = len(segment.samples)
        if silence >= self.options.early_final_s:
            if known.samples == count:
                return False
            known.samples, known.early = count, None
            self._partials[key] = Job(call_id=call_id, segment=segment, kind="early")
            return True
        if known.early is not None:
            known.early, known.samples = None, 0
            self.counters.early_wasted += 1
        new = segment.span.end - max(known.heard_to, segment.span.start)
        if new < (self.partial_interval if known.heard_to or self.busy else self.options.partial_every_s):
            return False
        if key in self._partials:
            self.counters.partials_dropped += 1
        known.heard_to = segment.span.end
        self._partials[key] = Job(call_id=call_id, segment=segment, kind="partial", prefix=known.state.prefix)
        return True

    def put(self, call_id: str, segment: Segment) -> tuple[Utterance, ...]:
        """A closed segment. Its final comes back at once where an early decode of the same samples is done."""
        key = (call_id, segment.id)
        if self._partials.pop(key, None):
            self.counters.partials_dropped += 1
        known = self._growing.get(key)
        if known and known.samples == len(segment.samples):
            if known.early is not None:
                self.counters.early_used += 1
                return (self._finished(key, known.early),)
            running = self._running.get(key)
            if running and running.kind == "early":
                self._closed[key] = segment
                return ()
        self._finals.append(Job(call_id=call_id, segment=segment, kind="final"))
        self._bound(call_id)
        return ()

    def take(self) -> Job | None:
        """The most urgent job: the oldest final, else an early final, else the partial that waited longest."""
        job: Job | None = None
        if self._finals:
            job = self._finals.popleft()
        elif self._partials:
            waiting = list(self._partials.values())
            job = next((other for other in waiting if other.kind == "early"), waiting[0])
            del self._partials[(job.call_id, job.segment.id)]
        if job:
            self._running[(job.call_id, job.segment.id)] = job
        return job

    def done(self, job: Job, utterance: Utterance, seconds: float) -> tuple[Utterance, ...]:
        """`job` took `seconds` of the engine's time and gave `utterance`; what may be shown now."""
        key = (job.call_id, job.segment.id)
        self._running.pop(key, None)
        if job.kind == "final":
            gone = tuple(replace(utterance, id=other, words=()) for other in job.absorbed)
            return (*gone, self._finished(key, utterance))
        self._cost += 0.2 * (seconds - self._cost)
        closed = self._closed.pop(key, None)
        if closed is not None:
            self.counters.early_used += 1
            return (self._finished(key, utterance),)
        known = self._growing.get(key)
        if known is None:  # its final came first
            return ()
        self.counters.partials += 1
        if (early := job.kind == "early") and known.samples == len(job.segment.samples):
            known.early = utterance
        known.state = known.state.after(utterance, complete=early)
        return (known.state.utterance(utterance),)

    def forget(self, call_id: str) -> None:
        """The call is over: nothing of it is kept."""
        self._finals = deque(job for job in self._finals if job.call_id != call_id)
        for table in (self._partials, self._growing, self._running, self._closed):
            for key in [key for key in table if key[0] == call_id]:
                del table[key]

    def _finished(self, key: Key, utterance: Utterance) -> Utterance:
        self._growing.pop(key, None)
        self.counters.finals += 1
        return replace(utterance, final=True, stable=None)

    def _bound(self, call_id: str) -> None:
        """Too many closed segments of one call wait: merge the shortest neighbours of one speaker."""
        while True:
            waiting = [job for job in self._finals if job.call_id == call_id]
            if len(waiting) <= self.options.segments_per_call:
                return
            pairs = [(b.segment.span.end - a.segment.span.start, a, b) for a, b in _neighbours(waiting)]
            pairs = [pair for pair in pairs if pair[0] <= self.options.longest_merged_s]
            if not pairs:
                return  # all are long already: they wait, and `lag` says so
            _, first, second = min(pairs, key=lambda pair: pair[0])
            joined = replace(
                first,
                segment=merged(first.segment, second.segment),
                absorbed=(*first.absorbed, second.segment.id, *second.absorbed),
            )
            self._finals = deque(joined if job is first else job for job in self._finals if job is not second)
            self._growing.pop((call_id, second.segment.id), None)
            self.counters.merged += 1


def merged(first: Segment, second: Segment) -> Segment:
    """One segment out of two of the same speaker, with silence between them, so that times stay true."""
    gap = np.zeros(max(0, round((second.span.start - first.span.end) * SAMPLE_RATE_HZ)), np.float32)
    return replace(
        first,
        span=Span(first.span.start, second.span.end),
        closed_by=second.closed_by,
        samples=np.concatenate([first.samples, gap, second.samples]),
    )


def _neighbours(jobs: list[Job]) -> list[tuple[Job, Job]]:
    """Pairs of jobs of one speaker with none of that speaker's between them."""
    pairs = []
    for speaker in {job.segment.speaker for job in jobs}:
        own = sorted((job for job in jobs if job.segment.speaker is speaker), key=lambda job: job.segment.span.start)
        pairs += list(pairwise(own))
    return sorted(pairs, key=lambda pair: pair[0].segment.span.start)
