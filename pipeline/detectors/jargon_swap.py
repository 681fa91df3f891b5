"""Jargon swap: the customer names a thing in their own words and the agent gives it another, technical name.

Source: the seed on adopting the customer's words ("groene knop" that becomes "button"). What counts is the pair: jargon
alone is no swap, and an agent who links both names, or keeps the customer's, teaches instead of correcting.
jargon_swap/*.yaml lists, a file a sector, what insiders call a thing (say) and how customers name it (tags).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.echo import content_stems
from pipeline.detectors.entry import language
from pipeline.detectors.flag import Flag
from pipeline.detectors.jargon_swap_unlisted import ANNOUNCING, described, technical_nouns
from pipeline.detectors.lexicon import Lexicon, Match, shipped_lexicon
from pipeline.detectors.patterns import Pattern, normalised, prepare, sounds
from pipeline.detectors.wording import before
from pipeline.detectors.wording import texts as _texts
from pipeline.span import Span, Speaker

_LINKS = (
    "(wij|we|ze|ik|men) (noemen|noem|noemt) ...2 (dat|dit|het|die|zo)",
    "(dat|dit|die|het) (noemen|heet|heten)",
    "(heet|heten) (dat|dit|het|die|officieel|bij ons)",
    "(oftewel|ofwel|dat wil zeggen|met andere woorden|zogenaamde)",
    "in (vaktaal|gewone woorden|gewoon nederlands)",
    "bedoel (ik|u|je|ge)",
    "(u|je|ge) bedoelt",
    "daarmee bedoel*",
    "(dat|dit) (is|zijn) (de|het|een|uw|die|dat|gewoon) ...2 (dat|waar|wat|op|met|in|achter)",
    "ook wel ...1",
    "(wij|we) noemen (dat|die|het)",
    "zoals (u|je|ge) (het|dat) noemt",
    "wat (wij|we|u) ...2 (noemen|noemt)",
)


@cache
def _links() -> tuple[Pattern, ...]:
    return tuple(language().compile(source) for source in _LINKS)


@cache
def _plain(tags: frozenset[str]) -> tuple[Pattern, ...]:
    return tuple(language().compile(tag) for tag in sorted(tags))


@dataclass(frozen=True, slots=True, kw_only=True)
class JargonSwap:
    """Flags each technical name that the agent gives to what the customer named in plain words."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "jargon_swap"), repr=False)
    memory: int = 4
    """How many utterances of the customer back their word still stands."""
    described_memory: int = 3
    """The same for a description ("zo'n wit dingetje") that is in no list."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """Flags for the agent's utterance in a Heard event."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT:
            return
        utterance = event.utterance
        words = _texts(utterance)
        matches = _longest(self.lexicon.matches(words, complete=utterance.final))
        technical = list(technical_nouns(words)) if utterance.final else []
        if not (matches or technical) or _says_one(_links(), words):
            return
        earlier = before(conversation, utterance)
        said: set[str] = set()
        for match in matches:
            term = _term(words[match.start : match.end])
            if term in said:
                continue
            if plain := self._swapped(match, term, words, earlier, alone=len(matches) == 1):
                said.add(term)
                yield _flag(match.start, match.end, plain, utterance, event.at, match.entry.id, len(said) - 1)
        for start, end, strong in technical if not said else ():
            if plain := self._renamed(start, words, earlier, self.described_memory if strong else 1):
                yield _flag(start, end, plain, utterance, event.at, "technical", 0)
                return

    def _swapped(
        self, match: Match, term: str, words: Sequence[str], earlier: Sequence[Utterance], *, alone: bool
    ) -> str:
        """The customer's own word for it; empty when nothing was swapped."""
        plain = _plain(match.entry.tags)
        if _says_one(plain, words):
            return ""
        customer = [_texts(each) for each in earlier if each.speaker is Speaker.CUSTOMER]
        agent = [_texts(each) for each in earlier if each.speaker is Speaker.AGENT]
        if any(_mentions(term, texts) for texts in customer):
            return ""
        if any(_mentions(term, texts) and (_says_one(_links(), texts) or _says_one(plain, texts)) for texts in agent):
            return ""
        listed = next((found for texts in reversed(customer[-self.memory :]) if (found := _found(plain, texts))), "")
        definite = ANNOUNCING.intersection(map(normalised, words[max(0, match.start - 2) : match.start]))
        return listed or (self._renamed(match.start, words, earlier, 1) if alone and definite else "")

    def _renamed(self, place: int, words: Sequence[str], earlier: Sequence[Utterance], memory: int) -> str:
        """What the customer described, at most `memory` utterances back, and `place` renames; else empty."""
        customer = [_texts(each) for each in earlier if each.speaker is Speaker.CUSTOMER]
        if any(_mentions(_term(words[place : place + 1]), texts) for texts in customer):
            return ""
        things = [found for texts in customer[-memory:] if (found := described(texts))]
        return next((thing for thing in things if not _shared(thing, words)), "")


def _term(words: Sequence[str]) -> str:
    """The words as they sound, so that "stornere" is "storneren"."""
    return " ".join(sounds(token) for token in map(normalised, words) if token)


def _mentions(term: str, words: Sequence[str]) -> bool:
    return f" {term} " in f" {_term(words)} "


def _shared(thing: str, words: Sequence[str]) -> bool:
    """Whether the agent keeps a word of the customer's description."""
    own = content_stems(map(normalised, thing.split()))
    said = content_stems(map(normalised, words))
    return any(each in other for each in own if len(each) > 2 for other in said)


def _says_one(patterns: Iterable[Pattern], words: Sequence[str]) -> bool:
    text = prepare(words)
    return any(pattern.find(text) for pattern in patterns)


def _found(patterns: Iterable[Pattern], words: Sequence[str]) -> str:
    """The longest words that one of the patterns matches."""
    text = prepare(words)
    places = [place for pattern in patterns for place in pattern.find(text)]
    if not places:
        return ""
    first, last = max(places, key=lambda place: place[1] - place[0])
    return " ".join(words[text.indices[first] : text.indices[last - 1] + 1]).strip(" .,;:!?'\"")


def _longest(matches: Sequence[Match]) -> list[Match]:
    """Without those that a longer one covers."""
    return [
        match
        for match in matches
        if not any(
            other is not match
            and other.start <= match.start
            and match.end <= other.end
            and other.end - other.start > match.end - match.start
            for other in matches
        )
    ]


def _flag(start: int, end: int, plain: str, utterance: Utterance, raised: float, rule: str, number: int) -> Flag:
    words = utterance.words[start:end]
    evidence = " ".join(word.text for word in words).strip(" .,;:!?'\"")
    return Flag(
        key=f"jargon_swap:{utterance.id}:{rule}:{number}",
        kind="jargon_swap",
        speaker=Speaker.AGENT,
        span=Span(words[0].span.start, words[-1].span.end),
        at=words[-1].span.end,
        raised=raised,
        severity="warning",
        utterance=utterance.id,
        evidence=evidence,
        message=f"De klant zegt “{plain}”, u zegt “{evidence}”.",
        advice=f"Blijf bij het woord van de klant, of leg de brug één keer: “uw {plain}, wij noemen dat {evidence}”.",
        cue="Gebruik klantwoorden",
        rule=rule,
    )
