"""Summaries, the S of LSD (luisteren, samenvatten, doorvragen): the agent says back what the story or agreement holds.

At least two elements are said back. One element is an echo, "dus" before an explanation sums up nothing, and a
customer's own recap is the customer's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise, takewhile

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.clauses import (
    AUXILIARIES,
    DETERMINERS,
    FRONTED,
    LEADING,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    SUBORDINATORS,
    breaks,
    sentences,
    tokens_of,
    word_set,
)
from pipeline.detectors.echo import stem
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.wording import flag_about
from pipeline.span import Speaker

MESSAGE = "U vat samen wat er verteld of afgesproken is."
ADVICE = "Mooi: de klant hoort dat het verhaal is aangekomen. Vraag erna of het zo klopt."
_GRAMMAR = PRONOUNS | DETERMINERS | PREPOSITIONS | AUXILIARIES | QUESTION_WORDS | SUBORDINATORS
_EMPTY = (
    _GRAMMAR
    | FRONTED
    | LEADING
    | word_set("""
    gaat gaan ga komt doet doen staat zit heel veel meer minder mijn zelf samen alleen graag geen over mee samengevat
    klopt begrijp goed moment nogal hoor gewoon later pas
""")
)
_PART = 5
"""Letters that two words share at their start to count as the same."""
_INSTRUCTING = word_set("""
    klikt drukt kiest gaat vult opent typt moet kunt logt stuurt belt als omdat doordat waarom
