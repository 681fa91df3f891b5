"""A flag: a detector's finding with its evidence. Always about behaviour that can be heard, never about a feeling."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.span import Span, Speaker

Severity = Literal["positive", "info", "warning", "critical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """What was measured or said, where, against which limit, and what to do instead."""

    key: str
    """Identity within the call: the gate drops a second flag with the same key ("itch_word:agent-3:in_principe:0")."""
    kind: str
    speaker: Speaker
    """Whose behaviour the flag is about."""
    span: Span
    """Where the evidence lies, seconds."""
    at: float
    """Stream time at which the evidence was complete in the sound (e.g. the flagged word's end)."""
    raised: float
    """Stream time at which the flag came out; raised - at is the latency that the benchmarks report."""
    severity: Severity
    audience: Literal["agent", "coach", "both"] = "both"
    utterance: str | None = None
    """Id of the utterance that holds the evidence; None for a flag about sound alone."""
    evidence: str | None = None
    """The exact words; None where the flag is about the whole turn or about sound."""
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    message: str
    """Dutch: what was heard."""
    advice: str
    """Dutch: what to do instead."""
    cue: str = ""
    """Dutch, two or three words: the nudge that the agent may see."""
    category: str = ""
    type: str = ""
    """A subtype where the kind has one (a question's S, P, I or N)."""
    rule: str = ""
    """The lexicon entry or rule that found it."""
    rule_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """An earlier flag no longer holds: the agent slowed down, or acknowledged after all."""

    key: str
    """The key of the flag that is cleared."""
    kind: str
    at: float
    reason: Literal["recovered", "credited_late", "revised"]
    """The agent slowed down; acknowledged late; or a final revised the partial that the flag stood on."""


class Detector(Protocol):
    """A frozen dataclass whose fields are its thresholds. No memory, clock, randomness or I/O: everything derives
    from the conversation. It may find the same thing again at a later event: the gate drops repeats by key."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag | Cleared]:
        """Look at the conversation just after `event`."""
        ...
