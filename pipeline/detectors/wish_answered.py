"""Wish answered: the agent's answer ties to one of the five things that people really want.

Source: the seed on "échte mensen wensen": physical comfort, ease, confirmation of identity, social recognition and
mental stimulation convince more than features ("Dat is trouwens wat de meeste klanten doen").
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.wording import clause_end, flag_about, said_by_agent, stable_matches, texts

NAMES = {
    "comfort": "comfort",
    "gemak": "gemak",
    "identiteit": "identiteit",
    "sociale_erkenning": "sociale erkenning",
    "mentale_stimulatie": "mentale stimulatie",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WishAnswered:
    """Notes each wish that an utterance of the agent ties to, once per utterance."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "wish_answered"), repr=False)

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:  # noqa: ARG002
        """Positive flags with the wish as type."""
        if (utterance := said_by_agent(event)) is None:
            return
        words, seen = texts(utterance), set[str]()
        for match in stable_matches(self.lexicon, utterance):
            wish = match.entry.id
            if wish in seen or words[clause_end(words, match.end) - 1].endswith("?"):
                continue
            seen.add(wish)
            yield flag_about(
                utterance,
                match.start,
                clause_end(words, match.end),
                kind="wish_answered",
                rule=wish,
                raised=event.at,
                severity="positive",
                type=NAMES.get(wish, wish),
                message=match.entry.why,
                advice="Mooi: dit sluit aan op wat mensen echt willen. Zo gaat een antwoord leven.",
            )