""")


@lru_cache(maxsize=512)
def _stems(words: tuple[str, ...]) -> frozenset[str]:
    """Stems of the words that tell something."""
    return frozenset(
        stem(token)
        for token in tokens_of(words)
        if token and token not in _EMPTY and (len(token) > 2 or token[0].isdigit())
    )


def _echoed(told: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Stems said before, whole or as a part of a compound ("ploegendienst" of "ploegen")."""
    new = told - known
    starts = {stem[:_PART] for stem in known if len(stem) >= _PART}
    return (told & known) | {stem for stem in new if len(stem) >= _PART and stem[:_PART] in starts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Notes an utterance of the agent that says back at least two elements."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "summary"), repr=False)
    elements: int = 2
    """Elements that a summary says back at least (the guide's definition)."""
    self_evident: frozenset[str] = frozenset({"agreed"})
    """Announcements after which nothing needs to be an echo: a summary may be in other words."""
    unannounced_elements: int = 3
    """The same where nothing announces it: two would be an echo."""
    unannounced_turns: int = 3
    """Earlier utterances that an unannounced summary draws on at least: one alone makes it an echo."""
    unannounced_share: float = 0.45
    """Share of an unannounced summary's telling words that were said before at least."""
    sentence_echoes: int = 4
    """Telling words said before that one sentence holds at least to be a summary by itself."""
    sentence_share: float = 0.7
    """Their share of the sentence's telling words at least."""
    unannounced_apart: int = 2
    """Parts of an unannounced summary at least that hold what was said before the last utterance: saying back only that
    one is an echo."""
    unannounced_after: int = 4
    """Utterances before an unannounced summary at least: earlier, an echo is all there can be."""
    listed: int = 3
    """Telling parts that one sentence of an unannounced summary has at least."""
    memory: int = 40
    """Utterances back in which an element may have been said."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """Flags for the agent's utterance in a Heard event, once its words are final."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT or not event.utterance.final:
            return
        utterance = event.utterance
        words = tuple(word.text for word in utterance.words)
        earlier = tuple(takewhile(lambda other: other.id != utterance.id, conversation.utterances))[-self.memory :]
        if place := self.place(words, earlier):
            start, end, rule = place
            yield flag_about(
                utterance,
                start,
                end,
                kind="summary",
                rule=rule,
                raised=event.at,
                severity="positive",
                once=True,
                message=MESSAGE,
                advice=ADVICE,
            )

    def place(self, words: tuple[str, ...], earlier: Sequence[Utterance]) -> tuple[int, int, str] | None:
        """Where in `words` a summary of what was said `earlier` lies, and the rule that found it."""
        said = [_stems(tuple(word.text for word in other.stable_words)) for other in earlier]
        known = frozenset().union(*said)
        tokens = tokens_of(words)
        parts = _elements(words, tokens)
        cues = self.lexicon.matches(words)
        for cue in cues:
            if cue.entry.severity == "strong":
                behind = cue.end <= len(words) * 0.6
                chosen = [part for part in parts if (part[1] > cue.start) is behind or not behind]
                telling = [part for part in chosen if _stems(words[part[0] : part[1]])]
                own = cue.entry.id in self.self_evident or any(
                    _echoed(_stems(words[part[0] : part[1]]), known) for part in chosen
                )
                if len(telling) >= self.elements and own:
                    return telling[0][0] if behind else 0, telling[-1][1], cue.entry.id
        for cue in cues:
            if cue.entry.category == "checked":
                before = [part for part in parts if part[1] <= cue.start]
                echoing = [part for part in before if _echoed(_stems(words[part[0] : part[1]]), known)]
                if len(echoing) >= self.elements:
                    return echoing[0][0], cue.end, cue.entry.id
            elif cue.entry.severity == "mild":
                sentence = next(each for each in sentences(words) if each.start <= cue.start < each.end)
                start = sentence.start
                inside = [part for part in parts if start <= part[0] < sentence.end]
                echoing = [part for part in inside if _echoed(_stems(words[part[0] : part[1]]), known)]
                telling = [part for part in inside if _stems(words[part[0] : part[1]])]
                enough = len(echoing) >= self.elements
                instructing = len(telling) < self.listed and _INSTRUCTING.intersection(tokens[start : start + 6])
                if enough and not instructing:
                    return start, inside[-1][1], cue.entry.id
        return self._unannounced(words, parts, said)

    def _unannounced(
        self, words: tuple[str, ...], parts: Sequence[tuple[int, int]], said: Sequence[frozenset[str]]
    ) -> tuple[int, int, str] | None:
        """A list of what several turns held, without any announcement: one sentence, or the whole utterance."""
        if len(said) < self.unannounced_after:
            return None
        known = frozenset().union(*said)
        for start, end, elements, least in (
            (0, len(words), self.unannounced_elements, 0),
            *((each.start, each.end, self.elements, self.sentence_echoes) for each in sentences(words)),
        ):
            told = _stems(words[start:end])
            echoes = _echoed(told, known)
            share = self.unannounced_share if not least else self.sentence_share
            inside = [part for part in parts if start <= part[0] < end]
            if not self._lists(words, inside):
                continue
            echoing = [part for part in inside if _echoed(_stems(words[part[0] : part[1]]), known)]
            older = frozenset().union(*said[:-1])
            apart = sum(bool(_echoed(_stems(words[part[0] : part[1]]), older - said[-1])) for part in inside)
            if apart < self.unannounced_apart:
                continue
            turns = sum(bool(_echoed(told, stems)) for stems in said)
            if (
                len(echoing) >= elements
                and turns >= self.unannounced_turns
                and len(echoes) >= least
                and len(echoes) >= share * len(told)
                and "?" not in words[end - 1]
            ):
                return echoing[0][0], echoing[-1][1], "unannounced"
        return None

    def _lists(self, words: Sequence[str], parts: Sequence[tuple[int, int]]) -> bool:
        """Whether one sentence holds a list, as summaries do and explanations hardly ever; unpunctuated speech may."""
        if not any(word.endswith((",", ".", ";", ":")) for word in words[:-1]):
            return True
        telling = [part for part in parts if _stems(tuple(words[part[0] : part[1]]))]
        return any(
            sum(each.start <= part[0] < each.end for part in telling) >= self.listed for each in sentences(words)
        )


def _elements(words: Sequence[str], tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Word ranges between punctuation and "en"."""
    starts = sorted(breaks(words) | {place for place, token in enumerate(tokens) if token in ("en", "maar", "plus")})
    return [(start, end) for start, end in pairwise([*starts, len(words)]) if end > start]
