"""Turn-taking, measured from both channels' voice activity: overlaps, changes of floor, silences. Pure functions.

Terms as in Heldner & Edlund (2010), "Pauses, gaps and overlaps in conversations": a pause lies inside one speaker's
speech, a gap between two speakers, an overlap is a gap below zero. Nothing here needs words, and nothing walks further
back than it is asked to: a call may last for hours. Speech counts as known `SETTLED` seconds after it was spoken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from pipeline.conversation.conversation import Conversation
from pipeline.span import Span, Speaker

SETTLED = 0.4
"""Seconds after which it is known whether someone spoke: 0.2 s of silence end a stretch (audio/speech.py), 0.06 s is
the VAD's look-ahead, 0.1 s by which one channel's frames may run ahead of the other's."""
BRIDGED = 0.5
"""Seconds of silence up to which stretches of speech are one: a breath inside a sentence."""
TWIN = 0.15
"""Seconds between the onsets of a voice and of its leak into the other channel; people who begin together by chance
are seldom so near."""
LEAKING_SHARE = 0.2
"""Share of all speech that begins so on both channels from which a channel leaks. A leak of -25 dB: 0.5-0.9."""
NOISY_SHARE = 0.4
"""Share of all speech in which both speak, from which it is not speech that is heard. Conversation: 0.05-0.15."""
NOISY_AFTER = 15.0
"""Seconds of speech from which that share says something."""
SKEW = 1.5
"""Seconds by which the stored stretches may be out of order of their ends: the channels' frames take turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The latest stretches of speech of both speakers, each by start; a stretch under way ends at `now`."""

    agent: tuple[Span, ...]
    customer: tuple[Span, ...]
    now: float

    @classmethod
    def since(cls, conversation: Conversation, start: float) -> Self:
        """The stretches that ended after `start` (stream time, seconds), whole, and those under way."""
        found: dict[Speaker, list[Span]] = {Speaker.AGENT: [], Speaker.CUSTOMER: []}
        for speaker, onset in conversation.speaking:
            found[speaker].append(Span(onset, max(onset, conversation.now)))
        for speaker, span in reversed(conversation.speech):
            if span.end > start:
                found[speaker].append(span)
            elif span.end < start - SKEW:
                break
        agent, customer = (tuple(sorted(found[speaker])) for speaker in (Speaker.AGENT, Speaker.CUSTOMER))
        return cls(agent=agent, customer=customer, now=conversation.now)

    def of(self, speaker: Speaker) -> tuple[Span, ...]:
        """One speaker's stretches, by start."""
        return self.agent if speaker is Speaker.AGENT else self.customer

    @property
    def end(self) -> float | None:
        """Where the last of them ends; None where nobody spoke."""
        return max((span.end for span in (*self.agent, *self.customer)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Both speak; pauses of up to BRIDGED inside it are part of it."""

    span: Span
    both: float
    """Seconds in which both really speak (<= span.duration)."""
    entered: Speaker
    """Who came in while the other was speaking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The floor goes from one speaker to the other."""

    giver: Speaker
    taker: Speaker
    ended: float
    """Where the giver's last stretch ended, stream time."""
    began: float
    """Where the taker began."""

    @property
    def gap(self) -> float:
        """Seconds of silence between them; below zero they overlapped."""
        return self.began - self.ended

    @property
    def span(self) -> Span:
        """The gap, or the overlap."""
        return Span(min(self.ended, self.began), max(self.ended, self.began))


def measurable(speech: Speech) -> bool:
    """Whether overlaps can be told. Not where one channel is heard in the other (again and again both begin at once),
    nor where noise or other voices make both channels speak through each other for much of the time."""
    twins = [
        shared
        for own in speech.agent
        for other in speech.customer
        if (shared := own.overlap(other)) > 0.0 and abs(own.start - other.start) <= TWIN
    ]
    both = sum(own.overlap(other) for own in speech.agent for other in speech.customer)
    anyone = sum(span.duration for span in (*speech.agent, *speech.customer)) - both
    leaking = len(twins) > 1 and sum(twins) > LEAKING_SHARE * anyone
    return not leaking and not (anyone >= NOISY_AFTER and both > NOISY_SHARE * anyone)


def bridged(spans: Sequence[Span], pause: float = BRIDGED) -> tuple[Span, ...]:
    """`spans` (by start) with silences of less than `pause` seconds between them closed."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start - joined[-1].end < pause:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def overlaps(speech: Speech) -> tuple[Overlap, ...]:
    """Where both speak, by start. An overlap is over once BRIDGED + SETTLED seconds have passed since its end."""
    shared = sorted(
        Span(max(own.start, other.start), min(own.end, other.end))
        for own in speech.agent
        for other in speech.customer
        if own.overlap(other) > 0.0
    )
    agents, customers = bridged(speech.agent), bridged(speech.customer)
    found = []
    for span in bridged(shared):
        both = sum(span.overlap(part) for part in shared)
        first = {
            who: _stretch_at(span.start, spans).start
            for who, spans in ((Speaker.AGENT, agents), (Speaker.CUSTOMER, customers))
        }
        entered = Speaker.AGENT if first[Speaker.AGENT] >= first[Speaker.CUSTOMER] else Speaker.CUSTOMER
        found.append(Overlap(span=span, both=both, entered=entered))
    return tuple(found)


def stretch_at(speech: Speech, speaker: Speaker, time: float) -> Span:
    """The speaker's stretch, breaths bridged, that holds `time`. Raises ValueError where there is none."""
    return _stretch_at(time, bridged(speech.of(speaker)))


def _stretch_at(time: float, stretches: Sequence[Span]) -> Span:
    for span in stretches:
        if span.start <= time <= span.end:
            return span
    raise ValueError(f"nobody speaks at {time}")


def transfers(speech: Speech, taker: Speaker) -> tuple[Transfer, ...]:
    """Where `taker` takes the floor from the other, by onset: every onset (a breath is none) between which and the
    taker's own last words the other spoke. The giver's end is that of the last stretch begun before the onset."""
    found = []
    own = bridged(speech.of(taker))
    for before, stretch in pairwise((None, *own)):
        given = [span for span in speech.of(taker.other) if span.start < stretch.start]
        if given and (before is None or given[-1].end > before.end):
            found.append(Transfer(giver=taker.other, taker=taker, ended=given[-1].end, began=stretch.start))
    return tuple(found)


def silences(speech: Speech, shortest: float) -> tuple[Span, ...]:
    """Silences of at least `shortest` seconds in which neither speaks, by start; the one under way ends at now."""
    heard = sorted((*speech.agent, *speech.customer))
    if not heard:
        return ()
    runs = bridged([*heard, Span(speech.now, speech.now)], 1e-9)
    return tuple(Span(a.end, b.start) for a, b in pairwise(runs) if b.start - a.end >= shortest)


def spoken(spans: Sequence[Span], window: Span) -> float:
    """Seconds of `spans` inside `window`."""
    return sum(window.overlap(span) for span in spans)


LOOK_BACK = 30.0
"""Seconds of speech that an overlap or a change of floor is judged on: more than either lasts."""
LONG_OVERLAP = 5.0
"""Seconds after which an overlap is told before it is over."""
LATELY = 2.0
"""Seconds for which what is newly known is told again: the gate drops repeats."""


def latest_overlaps(conversation: Conversation) -> tuple[Overlap, ...]:
    """The overlaps that are newly over, and a long one under way as far as it is known; all when the call ended.
    None where it is not measurable, nor where both began within TWIN: then one may be the other's leak."""
    since = conversation.now - LOOK_BACK
    speech = Speech.since(conversation, since)
    if not speech.agent or not speech.customer or not measurable(speech):
        return ()
    found = []
    for overlap in overlaps(speech):
        known = conversation.now - SETTLED
        silent = conversation.now - overlap.span.end
        if silent > BRIDGED + SETTLED + LATELY or overlap.span.start < since + BRIDGED:
            continue
        agent, customer = (stretch_at(speech, who, overlap.span.start) for who in (Speaker.AGENT, Speaker.CUSTOMER))
        if abs(agent.start - customer.start) <= TWIN:
            continue
        if silent >= BRIDGED + SETTLED or conversation.ended:
            found.append(overlap)
        elif known - overlap.span.start >= LONG_OVERLAP:
            excess = max(0.0, overlap.span.end - known)
            found.append(
                Overlap(
                    span=Span(overlap.span.start, min(overlap.span.end, known)),
                    both=overlap.both - excess,
                    entered=overlap.entered,
                )
            )
    return tuple(found)
