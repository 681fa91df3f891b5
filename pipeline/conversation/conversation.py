"""The conversation so far: an immutable value; `after(event)` gives the next one. Detectors look only at this."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from typing import Literal, Self

from pipeline.audio.events import AudioLost, Pace, SpeechEnded, SpeechStarted
from pipeline.captions.utterance import Utterance
from pipeline.conversation.events import CallEnded, CallStarted, Event, Heard
from pipeline.span import Span, Speaker

PACE_MEMORY = 60.0
"""Seconds of Pace kept per speaker: more than any window a detector looks back over, and a bound on memory."""

VERSIONS_APART = 60.0
"""Seconds: versions of one utterance start at most this far apart (a segment is much shorter)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A run of utterances of one speaker, in order of time."""

    speaker: Speaker
    utterances: tuple[Utterance, ...]

    @property
    def span(self) -> Span:
        """From the first utterance's start to the last one's end."""
        return Span(self.utterances[0].span.start, max(u.span.end for u in self.utterances))

    @property
    def text(self) -> str:
        """All that was said in the turn."""
        return " ".join(u.text for u in self.utterances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Who said what when, and how fast."""

    call_id: str = ""
    agent: str | None = None
    variety: Literal["NL", "BE"] = "NL"
    direction: Literal["inbound", "outbound"] = "inbound"
    now: float = 0.0
    """The stream time of the latest event."""
    utterances: tuple[Utterance, ...] = ()
    """Finals and current partials of both speakers, ordered by start."""
    speech: tuple[tuple[Speaker, Span], ...] = ()
    """Stretches of speech that ended, ordered by when they ended."""
    speaking: tuple[tuple[Speaker, float], ...] = ()
    """Who speaks now, and since when."""
    paces: tuple[Pace, ...] = ()
    """The last PACE_MEMORY seconds of Pace of both speakers."""
    lost: tuple[AudioLost, ...] = ()
    ended: bool = False

    def after(self, event: Event) -> Self:
        """The conversation once `event` has happened."""
        now = max(self.now, event.at)
        match event:
            case CallStarted():
                return replace(
                    self,
                    now=now,
                    call_id=event.call_id,
                    agent=event.agent,
                    variety=event.variety,
                    direction=event.direction,
                )
            case Heard(utterance=utterance):
                return replace(self, now=now, utterances=_placed(self.utterances, utterance))
            case SpeechStarted(speaker=speaker, onset=onset):
                others = tuple(s for s in self.speaking if s[0] is not speaker)
                return replace(self, now=now, speaking=(*others, (speaker, onset)))
            case SpeechEnded(speaker=speaker, span=span):
                others = tuple(s for s in self.speaking if s[0] is not speaker)
                return replace(self, now=now, speaking=others, speech=(*self.speech, (speaker, span)))
            case Pace():
                oldest = event.at - PACE_MEMORY
                first = bisect_right(self.paces, oldest, key=lambda pace: pace.at)
                return replace(self, now=now, paces=(*self.paces[first:], event))
            case AudioLost():
                return replace(self, now=now, lost=(*self.lost, event))
            case CallEnded():
                return replace(self, now=now, ended=True)
        return replace(self, now=now)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Runs of utterances of one speaker, in order of time."""
        return _turns(self.utterances)

    def recent_turns(self, count: int) -> tuple[Turn, ...]:
        """The last `count` turns, without building the earlier ones."""
        start = len(self.utterances)
        for _ in range(count):
            speaker = self.utterances[start - 1].speaker if start else None
            while start and self.utterances[start - 1].speaker is speaker:
                start -= 1
        return _turns(self.utterances[start:])

    def speech_since(self, start: float) -> tuple[tuple[Speaker, Span], ...]:
        """The stretches of speech that ended after `start`, in order; costs only what they are."""
        return tuple(takewhile(lambda stretch: stretch[1].end > start, reversed(self.speech)))[::-1]

    def utterances_since(self, start: float) -> tuple[Utterance, ...]:
        """The utterances that began after `start`, in order; costs only what they are."""
        return self.utterances[bisect_right(self.utterances, start, key=lambda u: u.span.start) :]

    def pace_of(self, speaker: Speaker) -> tuple[Pace, ...]:
        """The last minute of Pace of one speaker, oldest first."""
        return tuple(pace for pace in self.paces if pace.speaker is speaker)

    def is_speaking(self, speaker: Speaker) -> bool:
        """Whether this speaker speaks at `now`, as far as the VAD can tell."""
        return any(who is speaker for who, _ in self.speaking)


def _turns(utterances: tuple[Utterance, ...]) -> tuple[Turn, ...]:
    runs = groupby(utterances, key=lambda u: u.speaker)
    return tuple(Turn(speaker=speaker, utterances=tuple(run)) for speaker, run in runs)


def _placed(utterances: tuple[Utterance, ...], new: Utterance) -> tuple[Utterance, ...]:
    """`utterances` with `new` in its place by start; an older version of it (same id) goes. Empty ones vanish."""
    place = bisect_right(utterances, new.span.start, key=lambda u: u.span.start)
    nearby = bisect_right(utterances, new.span.start - VERSIONS_APART, key=lambda u: u.span.start)
    old = next((i for i in range(len(utterances) - 1, nearby - 1, -1) if utterances[i].id == new.id), None)
    if old is not None:
        utterances = (*utterances[:old], *utterances[old + 1 :])
        place -= old < place
    return (*utterances[:place], new, *utterances[place:]) if new.words else utterances
