"""Interruption: the agent comes in while the customer holds the floor, and does not give it back.

From both channels' voice activity. "Aan een half woord genoeg" is jumping to conclusions (seed: stretch your mind);
the customer's first half minute, in which the picture of their problem is built, weighs more. Listening noises ("ja",
"hm") and the usual short overlap at the end of a turn are none. What a customer means by stopping cannot be heard.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, Event, Heard, SpeechEnded, Tick
from pipeline.conversation.turn_taking import (
    BRIDGED,
    LOOK_BACK,
    Overlap,
    Speech,
    latest_overlaps,
    overlaps,
    stretch_at,
)
from pipeline.detectors.agent_reply import is_backchannel
from pipeline.detectors.flag import Cleared, Flag
from pipeline.span import Span, Speaker

_EPSILON = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """The agent talks into the customer's turn: the customer falls silent, or both go on."""

    overlap: float = 0.5
    """Seconds of speaking at once from which it is one. Levinson & Torreira (2015): three in four of the overlaps in
    ordinary conversation are shorter than 0.4 s, at the end of a turn."""
    talked_over: float = 1.0
    """Seconds of speaking at once from which it is one, although the agent stops first."""
    held: float = 1.0
    """Seconds for which the customer must have been speaking: less is two people who begin together."""
    backchannel: float = 0.7
    """Seconds: shorter speech of the agent is a listening noise. Measured "ja", "hm", "oké": 0.2-0.6 s."""
    story: float = 30.0
    """Seconds of the customer's own speech in which an interruption is a warning (seed: the maquette in 30 s)."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag | Cleared]:
        """Judges overlaps that are newly over; takes one back when the words show a listening noise."""
        if isinstance(event, Heard):
            yield from self._revised(conversation, event.utterance)
        if not isinstance(event, SpeechEnded | Tick | CallEnded):
            return
        latest = latest_overlaps(conversation)
        if not latest:
            return
        speech = Speech.since(conversation, conversation.now - LOOK_BACK)
        for overlap in latest:
            if self._is_one(overlap, speech) and not _listening(conversation, overlap, speech):
                yield self._flag(conversation, overlap)

    def _is_one(self, overlap: Overlap, speech: Speech) -> bool:
        """Whether the agent came in, long enough, into a turn that was under way."""
        if overlap.entered is not Speaker.AGENT or overlap.both < self.overlap - _EPSILON:
            return False
        start = overlap.span.start
        own, theirs = (stretch_at(speech, who, start) for who in (Speaker.AGENT, Speaker.CUSTOMER))
        came_in = own.start > start - _EPSILON and start - theirs.start >= self.held - _EPSILON
        lasts = own.duration >= self.backchannel
        return came_in and lasts and (theirs.end <= own.end or overlap.both >= self.talked_over - _EPSILON)

    def _revised(self, conversation: Conversation, utterance: Utterance) -> Iterator[Cleared]:
        """The agent's words turn out to be listening noises: what they were flagged for no longer holds."""
        words = [word.text for word in utterance.words]
        if utterance.speaker is not Speaker.AGENT or not utterance.final or not words or not is_backchannel(words):
            return
        speech = Speech.since(conversation, utterance.span.start - LOOK_BACK)
        for overlap in overlaps(speech) if speech.customer else ():
            if utterance.span.overlap(overlap.span) and _listening(conversation, overlap, speech):
                yield Cleared(key=_key(overlap.span), kind="interruption", at=conversation.now, reason="revised")

    def _flag(self, conversation: Conversation, overlap: Overlap) -> Flag:
        early = _spoken_before(conversation, overlap.span.start, self.story) < self.story
        seconds = f"{overlap.both:.1f}".replace(".", ",")
        if early:
            message = f"De klant was nog aan het vertellen; {seconds} seconde lang praat u er doorheen."
            advice = (
                "Laat het verhaal eerst helemaal komen: een halve minuut luisteren levert het hele plaatje op. "
                "Kwam u ertussen? Geef het woord terug: “Sorry, gaat u verder.”"
            )
        else:
            message = f"U begint terwijl de klant nog praat ({seconds} seconde tegelijk)."
            advice = "Tel één tel na het laatste woord van de klant. Vaak komt juist dan nog het belangrijkste."
        return Flag(
            key=_key(overlap.span),
            kind="interruption",
            speaker=Speaker.AGENT,
            span=overlap.span,
            at=overlap.span.end,
            raised=conversation.now,
            severity="warning" if early else "info",
            value=round(overlap.both, 2),
            limit=self.overlap,
            unit="s",
            message=message,
            advice=advice,
            cue="Laat uitpraten",
            rule="interruption:story" if early else "interruption:later",
        )


def _key(span: Span) -> str:
    return f"interruption:{span.start:.2f}"


def _listening(conversation: Conversation, overlap: Overlap, speech: Speech) -> bool:
    """Whether all that the agent said while coming in is known, and is nothing but listening noises."""
    own = stretch_at(speech, Speaker.AGENT, overlap.span.start)
    words: list[str] = []
    known = own.start
    for utterance in reversed(conversation.utterances):
        if utterance.span.end < own.start - LOOK_BACK:
            break
        if utterance.speaker is Speaker.AGENT and utterance.final and utterance.span.overlap(own):
            known = max(known, utterance.span.end)
            words += [word.text for word in utterance.words]
    return bool(words) and known > own.end - BRIDGED and is_backchannel(words)


def _spoken_before(conversation: Conversation, time: float, enough: float) -> float:
    """Seconds that the customer spoke before `time`, counted up to `enough`: never more than the call's beginning."""
    seconds = 0.0
    for speaker, span in conversation.speech:
        if seconds >= enough or span.start >= time:
            break
        if speaker is Speaker.CUSTOMER:
            seconds += span.overlap(Span(0.0, time))
    open_ = sum(time - since for who, since in conversation.speaking if who is Speaker.CUSTOMER and since < time)
    return seconds + open_
