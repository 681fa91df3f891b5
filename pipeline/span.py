"""Where in the call, and who: the two words that every room shares."""

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """Who is heard. The speaker comes from the channel, never from guessing."""

    AGENT = "agent"
    CUSTOMER = "customer"

    @property
    def other(self) -> "Speaker":
        """The other end of the line."""
        return Speaker.CUSTOMER if self is Speaker.AGENT else Speaker.AGENT


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of stream time: seconds since the call's first sample, `start` <= `end`."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Seconds between start and end."""
        return self.end - self.start

    def overlap(self, other: "Span") -> float:
        """Seconds that both spans share, 0.0 when they do not meet."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))
