"""Certainty: doubt turned into certainty, or left standing where the customer asked for certainty.

Source: the seed on words that make customers leave ("ik ga een afspraak voor u maken" instead of "ik hoop").
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, Match, shipped_lexicon
from pipeline.detectors.wording import before, clause_end, flag_about, said_by_agent, stable_matches, texts
from pipeline.span import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """Credits certainty that answers doubt; notes doubt that answers a question for certainty."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "certainty"), repr=False)
    back: int = 4
    """Utterances back in which doubt, or the customer's question, still waits for an answer."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """At most one flag per utterance of the agent."""
        if (utterance := said_by_agent(event)) is None or not utterance.final:
            return
        own = stable_matches(self.lexicon, utterance)
        certain, doubt = _last(own, "certain"), _last(own, "doubt")
        if certain is None and doubt is None:
            return
        earlier = before(conversation, utterance, last=self.back)
        waits = any(
            match.entry.id == ("doubt" if each.speaker is Speaker.AGENT else "asks_certainty")
            for each in earlier
            for match in self.lexicon.matches(texts(each))
        )
        asked = (
            bool(earlier)
            and earlier[-1].speaker is Speaker.CUSTOMER
            and any(match.entry.id == "asks_certainty" for match in self.lexicon.matches(texts(earlier[-1])))
        )
        words = texts(utterance)
        if certain is not None and (doubt is None or doubt.end <= certain.start) and (waits or doubt is not None):
            yield flag_about(
                utterance,
                certain.start,
                clause_end(words, certain.end),
                kind="certainty",
                rule="certain",
                raised=event.at,
                severity="positive",
                type="zeker",
                message="U maakt van twijfel zekerheid.",
                advice="Mooi: hier kan de klant op bouwen.",
            )
        elif doubt is not None and asked and (certain is None or certain.end <= doubt.start):
            yield flag_about(
                utterance,
                doubt.start,
                clause_end(words, doubt.end),
                kind="certainty",
                rule="doubt",
                raised=event.at,
                severity="info",
                type="twijfel",
                message="De klant vroeg om zekerheid en de twijfel blijft staan.",
                advice="Zeg wat u wel zeker weet en wanneer de rest volgt: “Ik bel de planning nu; om drie uur "
                "weet u het zeker.”",
            )


def _last(matches: list[Match], entry: str) -> Match | None:
    return next((match for match in reversed(matches) if match.entry.id == entry), None)
