"""Dead air: neither speaks for so long that the customer wonders whether anyone is still there.

From both channels' voice activity. A silence that was announced ("een moment", "ik zet u in de wacht") may last
longer; so may one that the customer asked for. Not judged: before the first word, after goodbye, and where sound was
lost. Music on hold is no speech, so a hold is silence here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard, SpeechStarted, Tick
from pipeline.conversation.turn_taking import SETTLED, Speech, silences
from pipeline.detectors.flag import Cleared, Flag
from pipeline.span import Span, Speaker

LAST_WORDS_SECONDS = 8.0
"""Seconds before a silence in which an announcement counts for it: "ik zoek het op", "ja, dat is goed", silence."""
LONGEST_SPEECH = 30.0
"""Seconds that an utterance lasts at most: how far back its start can lie."""
_ANNOUNCED = re.compile(
    r"\b(?:(?:een|één|n) (?:\w+ )?(?:moment|ogenblik|tel|seconde|minuut)\w*|(?:moment|ogenblik|minuut|second)je"
    r"|(?:moment|ogenblik) (?:alstublieft|alsjeblieft|hoor|geduld|graag|nog)|in de wacht|aan de lijn blijven"
    r"|blijft u (?:even )?(?:aan de lijn|hangen)|wacht(?:en)? (?:u )?(?:even|heel even)"
    r"|(?:even|eens) wachten|moment geduld|verbind u (?:\w+ )?door|doorverbinden"
    r"|(?:zoek|kijk|reken|vraag|pak|haal) (?:\w+ ){0,5}(?:op|na|erbij)"
    r"|(?:even|eens|ga|zal|moet) (?:\w+ ){0,5}(?:kijken|opzoeken|nakijken|checken|pakken|navragen|uitzoeken|nazoeken"
    r"|controleren|overleggen|bekijken|erbij halen|erbij pakken))\b"
)
_GOODBYE = re.compile(
    r"\b(?:tot ziens|tot horens|tot de volgende|doei|doeg|dag (?:meneer|mevrouw|hoor)|(?:fijne?|prettige|goede) "
    r"(?:\w+ )?(?:dag|avond|middag|weekend|week)|merci en dag|dag dag)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadAir:
    """Silence on both channels."""

    limit: float = 5.0
    """Seconds. Google CCAI's limit for silence."""
    announced_limit: float = 30.0
    """Seconds, where it was announced: half a minute is what agents announce; after it a sign of life is due."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag | Cleared]:
        """Flags a silence on the tick at which it is too long; clears it where someone speaks (`at`: that onset)."""
        if isinstance(event, Tick):
            yield from self._under_way(conversation)
        elif isinstance(event, SpeechStarted):
            speech = Speech.since(conversation, event.onset - LONGEST_SPEECH)
            before = [span.end for who in Speaker for span in speech.of(who) if span.start < event.onset]
            if before and event.onset - max(before) >= self.limit:
                yield Cleared(key=_key(max(before)), kind="dead_air", at=event.onset, reason="recovered")
        elif isinstance(event, Heard) and event.utterance.final and announced_by(event.utterance.text):
            yield from self._revised(conversation, event.utterance.span)

    def _under_way(self, conversation: Conversation) -> Iterator[Flag]:
        if conversation.speaking or not conversation.speech:
            return
        start = max(span.end for _, span in conversation.speech[-4:])
        lasted = conversation.now - start
        if lasted < self.limit + SETTLED or is_lost(conversation, Span(start, conversation.now)):
            return
        told = announced(conversation, start)
        limit = self.announced_limit if told else self.limit
        if lasted < limit + SETTLED or _said_goodbye(conversation, start):
            return
        yield self._flag(conversation, Span(start, conversation.now), limit, told=told)

    def _revised(self, conversation: Conversation, said: Span) -> Iterator[Cleared]:
        """The words came later than the silence: what was announced and short enough is no dead air."""
        speech = Speech.since(conversation, said.start - LAST_WORDS_SECONDS)
        for silence in silences(speech, self.limit):
            if -1.0 <= silence.start - said.end <= LAST_WORDS_SECONDS and silence.duration < self.announced_limit:
                yield Cleared(key=_key(silence.start), kind="dead_air", at=conversation.now, reason="revised")

    def _flag(self, conversation: Conversation, silence: Span, limit: float, *, told: bool) -> Flag:
        if told:
            message = f"Na uw aankondiging is het nu al meer dan {limit:.0f} seconden stil."
            advice = (
                "Kom tussendoor terug bij de klant: “Ik ben er nog, ik heb uw gegevens bijna.” "
                "Dan voelt wachten half zo lang."
            )
        else:
            message = f"Het is al meer dan {limit:.0f} seconden stil op de lijn."
            advice = "Vertel wat u doet: “Ik zoek uw bestelling op, dat duurt ongeveer een halve minuut.”"
        return Flag(
            key=_key(silence.start),
            kind="dead_air",
            speaker=Speaker.AGENT,
            span=silence,
            at=silence.start + limit,
            raised=conversation.now,
            severity="info" if told else "warning",
            value=round(silence.duration, 2),
            limit=limit,
            unit="s",
            message=message,
            advice=advice,
            cue="Zeg wat u doet",
            rule="dead_air:announced" if told else "dead_air:unannounced",
        )


def _key(start: float) -> str:
    return f"dead_air:{start:.2f}"


def announced_by(text: str) -> bool:
    """Whether these words announce that it will be silent for a while."""
    return _ANNOUNCED.search(" ".join(re.findall(r"[\wéë]+", text.lower()))) is not None


def announced(conversation: Conversation, start: float) -> bool:
    """Whether the last words before a silence that begins at `start` announced it, whoever said them."""
    return any(announced_by(text) for text in _last_words(conversation, start))


def is_lost(conversation: Conversation, span: Span) -> bool:
    """Whether sound of either speaker is missing in `span`: then nothing is known about who spoke."""
    return any(lost.span.overlap(span) > 0.0 for lost in conversation.lost)


def _said_goodbye(conversation: Conversation, start: float) -> bool:
    return any(_GOODBYE.search(text.lower().replace(",", "")) for text in _last_words(conversation, start))


def _last_words(conversation: Conversation, start: float) -> Iterator[str]:
    """What was said in the seconds before `start`, latest first, one utterance each."""
    for utterance in reversed(conversation.utterances):
        if utterance.span.start < start - LAST_WORDS_SECONDS - LONGEST_SPEECH:
            return
        if start - LAST_WORDS_SECONDS <= utterance.span.end and utterance.span.start < start:
            yield " ".join(word.text for word in utterance.stable_words)
