"""Itch words (jeukwoorden): what an agent says that takes certainty, warmth or meaning out of the answer.

Source: "Woorden waardoor klanten bij je weglopen" and "Bullsh*t Bingo" (Dutch customer-service trainers). The words
and their literal twins live in itch_words/*.yaml; this file decides when a found word counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.entry import Entry, language
from pipeline.detectors.flag import Flag, Severity
from pipeline.detectors.lexicon import Lexicon, Match, load_lexicon
from pipeline.detectors.patterns import Pattern, prepare
from pipeline.detectors.wording import before, flag_about, texts
from pipeline.span import Speaker

WORDS = Path(__file__).parent / "itch_words"
CUES = {
    "twijfeltaal": "Zeg het zeker",
    "berusting": "Wat kan wél?",
    "negatief": "Zeg het positief",
    "nietszeggend": "Maak het concreet",
    "standaardzin": "Eigen woorden",
    "stopwoord": "Kan zonder",
    "buzzword": "Gewone woorden",
}
"""The nudge per category: two or three words."""
_REPORTED = (
    "(u|je|ge|gij) (zei|zegt|zeidet|noemt|noemde|schrijft|schreef|vertelde|vertelt)",
    "(zegt|zei|schrijft|schreef|noemt|noemde) (u|je|ge)",
    "(te horen|tegen u gezegd|u gezegd|u verteld|u beloofd|beloofd dat|is gezegd|(werd|wordt) gezegd|horen zeggen)",
    "(hoorde|hoort|kreeg|krijgt|las|leest) (u|je|ge) ... dat",
    "(het woord|de tekst|het kopje)",
)
"""What stands before words that are somebody else's: what the customer said or was told, or what is written."""
_REPORT_REACHES = 8
"""Words from a report to the reported word at most."""
_QUOTES = "\"'‘’‚“”„«»`"


@cache
def _shipped(own: Path | None) -> Lexicon:
    return load_lexicon(WORDS, *([own] if own else []))


@cache
def _reported() -> tuple[Pattern, ...]:
    return tuple(language().compile(source) for source in _REPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItchWord:
    """Flags each itching word of the agent, once it is stable."""

    lexicon: Lexicon = field(default_factory=lambda: _shipped(None), repr=False)
    warn_from: int = 2
    """The use in the call, counted per entry, from which a mild word is a warning. One use is human: info."""
    lookahead: int = 3
    """Words that must follow a match in a partial: "even" is literal once "groot" has been said."""
    customers_words: frozenset[str] = frozenset({"buzzword"})
    """Categories that do not count once the customer has said the word."""

    @classmethod
    def with_lexicon(cls, own: Path | None, terms: Sequence[Entry] = ()) -> Self:
        """Our itch words, overridden and extended by an organisation's `own` file, then by `terms` that coaches added.

        Raises LexiconError.
        """
        return cls(lexicon=_shipped(own).plus(terms))

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """Flags for the agent's utterance in a Heard event."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT:
            return
        utterance = event.utterance
        matches = self._matches(utterance)
        for number, match in enumerate(matches):
            if match.entry.category in self.customers_words and _customer_said(match.entry, conversation, utterance):
                continue
            earlier = sum(other.entry is match.entry for other in matches[:number])
            yield self._flag(match, utterance, event.at, earlier, conversation)

    def _matches(self, utterance: Utterance) -> list[Match]:
        """The itching matches of an utterance, the longest of overlapping ones, by start."""
        words = texts(utterance)
        found = self.lexicon.matches(words, complete=utterance.final)
        if not utterance.final:
            found = [match for match in found if match.end + self._needed(match) <= len(words)]
        return [
            match
            for match in found
            if not any(_within(match, other) for other in found) and not _is_quoted(match, words)
        ]

    def _needed(self, match: Match) -> int:
        """Words that must follow a match in a partial: none where nothing can make it literal."""
        return self.lookahead if match.entry.exceptions or match.entry.unless_near else 0

    def _flag(
        self, match: Match, utterance: Utterance, raised: float, earlier: int, conversation: Conversation
    ) -> Flag:
        evidence = _as_said(utterance.words[match.start : match.end])
        entry = match.entry
        return flag_about(
            utterance,
            match.start,
            match.end,
            kind="itch_word",
            rule=entry.id,
            raised=raised,
            severity=self._severity(entry, utterance, earlier, conversation),
            number=earlier,
            evidence=evidence,
            message=f"“{evidence}”: {entry.why}",
            advice=" ".join(entry.instead),
            cue=CUES.get(entry.category, "Zeg het anders"),
            category=entry.category,
        )

    def _severity(self, entry: Entry, utterance: Utterance, earlier: int, conversation: Conversation) -> Severity:
        if entry.severity == "strong":
            return "warning"
        alone = Lexicon((entry,))
        for other in before(conversation, utterance, Speaker.AGENT):
            if earlier + 1 >= self.warn_from:
                break
            earlier += len(alone.matches(texts(other)))
        return "warning" if earlier + 1 >= self.warn_from else "info"


def _customer_said(entry: Entry, conversation: Conversation, utterance: Utterance) -> bool:
    """Whether the customer used this entry's words first. What is literal for us may be the customer's word too."""
    return any(
        pattern.find(text)
        for text in (prepare(texts(other)) for other in before(conversation, utterance, Speaker.CUSTOMER))
        for pattern in entry.say
    )


def _within(match: Match, other: Match) -> bool:
    """Whether `other` covers `match`: longer, or as long and first by name."""
    if match is other or not (other.start <= match.start and match.end <= other.end):
        return False
    longer = (other.end - other.start) - (match.end - match.start)
    return longer > 0 or other.entry.id < match.entry.id


def _is_quoted(match: Match, words: Sequence[str]) -> bool:
    """Whether the words are somebody else's: in quotation marks, or reported earlier in the same sentence."""
    if _in_quotes(match, words):
        return True
    text = prepare(words)
    first = text.indices.index(match.start)
    return any(
        end <= first and text.sentences[end - 1] == text.sentences[first] and first - end <= _REPORT_REACHES
        for pattern in _reported()
        for _, end in pattern.find(text)
    )


def _in_quotes(match: Match, words: Sequence[str]) -> bool:
    opened = None
    for index, word in enumerate(words):
        if word[:1] in tuple(_QUOTES) and len(word.strip(_QUOTES + ".,;:!?")) > 1:
            opened = index
        if opened is not None and word.rstrip(".,;:!?…)")[-1:] in tuple(_QUOTES):
            if opened <= match.start and match.end <= index + 1:
                return True
            opened = None
    return False


def _as_said(words: Sequence[Word]) -> str:
    """The exact words, without the punctuation around them."""
    return " ".join(word.text for word in words).strip(_QUOTES + " .,;:!?…()-–")
