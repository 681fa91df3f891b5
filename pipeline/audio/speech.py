"""Hop decisions -> "someone began", "someone stopped": one speaker's speech as events, streaming, no I/O.

Time counts in hops of 10 ms. A silence shorter than `pause` inside speech belongs to the speech (a plosive's closure
is no pause), so a silent hop is settled only when speech returns or `pause` has passed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.audio.events import SpeechEnded, SpeechStarted
from pipeline.audio.vad import HOPS_PER_SECOND
from pipeline.span import Span, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechOptions:
    """When hops make speech."""

    onset: float = 0.5
    """Probability at which speech begins (0..1)."""
    offset: float = 0.5
    """Probability below which speech stops (0..1, <= onset)."""
    shortest_speech: int = 4
    """Hops of 10 ms: a shorter burst, with silence on both sides, is a click and no speech."""
    pause: int = 20
    """Hops of 10 ms: silence this long is a pause and ends a stretch of speech (200 ms: Goldman-Eisler's limit and
    De Jong & Bosker (2013) ask for 250 ms; we detect from 200 and let the reader count from 250)."""

    def __post_init__(self) -> None:
        if not 0.0 < self.offset <= self.onset <= 1.0:
            raise ValueError("0 < offset <= onset <= 1 is needed")
        if self.shortest_speech < 1 or self.pause < 1:
            raise ValueError("shortest_speech and pause are at least one hop")


class SpeechTracker:
    """Follows one speaker. `lag` is the VAD's look-ahead in seconds (`Vad.look_ahead`): an event's `at` counts it in.

    After each `feed`:

    * `active`: bool (k,), one decision per probability just fed, immediate (hysteresis only): for endpointing.
    * `settled`: bool (m,), final decisions in order, pauses bridged and clicks dropped: for pace and talk share. They
      run behind `active` by less than pause + shortest_speech hops.
    """

    def __init__(self, speaker: Speaker, options: SpeechOptions = SpeechOptions(), lag: float = 0.0) -> None:
        self.speaker = speaker
        self.options = options
        self.lag = lag
        self.active: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self.settled: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._now = 0  # hops heard
        self._decided = 0  # hops settled
        self._high = False
        self._burst = 0  # the first hop of the present run of high probabilities
        self._onset: int | None = None  # where the open stretch of speech began
        self._quiet: int | None = None  # where the silence after it began, clicks or not

    @property
    def speaking(self) -> bool:
        """Whether a stretch of speech is open."""
        return self._onset is not None

    def feed(self, probabilities: ArrayLike) -> list[SpeechStarted | SpeechEnded]:
        """Hear probabilities (0..1), shape (k,), one per hop; events come out in order of `at`."""
        values = np.asarray(probabilities, np.float32)
        active = np.zeros(len(values), np.bool_)
        settled: list[tuple[bool, int]] = []
        events: list[SpeechStarted | SpeechEnded] = []
        for index, value in enumerate(values.tolist()):
            high = value >= (self.options.offset if self._high else self.options.onset)
            active[index] = high
            event = self._speech(settled) if high else self._silence(settled)
            if event is not None:
                events.append(event)
        self.active = active
        self.settled = _expanded(settled)
        return events

    def finish(self, at: float | None = None) -> list[SpeechStarted | SpeechEnded]:
        """The call is over (at stream time `at`): end what is open. The rest comes out in `settled`."""
        settled: list[tuple[bool, int]] = []
        events: list[SpeechStarted | SpeechEnded] = []
        if self._onset is not None:
            end = self._now if self._quiet is None else self._quiet
            self._settle(settled, True, end)
            moment = self._at() if at is None else max(at, end / HOPS_PER_SECOND)
            events.append(self._ended(end, moment))
        self._settle(settled, False, self._now)
        self._high = False
        self.active = np.zeros(0, np.bool_)
        self.settled = _expanded(settled)
        return events

    def _speech(self, settled: list[tuple[bool, int]]) -> SpeechStarted | None:
        """One more hop of speech, or perhaps of a click."""
        if not self._high:
            self._high, self._burst = True, self._now
        self._now += 1
        going_on = self._onset is not None and self._quiet is None
        if not going_on and self._now - self._burst < self.options.shortest_speech:
            return None
        event = None
        if self._onset is None:
            self._settle(settled, False, self._burst)
            self._onset = self._burst
            event = SpeechStarted(at=self._at(), speaker=self.speaker, onset=self._burst / HOPS_PER_SECOND)
        self._quiet = None
        self._settle(settled, True, self._now)
        return event

    def _silence(self, settled: list[tuple[bool, int]]) -> SpeechEnded | None:
        """One more hop of silence."""
        self._high = False
        if self._onset is not None and self._quiet is None:
            self._quiet = self._now
        self._now += 1
        event = None
        if self._quiet is not None:
            if self._now - self._quiet < self.options.pause:
                return None
            self._settle(settled, True, self._quiet)
            event = self._ended(self._quiet, self._at())
        self._settle(settled, False, self._now)
        return event

    def _at(self) -> float:
        return self._now / HOPS_PER_SECOND + self.lag

    def _ended(self, end: int, at: float) -> SpeechEnded:
        assert self._onset is not None
        span = Span(self._onset / HOPS_PER_SECOND, end / HOPS_PER_SECOND)
        self._onset = self._quiet = None
        return SpeechEnded(at=at, speaker=self.speaker, span=span)

    def _settle(self, settled: list[tuple[bool, int]], speech: bool, until: int) -> None:
        if until > self._decided:
            settled.append((speech, until - self._decided))
            self._decided = until


def _expanded(runs: list[tuple[bool, int]]) -> NDArray[np.bool_]:
    if not runs:
        return np.zeros(0, np.bool_)
    return np.repeat([speech for speech, _ in runs], [count for _, count in runs])
