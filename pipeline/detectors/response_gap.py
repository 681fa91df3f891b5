"""Response gap: the agent takes long to answer, or answers before the customer's last word has landed.

From both channels' voice activity. People answer after 0.2 s on average in every language (Stivers e.a. 2009); a
longer gap on the telephone sounds like doubt or absence. An announced search is no late answer, and a listening noise
is no quick one. A customer's one-word reply needs no answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, Event, SpeechEnded, Tick
from pipeline.conversation.turn_taking import (
    LOOK_BACK,
    SETTLED,
    Speech,
    Transfer,
    bridged,
    measurable,
    stretch_at,
    transfers,
)
from pipeline.detectors.dead_air import announced, is_lost
from pipeline.detectors.flag import Flag
from pipeline.span import Span, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseGap:
    """The time between the customer's last word and the agent's first."""

    late: float = 2.5
    """Seconds from which an answer is late. Conversation: 0.2 s on average, rarely above 1 s (Stivers e.a. 2009)."""
    quick: float = 0.15
    """Seconds under which an answer is quick: nobody can have weighed the last word (reactions take 0.2 s)."""
    earliest: float = -0.5
    """Seconds; what comes in earlier than this is no quick answer but an interruption."""
    answered: float = 0.7
    """Seconds of the customer's speech that an answer belongs to at least: less is "ja" or "hm"."""
    story: float = 3.0
    """Seconds of the customer's speech before a quick answer: on less, a quick answer is lively, not hasty."""
    answer: float = 1.0
    """Seconds that a quick answer lasts at least: less is a listening noise."""
    judged: float = 4.0
    """Seconds after the answer's begin in which it is judged; by then all is known."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag]:
        """Judges the latest changes of floor from the customer to the agent."""
        if not isinstance(event, SpeechEnded | Tick | CallEnded):
            return
        now = conversation.now
        speech = Speech.since(conversation, now - LOOK_BACK)
        idle = not speech.agent or not speech.customer or now - speech.agent[-1].end > self.judged
        if idle or not measurable(speech):
            return
        for transfer in transfers(speech, Speaker.AGENT):
            known = conversation.ended or now - transfer.began >= self.answer + SETTLED
            if not known or now - transfer.began > self.judged:
                continue
            rule = self._judged(transfer, speech)
            if not rule or is_lost(conversation, Span(transfer.span.start - 0.1, transfer.span.end + 0.1)):
                continue
            if rule == "late" and announced(conversation, transfer.ended):
                continue
            yield self._flag(conversation, transfer, rule)

    def _judged(self, transfer: Transfer, speech: Speech) -> str:
        """ "late", "quick" or nothing."""
        before = bridged([span for span in speech.customer if span.start < transfer.began])[-1]
        if before.duration < self.answered:
            return ""
        if transfer.gap > self.late:
            return "late"
        reply = stretch_at(speech, Speaker.AGENT, transfer.began)
        hasty = self.earliest < transfer.gap < self.quick
        return "quick" if hasty and before.duration >= self.story and reply.duration >= self.answer else ""

    def _flag(self, conversation: Conversation, transfer: Transfer, rule: str) -> Flag:
        seconds = f"{abs(transfer.gap):.1f}".replace(".", ",")
        if rule == "late":
            message = f"De klant wacht {seconds} seconden op uw antwoord."
            advice = "Laat merken dat u er bent: “Goede vraag, daar denk ik over na.” Dan mag de stilte er zijn."
        else:
            message = (
                "U antwoordt nog voor het laatste woord van de klant klaar is."
                if transfer.gap < 0
                else "U antwoordt direct op het laatste woord van de klant."
            )
            advice = (
                "Adem één keer in voordat u antwoordt: dan merkt de klant dat het binnenkomt, "
                "en hoort u het hele verhaal."
            )
        return Flag(
            key=f"response_gap:{transfer.began:.2f}",
            kind="response_gap",
            speaker=Speaker.AGENT,
            span=transfer.span,
            at=transfer.began,
            raised=conversation.now,
            severity="info",
            value=round(transfer.gap, 2),
            limit=self.late if rule == "late" else self.quick,
            unit="s",
            message=message,
            advice=advice,
            cue="Laat van u horen" if rule == "late" else "Eén tel wachten",
            type=rule,
            rule=f"response_gap:{rule}",
        )
