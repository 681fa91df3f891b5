"""Missing acknowledgement: the customer voices frustration and the agent's reply goes straight to the problem.

A complaint is facts and frustration; the frustration wants to be heard first. Read from words only: no sound reaches
this detector, and it says nothing about what the agent feels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, Event, Heard
from pipeline.detectors.acknowledgement_advice import advice_for, heard_as, quoted
from pipeline.detectors.acknowledgement_meaning import MOST, voiced, warm, weighed
from pipeline.detectors.agent_reply import Reply, acknowledgement_lexicon, is_backchannel, judge_reply, weight_of
from pipeline.detectors.customer_frustration import (
    Reading,
    calm_lexicon,
    frustration_lexicon,
    read_frustration,
    read_insistence,
)
from pipeline.detectors.exchange import Exchange, exchanges
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.frustration_cues import Evidence
from pipeline.span import Span, Speaker

_read = lru_cache(maxsize=64)(
    lambda words, before, opening: read_frustration(words, said_before=before, opening=opening)
)
_judge = lru_cache(maxsize=64)(lambda words, customer, complete: judge_reply(words, customer, complete=complete))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """An exchange with what it amounts to; `reply` is None until the reply has started on the problem."""

    exchange: Exchange
    reading: Reading
    reply: Reply | None
    outburst: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingAcknowledgement:
    """Customer frustration that a reply passes over. Weights: customer_frustration.py and frustration_cues.py."""

    limit: float = 0.8
    """Score from which words count as frustration: one strong wording, or two or three mild ones together."""
    critical: float = 1.5
    """Score from which a flag is critical."""
    dismissive_bonus: float = 0.5
    """Added when the reply minimises, jokes, blames or cheers and the words weigh at least `dismissive_from`."""
    dismissive_from: float = 0.3
    """Least score of the customer's own words for that."""
    heard_discount: float = 0.7
    """Taken off in the two exchanges after an acknowledgement: "ja, ik schrok me kapot" is relief."""
    reply_words: int = 7
    """Telling words of an unfinished reply after which it has clearly started on the problem."""
    final_words: int = 2
    """The same for a finished utterance."""
    exchanges: int = 3
    """How many exchanges back a flag can still be found or credited."""
    meaning: bool = True
    """Weigh the meaning of the words too, where the model is installed."""

    def __post_init__(self) -> None:
        """Read the lexicons before the call, not at its first utterance. Raises LexiconError."""
        frustration_lexicon()
        calm_lexicon()
        acknowledgement_lexicon()
        if self.meaning:
            warm()

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag | Cleared]:
        """Flags the latest replies that pass over frustration; clears those that were made good later."""
        if not isinstance(event, Heard | CallEnded):
            return
        assessed = self._assessed(exchanges(conversation, self.exchanges + 3))
        for index, item in enumerate(assessed):
            if not item.outburst or item.reply is None or index < len(assessed) - self.exchanges:
                continue
            later = assessed[index + 1 : index + 3]
            if item.reply.quality in ("full", "thin") or any(self._made_good(item, each) for each in later):
                yield Cleared(
                    key=key_of(item.exchange), kind="missing_acknowledgement", at=event.at, reason="credited_late"
                )
            elif item.reply.quality == "none":
                yield self._flag(conversation, item, item.exchange)
            elif later and later[0].reply is not None and not later[0].outburst:
                yield self._flag(conversation, item, later[0].exchange)

    def _assessed(self, recent: list[Exchange]) -> list[Assessed]:
        result: list[Assessed] = []
        is_open, heard_ago, own = False, 9, ()
        for exchange in recent:
            reading = _read(exchange.said, exchange.said_before, exchange.opening)
            if is_open:
                reading = _with(
                    reading, read_insistence(exchange.said, said_before=exchange.said_before, own_before=own)
                )
            elif heard_ago < 2:
                reading = _with(reading, [Evidence(reason="heard", weight=-self.heard_discount)])
            reading = self._with_meaning(exchange, reading)
            reply = self._reply(exchange)
            if reply and reading.score >= self.limit:
                reply = self._weighed(reply, exchange)
            if reply and reply.dismissive and reading.score >= self.dismissive_from:
                reading = _with(reading, [Evidence(reason="dismissed", weight=self.dismissive_bonus)])
            outburst = reading.score >= self.limit
            result.append(Assessed(exchange=exchange, reading=reading, reply=reply, outburst=outburst))
            heard_ago += 1
            if reply and reply.quality == "full":
                heard_ago, is_open = 0, False
            elif reply and outburst:
                is_open = reply.quality == "none"
            own = exchange.said
        return result

    def _with_meaning(self, exchange: Exchange, reading: Reading) -> Reading:
        """The reading with the meaning of finished words, where that can decide."""
        if not self.meaning or abs(reading.score - self.limit) > MOST or not exchange.story[-1].final:
            return reading
        meant = voiced(exchange.said)
        return _with(reading, [meant]) if meant else reading

    def _weighed(self, reply: Reply, exchange: Exchange) -> Reply:
        return weighed(reply, exchange.reply) if self.meaning else reply

    def _reply(self, exchange: Exchange) -> Reply | None:
        """The reply, once it has clearly started on the problem."""
        if not exchange.reply or is_backchannel(exchange.reply):
            return None
        if weight_of(exchange.reply) < (self.final_words if exchange.reply_final else self.reply_words):
            return None
        return _judge(exchange.reply, exchange.said, exchange.reply_final)

    def _made_good(self, item: Assessed, later: Assessed) -> bool:
        exchange = later.exchange
        if not exchange.reply:
            return False
        reply = _judge(exchange.reply, item.exchange.said, exchange.reply_final)
        return reply.quality == "full" and self._weighed(reply, exchange).quality == "full"

    def _flag(self, conversation: Conversation, item: Assessed, answered: Exchange) -> Flag:
        utterance = next(
            (
                each
                for each in answered.answer
                if weight_of([word.text for word in each.stable_words]) >= self.final_words
            ),
            answered.answer[-1],
        )
        words = utterance.stable_words
        end = words[min(len(words), 12) - 1].span.end
        heard = quoted(item.exchange.said, item.reading)
        return Flag(
            key=key_of(item.exchange),
            kind="missing_acknowledgement",
            speaker=Speaker.AGENT,
            span=Span(words[0].span.start, end),
            at=min(end, conversation.now),
            raised=conversation.now,
            severity="critical" if item.reading.score >= self.critical else "warning",
            utterance=utterance.id,
            evidence=None,
            value=item.reading.score,
            limit=self.limit,
            unit="gewicht",
            message=f"De klant zegt: “{heard}”{heard_as(item.reading)}. Het antwoord gaat meteen over de zaak zelf.",
            advice=advice_for(item.exchange.said, item.reading),
            cue="Eerst erkennen",
            category=item.reading.strongest.reason if item.reading.strongest else "",
            rule="frustration_unheard",
        )


def key_of(exchange: Exchange) -> str:
    """The identity of an episode: the customer's utterance before the reply."""
    return f"missing_acknowledgement:{exchange.story[-1].id}"


def _with(reading: Reading, more: list[Evidence]) -> Reading:
    score = max(0.0, round(reading.score + sum(item.weight for item in more), 3))
    return Reading(score=score, evidence=(*reading.evidence, *more))
