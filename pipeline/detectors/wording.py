"""What detectors of wording share: the matches in an utterance, who spoke before, and a flag about words."""

from collections.abc import Sequence
from typing import Any

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.flag import Flag, Severity
from pipeline.detectors.lexicon import Lexicon, Match
from pipeline.span import Span, Speaker

LOOKAHEAD = 3
"""Words that must follow a match in a partial: what comes next may turn it into something else."""
LOOK_BACK = 200
"""Utterances that are looked back over: half an hour of talk, and a bound on the cost of a very long call."""
MOST_WORDS = 500
"""Words of an utterance that are judged: a bound on the cost of a pasted text."""
EDGE = "\"'“”‘’ .,;:!?…()"


def said_by_agent(event: Event) -> Utterance | None:
    """The agent's utterance in a Heard event; None for any other event."""
    if isinstance(event, Heard) and event.utterance.speaker is Speaker.AGENT and event.utterance.stable_words:
        return event.utterance
    return None


def texts(utterance: Utterance) -> tuple[str, ...]:
    """The stable words as written, at most MOST_WORDS of them."""
    return tuple(word.text for word in utterance.stable_words[:MOST_WORDS])


def stable_matches(lexicon: Lexicon, utterance: Utterance) -> list[Match]:
    """The matches in the stable words that what follows will not change."""
    words = texts(utterance)
    found = lexicon.matches(words, complete=utterance.final)
    return found if utterance.final else [match for match in found if match.end + LOOKAHEAD <= len(words)]


def before(
    conversation: Conversation, utterance: Utterance, speaker: Speaker | None = None, last: int = LOOK_BACK
) -> list[Utterance]:
    """What was said before this utterance, by `speaker` or by both, oldest first; at most the `last` utterances."""
    said = conversation.utterances
    place = next((index for index in range(len(said) - 1, -1, -1) if said[index].id == utterance.id), len(said))
    return [
        each for each in said[max(0, place - last) : place] if each.stable_words and speaker in (None, each.speaker)
    ]


def clause_end(words: Sequence[str], place: int, most: int = 14) -> int:
    """The end of the clause that goes on at `place`: up to the next stop, at most `most` words."""
    for end in range(place, min(len(words), place + most)):
        if words[max(end - 1, 0)].endswith((".", "?", "!", "…", ";", ",")):
            return max(end, place)
    return min(len(words), place + most)


def flag_about(
    utterance: Utterance,
    start: int,
    end: int,
    *,
    kind: str,
    rule: str,
    raised: float,
    severity: Severity,
    number: int = 0,
    once: bool = False,
    evidence: str | None = None,
    **more: Any,
) -> Flag:
    """A flag about the agent's words [start, end) of an utterance; `more` are the Flag's other fields.

    `number` tells flags of one rule in one utterance apart; `once`: the kind has at most one flag per utterance.
    """
    words = utterance.words[start:end]
    return Flag(
        key=f"{kind}:{utterance.id}" if once else f"{kind}:{utterance.id}:{rule}:{number}",
        kind=kind,
        speaker=Speaker.AGENT,
        span=Span(words[0].span.start, words[-1].span.end),
        at=words[-1].span.end,
        raised=raised,
        severity=severity,
        utterance=utterance.id,
        evidence=" ".join(word.text for word in words).strip(EDGE) if evidence is None else evidence,
        rule=rule,
        **more,
    )
