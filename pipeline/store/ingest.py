"""What a call's records say: rows for searching and trends, and the call's figures so far."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any, get_args

from pipeline.audio.events import Pace, SpeechEnded
from pipeline.conversation.events import CallEnded, Event, Heard
from pipeline.detectors.flag import Flag
from pipeline.eventlog import Record
from pipeline.span import Speaker
from pipeline.store.columns import ID, KEY, NAME, QUOTE, finite, shortened, storable


def flag_row(call_id: str, idx: int, flag: Flag) -> dict[str, Any]:
    """A flag as the table `flag` takes it."""
    return {
        "call_id": call_id,
        "idx": idx,
        "key": shortened(flag.key, KEY),
        "kind": shortened(flag.kind, NAME),
        "type": shortened(flag.type, NAME),
        "severity": flag.severity,
        "speaker": flag.speaker.value,
        "start": finite(flag.span.start),
        "end": finite(flag.span.end),
        "at": finite(flag.at),
        "raised": finite(flag.raised),
        "rule": shortened(flag.rule, NAME),
        "category": shortened(flag.category, NAME),
        "message": shortened(flag.message, QUOTE),
        "advice": shortened(flag.advice, QUOTE),
        "evidence": shortened(flag.evidence, QUOTE),
    }


def utterance_row(call_id: str, heard: Heard) -> dict[str, Any]:
    """What was said as the table `utterance` takes it."""
    said = heard.utterance
    return {
        "call_id": call_id,
        "id": shortened(said.id, ID),
        "speaker": said.speaker.value,
        "start": finite(said.span.start),
        "end": finite(said.span.end),
        "text": storable(said.text),
    }


@dataclass(slots=True)
class Figures:
    """The figures of one call, record by record; a record costs a microsecond."""

    seconds: float = 0.0
    """Stream time of the latest event."""
    ended: bool = False
    _speech: dict[Speaker, float] = field(default_factory=lambda: dict.fromkeys(Speaker, 0.0))
    _rates: list[float] = field(default_factory=list)
    _baseline: float | None = None
    _words: dict[str, int] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """One record more."""
        match record:
            case Pace(speaker=Speaker.AGENT):
                if record.articulation_rate is not None:
                    self._rates.append(record.articulation_rate)
                self._baseline = record.baseline if record.baseline is not None else self._baseline
            case SpeechEnded():
                self._speech[record.speaker] += record.span.duration
            case Heard() if record.utterance.final:
                self._words[record.utterance.id] = len(record.utterance.words)
            case CallEnded():
                self.ended = True
        if isinstance(record, get_args(Event)):
            self.seconds = max(self.seconds, record.at)

    def row(self) -> dict[str, Any]:
        """As the table `call` takes them: `talk_share` is the agent's part of all speech, 0..1; `usual_rate` the
        median and `baseline` the agent's own articulation rate, syllables/s; None where nothing was measured."""
        agent, both = self._speech[Speaker.AGENT], sum(self._speech.values())
        return {
            "seconds": self.seconds,
            "talk_share": agent / both if both > 0 else None,
            "usual_rate": median(self._rates) if self._rates else None,
            "baseline": self._baseline,
            "words": sum(self._words.values()),
        }
