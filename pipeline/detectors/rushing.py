"""Rushing ("kip zonder kop"): the agent speaks clearly faster than is usual for them, for longer than chance allows.

Measured pace, nothing about what the agent feels. A CUSUM in speech time (Page 1954): syllables beyond a limit pile
up, syllables short of it wear the pile down; a high pile is a rush. The same upside down tells when the agent is calm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.audio.baseline import NORMS
from pipeline.audio.events import Pace
from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.numbers import mostly_numbers
from pipeline.span import Span, Speaker

_EPSILON = 0.02
LONGEST_UTTERANCE = 30.0
"""Seconds: an utterance that began longer ago than this has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """What the last minute came to. `calm`: seconds of missing speech (at the usual pace) gathered since."""

    rushing: bool
    calm: float
    since: float
    """Where the latest pile of haste began, stream time."""
    rate: float
    """Articulation rate since then, syll/s."""
    limit: float
    usual: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rushing:
    """The agent's articulation rate stays above their own usual pace, or above what listeners follow with ease."""

    slack: float = 0.10
    """Share above the own pace that still counts as usual. Quené (2007): listeners notice 5-10%."""
    evidence: float = 1.05
    """Seconds of extra speech (at the usual pace) that make a rush: 3.5 s of speech at x1.4, 7 s at x1.25."""
    floor_share: float = 0.85
    """No pace below this share of the variety's norm is a rush, whatever the own pace. Verhoeven e.a. (2004)."""
    ceiling_share: float = 1.55
    """Above this share of the norm (7.8 syll/s NL, 6.6 BE) it is a rush, however fast the own pace."""
    unknown_share: float = 1.25
    """While the own pace is unknown, the limit is this share of the norm (6.3 syll/s NL, 5.3 BE)."""
    calm_slack: float = 0.11
    """Share above the own pace under which calm evidence gathers."""
    calm_evidence: float = 0.45
    """Seconds of missing speech (at the usual pace) after which the agent has recovered: 4 s at the own pace."""
    quick_gap: float = 0.2
    """A take-over within this many seconds of the customer's last word is quick."""
    quick_takeovers: int = 2
    """So many quick take-overs in the last minute are further evidence."""
    breathless_share: float = 0.04
    """A pause share of the last seconds below this is further evidence. Read speech has 0.15-0.25."""
    further: float = 0.85
    """Each kind of further evidence multiplies the evidence that is needed by this."""
    fresh_after: float = 20.0
    """After so many silent seconds what was gathered before counts no more."""
    short_words: int = 3
    """An utterance of at most so many words (a greeting, "een momentje") is not judged."""
    number_share: float = 0.5
    """An utterance of which this share is numbers or spelling is not judged."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag | Cleared]:
        """Judges at every second Pace event of the agent: five times a second."""
        if not isinstance(event, Pace) or event.speaker is not Speaker.AGENT or round(event.measured_to * 10) % 2:
            return
        course = self._followed(conversation)
        if course.rushing:
            yield self._flag(course, event)
        elif course.calm >= self.calm_evidence:
            yield Cleared(key="rushing", kind="rushing", at=event.at, reason="recovered")

    def _followed(self, conversation: Conversation) -> _Course:
        """The fold over the last minute of the agent's pace."""
        norm = NORMS[conversation.variety]
        recent = conversation.utterances_since(conversation.now - 60.0 - LONGEST_UTTERANCE)
        ignored = [utterance.span for utterance in recent if self._ignores(conversation, utterance)]
        hurried = self.evidence * (self.further if self._takes_over_quickly(conversation) else 1.0)
        calm_share = (1 + self.calm_slack) / (1 + self.slack)
        haste = calm = since = syllables = speech = heard = 0.0
        rushing, usual, known, limit = False, norm, None, self._limit(None, norm)
        for pace in conversation.paces:
            if pace.speaker is not Speaker.AGENT:
                continue
            at = pace.measured_to
            if at - heard > self.fresh_after:
                haste = 0.0
            heard = at
            if pace.articulation_rate is None or (ignored and any(s.start <= at <= s.end for s in ignored)):
                continue
            if pace.baseline != known:
                known = pace.baseline
                usual, limit = known or norm, self._limit(known, norm)
            haste += (pace.syllables - limit * pace.speech) / usual
            if haste <= 0.0:
                haste = 0.0
                if not rushing:
                    since, syllables, speech = at, 0.0, 0.0
            syllables += pace.syllables
            speech += pace.speech
            calm = max(0.0, calm + (calm_share * limit * pace.speech - pace.syllables) / usual)
            if not rushing:
                needed = hurried * (self.further if self._breathless(pace) else 1.0)
                rushing, calm = (True, 0.0) if haste >= needed else (False, calm)
            elif calm >= self.calm_evidence:
                rushing, haste = False, 0.0
        return _Course(
            rushing=rushing, calm=calm, since=since, rate=syllables / max(speech, 0.1), limit=limit, usual=known
        )

    def _limit(self, baseline: float | None, norm: float) -> float:
        """Syllables per second above which haste gathers."""
        if baseline is None:
            return norm * self.unknown_share
        return min(max(baseline * (1 + self.slack), norm * self.floor_share), norm * self.ceiling_share)

    def _breathless(self, pace: Pace) -> bool:
        return pace.window >= 5.0 - _EPSILON and pace.pause_share < self.breathless_share

    def _takes_over_quickly(self, conversation: Conversation) -> bool:
        """Whether the agent lately answered before the customer had quite finished, several times."""
        quick, last_end = 0, None
        speech = conversation.speech_since(conversation.now - 60.0)
        starts = [(span.start, 1, speaker) for speaker, span in speech]
        starts += [(start, 1, speaker) for speaker, start in conversation.speaking]
        ends = [(span.end, 0, speaker) for speaker, span in speech if speaker is Speaker.CUSTOMER]
        for time, begins, speaker in sorted((*starts, *ends), key=lambda moment: moment[:2]):
            if time < conversation.now - 60.0:
                continue
            if not begins:
                last_end = time
            elif speaker is Speaker.AGENT:
                quick += last_end is not None and time - last_end <= self.quick_gap
                last_end = None
            else:
                last_end = None
        return quick >= self.quick_takeovers

    def _ignores(self, conversation: Conversation, utterance: Utterance) -> bool:
        if utterance.speaker is not Speaker.AGENT or utterance.span.end < conversation.now - 60.0:
            return False
        words = [word.text for word in utterance.words]
        return (utterance.final and len(words) <= self.short_words) or mostly_numbers(words, share=self.number_share)

    def _flag(self, course: _Course, event: Pace) -> Flag:
        rate = course.rate
        kind: Literal["own", "norm"] = "own" if course.usual else "norm"
        spoken = _dutch(rate)
        if course.usual:
            more = round(100 * (rate / course.usual - 1))
            message = f"{spoken} lettergrepen per seconde, {more}% sneller dan uw eigen tempo ({_dutch(course.usual)})."
        else:
            message = f"{spoken} lettergrepen per seconde; rustig is in het Nederlands ongeveer {_dutch(course.limit)}."
        return Flag(
            key="rushing",
            kind="rushing",
            speaker=Speaker.AGENT,
            span=Span(course.since, event.measured_to),
            at=event.measured_to,
            raised=event.at,
            severity="warning",
            value=round(rate, 2),
            limit=round(course.limit, 2),
            unit="lettergrepen/s",
            message=message,
            advice="Adem uit, laat een korte stilte vallen en maak uw zin rustig af. "
            "Uw rust geeft de klant vertrouwen.",
            cue="Iets rustiger",
            rule=f"rushing:{kind}",
        )


def _dutch(value: float) -> str:
    """One decimal, with a comma."""
    return f"{value:.1f}".replace(".", ",")
