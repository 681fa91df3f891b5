"""Samples + speech decisions -> segments for the captions engine: one speaker, streaming, bounded memory, no I/O.

A segment starts `pre_roll` before its first speech (a soft first phoneme lies before the VAD's onset) and ends
`hang_over` after its last. It is closed by `endpoint` seconds of silence, by its length, or by the end of the sound.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.audio.vad import HOP
from pipeline.span import Span, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmenterOptions:
    """Where segments begin and end. All in seconds, counted in whole hops of 10 ms."""

    pre_roll: float = 0.3
    """Sound kept before the first speech."""
    hang_over: float = 0.2
    """Sound kept after the last speech (less than `endpoint`)."""
    shortest_speech: float = 0.05
    """Speech within `pre_roll` that opens a segment: less is a click."""
    endpoint: float = 0.5
    """Silence that closes a segment. 0.3 s answers sooner and costs about 2 points of WER in Dutch."""
    long: float = 12.0
    """From this length on, `long_endpoint` is silence enough."""
    long_endpoint: float = 0.25
    """Silence that closes a long segment."""
    maximum: float = 20.0
    """Longest segment: it is cut at the quietest point of its second half (Whisper's window is 30 s)."""

    def __post_init__(self) -> None:
        if not 0 <= self.hang_over < self.long_endpoint <= self.endpoint:
            raise ValueError("0 <= hang_over < long_endpoint <= endpoint is needed")
        if not 0 < self.long <= self.maximum or self.maximum < 2 * (self.pre_roll + self.endpoint):
            raise ValueError("long <= maximum, and maximum of several times pre_roll + endpoint, are needed")
        if not 0 < self.shortest_speech <= self.pre_roll:
            raise ValueError("0 < shortest_speech <= pre_roll is needed")


NOTHING: NDArray[np.bool_] = np.zeros(0, np.bool_)


def _hops(seconds: float) -> int:
    return max(1, round(seconds * SAMPLE_RATE_HZ / HOP))


class Segmenter:
    """Cuts one speaker's sound into segments. Decisions may run behind the samples; never ahead of them."""

    def __init__(self, speaker: Speaker, options: SegmenterOptions = SegmenterOptions()) -> None:
        self.speaker = speaker
        self.options = options
        self._buffer = np.zeros(SAMPLE_RATE_HZ, np.float32)
        self._first = 0  # stream sample of buffer[0]
        self._filled = 0  # samples in the buffer
        self._hop = 0  # hops decided
        self._floor = 0  # no segment may start before this stream sample: what an earlier one took
        self._recent: list[int] = []  # speech hops of the last pre_roll while no segment is open
        self._start: int | None = None  # stream sample where the open segment starts
        self._spoken = 0  # stream sample where its last speech ended
        self._count = 0

    @property
    def silence(self) -> float:
        """Seconds since the open segment's last speech, as far as decided; 0.0 when none is open."""
        return 0.0 if self._start is None else (self._decided - self._spoken) / SAMPLE_RATE_HZ

    @property
    def growing(self) -> Segment | None:
        """The open segment as it stands, hang-over included as far as heard; None when nobody speaks.

        If no more speech follows, the segment that closes has the same id and samples but for a longer hang-over:
        a decode begun in early silence (see `silence`) stays valid as long as `silence` does not fall.
        """
        if self._start is None:
            return None
        heard = self._first + self._filled
        end = heard if self._spoken == self._decided else min(heard, self._spoken + self._hang)
        return self._cut(self._start, end, None)

    def feed(self, samples: Samples, speech: NDArray[np.bool_]) -> list[Segment]:
        """Hear `samples`, shape (n,), and the next decisions, shape (k,), one per 10 ms hop. Closed segments come
        out."""
        self._append(np.asarray(samples, np.float32))
        closed: list[Segment] = []
        for spoken in np.asarray(speech, np.bool_).tolist():
            if self._decided >= self._first + self._filled:
                raise ValueError("speech decided ahead of the samples")
            self._hop += 1
            if self._start is None:
                self._wait(spoken)
            else:
                closed += self._grow(spoken)
        if self._start is None:
            self._drop(self._decided - 2 * _hops(self.options.pre_roll) * HOP)
        return closed

    def skip(self, count: int, speech: NDArray[np.bool_] = NOTHING) -> list[Segment]:
        """`count` samples are lost: the open segment closes at the hole, and time goes on behind it.

        `speech` holds the decisions that the VAD's own `skip` brought out: the sound before the hole, then the hole.
        """
        if count < 0:
            raise ValueError("a hole cannot be negative")
        heard = self._first + self._filled
        before = max(0, -(-heard // HOP) - self._hop)
        closed = self.feed(NOTHING.astype(np.float32), speech[:before]) + self.finish()
        self._first = self._floor = heard + count
        self._filled = 0
        self._hop += len(speech[before:])
        self._recent = []
        return closed

    def finish(self) -> list[Segment]:
        """No more sound comes: close what is open."""
        if self._start is None:
            return []
        heard = self._first + self._filled
        end = heard if self._spoken == self._decided else min(heard, self._spoken + self._hang)
        return [self._close(end, "end")]

    @property
    def buffered(self) -> int:
        """Samples kept: at most `maximum` and what was fed at once, whoever speaks for however long."""
        return self._filled

    @property
    def _decided(self) -> int:
        return self._hop * HOP

    @property
    def _hang(self) -> int:
        return _hops(self.options.hang_over) * HOP

    def _wait(self, spoken: bool) -> None:
        window = self._hop - _hops(self.options.pre_roll)
        self._recent = [hop for hop in self._recent if hop >= window]
        if not spoken:
            return
        self._recent.append(self._hop - 1)
        if len(self._recent) >= _hops(self.options.shortest_speech):
            first = self._recent[0] * HOP
            self._start = max(self._floor, self._first, first - _hops(self.options.pre_roll) * HOP)
            self._spoken = self._decided
            self._recent = []
            self._count += 1

    def _grow(self, spoken: bool) -> list[Segment]:
        assert self._start is not None
        if spoken:
            self._spoken = self._decided
        length = (self._decided - self._start) / SAMPLE_RATE_HZ
        endpoint = self.options.long_endpoint if length >= self.options.long else self.options.endpoint
        if self._decided - self._spoken >= _hops(endpoint) * HOP:
            return [self._close(self._spoken + self._hang, "silence")]
        if length < self.options.maximum:
            return []
        cut = self._quietest(self._start + (self._decided - self._start) // 2, self._decided)
        spoken_until, self._spoken = self._spoken, cut
        closed = self._close(cut, "length")
        self._start, self._spoken = cut, max(cut, spoken_until)
        self._count += 1
        return [closed]

    def _quietest(self, start: int, end: int) -> int:
        """The stream sample between `start` and `end` in the middle of the quietest 100 ms."""
        sound = self._buffer[start - self._first : end - self._first].astype(np.float64)
        hops = np.square(sound[: len(sound) // HOP * HOP].reshape(-1, HOP)).sum(axis=1)
        width = min(10, len(hops))
        quiet = int(np.argmin(np.convolve(hops, np.ones(width), "valid")))
        return start + (quiet + width // 2) * HOP

    def _close(self, end: int, reason: Literal["silence", "length", "end"]) -> Segment:
        assert self._start is not None
        segment = self._cut(self._start, end, reason)
        self._start = None
        self._recent = []
        self._floor = end
        self._drop(end)
        return segment

    def _cut(self, start: int, end: int, reason: Literal["silence", "length", "end"] | None) -> Segment:
        samples = self._buffer[start - self._first : end - self._first].copy()
        span = Span(start / SAMPLE_RATE_HZ, end / SAMPLE_RATE_HZ)
        return Segment(
            id=f"{self.speaker}-{self._count}", speaker=self.speaker, span=span, samples=samples, closed_by=reason
        )

    def _append(self, samples: Samples) -> None:
        need = self._filled + len(samples)
        if need > len(self._buffer):
            grown = np.zeros(max(need, 2 * len(self._buffer)), np.float32)
            grown[: self._filled] = self._buffer[: self._filled]
            self._buffer = grown
        self._buffer[self._filled : need] = samples
        self._filled = need

    def _drop(self, before: int) -> None:
        """Forget samples before the stream sample `before`."""
        count = min(before - self._first, self._filled)
        if count <= 0:
            return
        self._buffer[: self._filled - count] = self._buffer[count : self._filled]
        self._first += count
        self._filled -= count
