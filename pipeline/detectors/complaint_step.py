"""Complaint steps: which of the five steps of a well-handled complaint were heard.

Source: the seed by Shep Hyken: acknowledge, apologise, fix, the right attitude, a sense of urgency. Words only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.agent_reply import judge_reply
from pipeline.detectors.customer_frustration import read_frustration
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.wording import before, clause_end, flag_about, said_by_agent, stable_matches, texts
from pipeline.span import Speaker

STEPS = ("erkennen", "excuses", "oplossen", "houding", "urgentie")
WHY = "De klant hoort dat zijn gevoel gehoord is."

weight = lru_cache(maxsize=512)(lambda words: read_frustration(words, said_before=(), opening=False).score)
"""How much frustration a customer's words voice; remembered, since every step of a call asks again."""
reply_quality = lru_cache(maxsize=512)(lambda words, customer: judge_reply(words, customer).quality)
"""How an agent's words acknowledge the customer's."""


def first_voiced(said: Sequence[Utterance], least: float) -> int | None:
    """The place of the customer's first utterance that voices at least so much frustration."""
    voiced = (i for i, each in enumerate(said) if each.speaker is Speaker.CUSTOMER and weight(texts(each)) >= least)
    return next(voiced, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintStep:
    """Notes each step the first time that it is heard, once there is a complaint."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "complaint_step"), repr=False)
    complaint: float = 0.7
    """Frustration in one of the customer's utterances from which the call holds a complaint."""
    back: int = 60
    """Utterances looked back over."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """Positive flags with the step as type."""
        if (utterance := said_by_agent(event)) is None or not utterance.final:
            return
        earlier = before(conversation, utterance, last=self.back)
        start = first_voiced(earlier, self.complaint)
        if start is None:
            return
        own = self._steps(texts(utterance), _customers_words(earlier))
        if not own:
            return
        heard = {
            step
            for place in range(start, len(earlier))
            if earlier[place].speaker is Speaker.AGENT
            for step in self._steps(texts(earlier[place]), _customers_words(earlier[:place]))
        }
        words = texts(utterance)
        matches = {match.entry.id: match for match in reversed(stable_matches(self.lexicon, utterance))}
        for step in STEPS:
            if step not in own or step in heard:
                continue
            match = matches.get(step)
            first, last = (match.start, clause_end(words, match.end)) if match else (0, clause_end(words, 1))
            yield flag_about(
                utterance,
                first,
                last,
                kind="complaint_step",
                rule=step,
                raised=event.at,
                severity="positive",
                type=step,
                message=match.entry.why if match else WHY,
                advice=f"Mooi: stap {STEPS.index(step) + 1} van de vijf is gezet.",
            )

    def _steps(self, words: tuple[str, ...], customer: tuple[str, ...]) -> frozenset[str]:
        found = {match.entry.id for match in self.lexicon.matches(words)}
        if customer and reply_quality(words, customer) == "full":
            found.add("erkennen")
        return frozenset(found)


def _customers_words(earlier: list) -> tuple[str, ...]:
    """What the customer said last."""
    return next((texts(each) for each in reversed(earlier) if each.speaker is Speaker.CUSTOMER), ())
