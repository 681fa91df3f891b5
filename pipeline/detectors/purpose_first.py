"""Purpose first: whoever calls a customer says at once what the call is about.

Source: the seed "Bullsh*t Bingo" ("begin het gesprek dan gelijk met te vertellen waarvoor je belt"): whether
somebody has time depends on what it is about. Only outbound calls are judged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, load_lexicon
from pipeline.detectors.wording import before, clause_end, flag_about, said_by_agent, stable_matches, texts
from pipeline.span import Speaker

WORDS = Path(__file__).parent / "purpose_first"


@cache
def _shipped() -> Lexicon:
    return load_lexicon(WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeFirst:
    """Credits the reason in the agent's first turns, warns once when it stays out."""

    lexicon: Lexicon = field(default_factory=_shipped, repr=False)
    turns: int = 2
    """Agent turns within which the reason comes."""
    words: int = 60
    """Words of the agent within which it comes, where one turn goes on and on."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """At most one flag a call."""
        if conversation.direction != "outbound" or (utterance := said_by_agent(event)) is None:
            return
        spoken = [*before(conversation, utterance), utterance]
        own = [each for each in spoken if each.speaker is Speaker.AGENT]
        late = self._is_late(spoken)
        if late and self._is_late(spoken[: spoken.index(own[-2]) + 1]):
            return
        if any(match.entry.id == "reason" for each in own[:-1] for match in stable_matches(self.lexicon, each)):
            return
        matches = stable_matches(self.lexicon, utterance)
        reason = next((match for match in matches if match.entry.id == "reason"), None)
        if not late:
            if reason is not None:
                yield self._credit(utterance, reason.start, reason.end, event)
        elif utterance.final:
            yield self._warn(utterance, matches[0].start if matches else 0, event)

    def _is_late(self, spoken: Sequence[Utterance]) -> bool:
        """Whether the last utterance comes after the agent's first turns, or after too many words."""
        turn = sum(
            each.speaker is Speaker.AGENT and (place == 0 or spoken[place - 1].speaker is not Speaker.AGENT)
            for place, each in enumerate(spoken)
        )
        said = sum(len(each.stable_words) for each in spoken[:-1] if each.speaker is Speaker.AGENT)
        return turn > self.turns or said >= self.words

    def _credit(self, utterance: Utterance, start: int, end: int, event: Event) -> Flag:
        return flag_about(
            utterance,
            start,
            clause_end(texts(utterance), end),
            kind="purpose_first",
            rule="reason",
            raised=event.at,
            severity="positive",
            message="De klant weet meteen waarvoor u belt.",
            advice="Mooi: zo kan de klant zelf bepalen of het gelegen komt.",
        )

    def _warn(self, utterance: Utterance, start: int, event: Event) -> Flag:
        return flag_about(
            utterance,
            start,
            min(start + 8, len(texts(utterance))),
            kind="purpose_first",
            rule="reason_missing",
            raised=event.at,
            severity="warning",
            cue="Noem de reden",
            message="De klant weet nog niet waarvoor u belt.",
            advice="Begin met de reden, bijvoorbeeld: “Ik bel u omdat uw contract in juni afloopt.” "
            "Vraag daarna of het gelegen komt.",
        )
