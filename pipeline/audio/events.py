"""What the fast lane says: who speaks, how fast, and where sound was lost.

In every event `at` is the stream time at which the event came out (not the time of what it is about): the core's
only clock. The difference between the two is latency.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.audio.frame import Samples
from pipeline.span import Span, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """The VAD heard someone begin; `onset` is where speech began (<= at)."""

    at: float
    speaker: Speaker
    onset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    """The VAD heard someone stop; `span` is the stretch of speech without hang-over (a pause of >= 200 ms follows)."""

    at: float
    speaker: Speaker
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one speaker spoke lately, measured from sound alone. Emitted every 100 ms while that speaker speaks.

    `syllables` and `speech` are *increments*: the (expected, fractional) number of syllables and the seconds of speech
    heard since this speaker's previous Pace event, so that any window can be summed afterwards.
    `articulation_rate` and `pause_share` describe the trailing `window` seconds.
    """

    at: float
    speaker: Speaker
    measured_to: float
    """Stream time up to which sound is included (at - measured_to = look-ahead)."""
    syllables: float
    speech: float
    articulation_rate: float | None
    """Syllables per second of speech, pauses excluded; None where it cannot be measured (noise, music, too little)."""
    speaking_rate: float | None
    """Syllables per second, pauses included; None where it cannot be measured."""
    pause_share: float
    """Share of the window that is pause, 0..1."""
    window: float
    """Seconds looked back over."""
    baseline: float | None
    """This speaker's own usual articulation rate in syll/s; None until enough was heard or known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioLost:
    """A hole in one channel: a device vanished or a buffer ran over. The call goes on."""

    at: float
    speaker: Speaker
    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """A stretch of speech with its samples (pre-roll and hang-over included), ready for the captions engine."""

    id: str
    """Unique in the call, e.g. "agent-12"; a growing segment keeps its id."""
    speaker: Speaker
    span: Span
    samples: Samples
    closed_by: Literal["silence", "length", "end"] | None
    """Why the segment ended; None while it still grows (a snapshot for a partial)."""
