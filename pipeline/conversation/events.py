"""What a conversation is told: one union of events. The event log holds exactly these, and replay feeds them again."""

from dataclasses import dataclass
from typing import Literal

from pipeline.audio.events import AudioLost, Pace, SpeechEnded, SpeechStarted
from pipeline.captions.utterance import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted:
    """A call begins. `agent` names the agent when known (their baseline is kept under it)."""

    at: float = 0.0
    call_id: str
    agent: str | None = None
    variety: Literal["NL", "BE"] = "NL"
    direction: Literal["inbound", "outbound"] = "inbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The word lane delivered an utterance, partial or final."""

    at: float
    utterance: Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Audio time went on (every 0.5 s of stream time): silence is judged on these."""

    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """The call is over; nothing follows."""

    at: float


Event = CallStarted | SpeechStarted | SpeechEnded | Pace | AudioLost | Heard | Tick | CallEnded
