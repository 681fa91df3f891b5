"""Talk share: for minutes the agent does most of the talking.

Seconds of speech from both channels' voice activity, over the last two minutes; overlap counts for both. An
explanation may take the floor for a while, so it is a hint and no warning. A recording of one channel is not judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Tick
from pipeline.conversation.turn_taking import Speech, spoken
from pipeline.detectors.dead_air import is_lost
from pipeline.detectors.flag import Cleared, Flag
from pipeline.span import Span, Speaker

_FIRST_STRETCHES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkShare:
    """The agent's part of all speech."""

    window: float = 120.0
    """Seconds looked back over; nothing is judged before so much of the call has passed."""
    limit: float = 0.65
    """Share (0..1) above which it is flagged: two thirds of the talk. Listening is the first letter of LSD."""
    recovered: float = 0.55
    """Share under which the episode is over."""
    least_speech: float = 40.0
    """Seconds of speech of both in the window: with less a share says little."""
    every: float = 2.5
    """Seconds between two looks."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag | Cleared]:
        """Flags "talk_share" while the share is above the limit, clears it once it is well below."""
        if not isinstance(event, Tick) or (event.at / self.every) % 1.0 > 1e-6 or not conversation.speech:
            return
        window = Span(event.at - self.window, event.at)
        if conversation.speech[0][1].start > window.start or is_lost(conversation, window):
            return
        speech = Speech.since(conversation, window.start)
        own, other = spoken(speech.agent, window), spoken(speech.customer, window)
        if own + other < self.least_speech or not (speech.customer or _both_heard(conversation)):
            return
        share = own / (own + other)
        if share > self.limit:
            yield self._flag(conversation, window, share)
        elif share < self.recovered:
            yield Cleared(key="talk_share", kind="talk_share", at=conversation.now, reason="recovered")

    def _flag(self, conversation: Conversation, window: Span, share: float) -> Flag:
        return Flag(
            key="talk_share",
            kind="talk_share",
            speaker=Speaker.AGENT,
            span=window,
            at=window.end,
            raised=conversation.now,
            severity="info",
            value=round(share, 3),
            limit=self.limit,
            unit="aandeel",
            message=f"De laatste {self.window / 60:.0f} minuten was u {share:.0%} van de tijd aan het woord.",
            advice="Geef de klant de ruimte met een open vraag: “Wat maakt dit voor u zo belangrijk?” En luister.",
            cue="Stel een vraag",
            rule="talk_share",
        )


def _both_heard(conversation: Conversation) -> bool:
    """Whether the customer was heard at the call's beginning: otherwise their channel may be missing."""
    return any(who is Speaker.CUSTOMER for who, _ in islice(conversation.speech, _FIRST_STRETCHES))
