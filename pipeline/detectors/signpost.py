"""Signposts: the agent announces or closes a part of the conversation, so that the customer can follow.

Source: the seed "hou de klant bij de les": cut the talk in bites and announce each one ("Voordat ik met uw probleem aan
de slag ga, wil ik graag eerst nog even wat dingen checken"). The order of the customer's own actions is no signpost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.clauses import sentences
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, Match, shipped_lexicon
from pipeline.detectors.wording import EDGE, flag_about
from pipeline.span import Speaker

ADVICE = "Mooi: zo weet de klant waar u samen bent in het gesprek. Sluit het onderdeel straks ook even hoorbaar af."


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """Notes the first signpost in each utterance of the agent."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "signpost"), repr=False)
    shown_words: int = 20
    """Longest sentence that is shown whole."""
    lookahead: int = 4
    """Words that must follow a match in a partial: what comes next may turn it into an instruction."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:  # noqa: ARG002
        """Flags for the agent's utterance in a Heard event."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT:
            return
        utterance = event.utterance
        words = utterance.stable_words
        found = self.lexicon.matches([word.text for word in words], complete=utterance.final)
        if not utterance.final:
            found = [match for match in found if match.end + self.lookahead <= len(words)]
        if not found:
            return
        match: Match = found[0]
        start, end = self._around(match, [word.text for word in words])
        evidence = " ".join(word.text for word in words[start:end]).strip(EDGE)
        yield flag_about(
            utterance,
            start,
            end,
            kind="signpost",
            rule=match.entry.id,
            raised=event.at,
            severity="positive",
            once=True,
            evidence=evidence,
            message=f"U geeft structuur: “{evidence}”.",
            advice=ADVICE,
        )

    def _around(self, match: Match, words: Sequence[str]) -> tuple[int, int]:
        """The sentence that holds the match, when it is short enough to be read at a glance."""
        sentence = next(each for each in sentences(words) if each.start <= match.start < each.end)
        short = sentence.end - sentence.start <= self.shown_words
        return (sentence.start, max(sentence.end, match.end)) if short else (match.start, match.end)
