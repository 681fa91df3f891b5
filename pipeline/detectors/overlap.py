"""Overlap: agent and customer speak at once for longer than a change of turns needs.

From both channels' voice activity, whoever came in. It says that it happened, not whose fault it is: `interruption`
judges that. A short overlap is lively conversation and is not flagged.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, Event, SpeechEnded, Tick
from pipeline.conversation.turn_taking import Overlap, latest_overlaps
from pipeline.detectors.flag import Flag
from pipeline.span import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlapping:
    """Both speak for more than `shortest` seconds."""

    shortest: float = 1.0
    """Seconds of speaking at once. Levinson & Torreira (2015): three in four overlaps are shorter than 0.4 s."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag]:
        """Judges overlaps that are newly over, and a long one under way."""
        if isinstance(event, SpeechEnded | Tick | CallEnded):
            for overlap in latest_overlaps(conversation):
                if overlap.both > self.shortest:
                    yield self._flag(conversation, overlap)

    def _flag(self, conversation: Conversation, overlap: Overlap) -> Flag:
        seconds = f"{overlap.both:.1f}".replace(".", ",")
        agent = overlap.entered is Speaker.AGENT
        came = "U kwam erbij" if agent else "De klant kwam erbij"
        return Flag(
            key=f"overlap:{overlap.span.start:.2f}",
            kind="overlap",
            speaker=Speaker.AGENT,
            span=overlap.span,
            at=overlap.span.end,
            raised=conversation.now,
            severity="info",
            value=round(overlap.both, 2),
            limit=self.shortest,
            unit="s",
            message=f"U en de klant praten {seconds} seconden tegelijk. {came}.",
            advice="Laat een van beiden de zin afmaken. Houdt u in, dan hoort u wat de klant nog kwijt wil.",
            cue="Eerst luisteren",
            type=overlap.entered.value,
            rule="overlap",
        )
