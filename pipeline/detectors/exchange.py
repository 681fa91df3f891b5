"""Exchanges: what the customer said and what the agent replied, listening noises left out."""

from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.detectors.agent_reply import is_backchannel
from pipeline.span import Speaker

OPENING_WORDS = 5
"""Words from which a customer's first utterance is more than a greeting."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A stretch of the customer's words and the agent's reply to it; the reply may still be empty or growing."""

    said_before: tuple[str, ...]
    """The agent's words just before."""
    story: tuple[Utterance, ...]
    """The customer's utterances."""
    answer: tuple[Utterance, ...]
    """The agent's utterances that follow."""
    opening: bool = False
    """The customer says why they call: only a greeting came before."""

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The customer's stable words."""
        return _words(self.story)

    @cached_property
    def reply(self) -> tuple[str, ...]:
        """The agent's stable words."""
        return _words(self.answer)

    @property
    def reply_final(self) -> bool:
        """Whether the last utterance of the reply will not change any more."""
        return bool(self.answer) and self.answer[-1].final


def exchanges(conversation: Conversation, count: int) -> list[Exchange]:
    """The last `count` exchanges, oldest first. An agent's "ja" or "hm" does not end the customer's story, nor does
    a customer's end the reply."""
    turns = [
        turn
        for turn in conversation.recent_turns(4 * count)
        if any(utterance.stable_words for utterance in turn.utterances)
    ]
    opening = _opening_id(conversation)
    result: list[Exchange] = []
    before: tuple[Utterance, ...] = ()
    for turn in turns:
        spoken = tuple(u for u in turn.utterances if u.stable_words)
        noise = is_backchannel(_words(spoken)) and all(u.final for u in spoken)
        last = result[-1] if result else None
        if turn.speaker is Speaker.AGENT:
            if last is None:
                before = spoken
            else:
                result[-1] = replace(last, answer=last.answer + spoken)
        elif last is not None and last.answer and noise:
            continue
        elif last is not None and is_backchannel(_words(last.answer)):
            result[-1] = replace(
                last,
                story=last.story + spoken,
                answer=(),
                opening=last.opening or any(each.id == opening for each in spoken),
            )
        else:
            said = _words(last.answer if last else before)
            result.append(
                Exchange(said_before=said, story=spoken, answer=(), opening=any(each.id == opening for each in spoken))
            )
    return result[-count:]


def _opening_id(conversation: Conversation) -> str | None:
    """The utterance in which the customer comes to the point: the first one past a greeting."""
    return next(
        (
            each.id
            for each in conversation.utterances
            if each.speaker is Speaker.CUSTOMER and len(each.stable_words) >= OPENING_WORDS
        ),
        None,
    )


def _words(utterances: tuple[Utterance, ...]) -> tuple[str, ...]:
    return tuple(word.text for utterance in utterances for word in utterance.stable_words)
