"""Another language: a call that is not in Dutch is said once, and its words are not judged by Dutch rules.

Heard in the words that hold sentences together (the, you, that; de, het, ik): the best known and simplest sign of a
text's language (Ingle 1976; Grefenstette 1995, "Comparing two language identification schemes"). Going back from the
last word, whichever language is first ahead by `lead` such words is the one that is spoken. A few English words in
Dutch sentences never get ahead.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.wording import LOOK_BACK, texts
from pipeline.detectors.words import normalised
from pipeline.detectors.yaml_lines import mapping
from pipeline.span import Span

KIND = "language"
OWN = "nl"
NAMES = {"en": "Engels", "de": "Duits", "fr": "Frans"}
"""The languages that are told from Dutch, in Dutch."""
WORDS = Path(__file__).parent / "language" / "function_words.yaml"

FunctionWords = Mapping[str, frozenset[str]]


@cache
def function_words() -> FunctionWords:
    """The function words of each language, normalised. Raises LexiconError."""
    return {str(language): frozenset(str(words).split()) for language, words, _ in mapping(WORDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The language of the last words, and the stretch that decided it."""

    language: str
    first: Utterance
    """Where the stretch begins: no utterance from here on has more Dutch in it."""
    evidence: tuple[str, ...]
    """The commonest of its function words in that stretch."""
    ahead: int
    """By how many function words it is ahead of Dutch; of a Dutch stretch, by how many Dutch is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignLanguage:
    """Tells once that a call is in another language, and when it goes on in Dutch."""

    lead: int = 10
    """Function words by which a language must be ahead: about 25 spoken words."""
    words: FunctionWords = field(default_factory=function_words, repr=False)

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag | Cleared]:
        """At each final."""
        if not isinstance(event, Heard) or not event.utterance.final or not event.utterance.words:
            return
        spoken = self.spoken(conversation)
        if spoken is None:
            return
        for language in NAMES:
            if language != spoken.language:
                yield Cleared(key=f"{KIND}:{language}", kind=KIND, at=event.at, reason="recovered")
        if spoken.language != OWN:
            yield self._flag(spoken, event.utterance, event.at)

    def spoken(self, conversation: Conversation) -> Spoken | None:
        """The language of the last words; None where nothing tells."""
        counts: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        finals = [utterance for utterance in conversation.utterances[-LOOK_BACK:] if utterance.final]
        for place in range(len(finals) - 1, -1, -1):
            counts.update(self._counts(finals[place]))
            seen.update(map(normalised, texts(finals[place])))
            best = max(NAMES, key=lambda language: counts[language])
            ahead = counts[best] - counts[OWN]
            if abs(ahead) < self.lead:
                continue
            language = best if ahead > 0 else OWN
            typical = [token for token, _ in seen.most_common() if token in self.words[language]][:4]
            while language != OWN and place and self._more_than_dutch(language, finals[place - 1]):
                place -= 1
            return Spoken(language=language, first=finals[place], evidence=tuple(typical), ahead=abs(ahead))
        return None

    def _counts(self, utterance: Utterance) -> Counter[str]:
        """How many function words of each language an utterance has."""
        tokens = [normalised(text) for text in texts(utterance)]
        return Counter({language: sum(token in words for token in tokens) for language, words in self.words.items()})

    def _more_than_dutch(self, language: str, utterance: Utterance) -> bool:
        counts = self._counts(utterance)
        return counts[language] >= counts[OWN]

    def _flag(self, spoken: Spoken, utterance: Utterance, raised: float) -> Flag:
        name = NAMES[spoken.language]
        return Flag(
            key=f"{KIND}:{spoken.language}",
            kind=KIND,
            speaker=utterance.speaker,
            span=Span(min(spoken.first.span.start, utterance.span.start), utterance.span.end),
            at=utterance.span.end,
            raised=raised,
            severity="info",
            audience="coach",
            utterance=utterance.id,
            value=float(spoken.ahead),
            limit=float(self.lead),
            unit="woorden voorsprong",
            message=f"Dit gesprek gaat in het {name} (te horen aan: {', '.join(spoken.evidence)}). "
            "Op de woorden letten we nu niet; tempo, stiltes en beurten tellen gewoon mee.",
            advice="Luister zelf mee als u over de woorden wilt praten. Gaat het gesprek in het Nederlands verder, "
            "dan letten we er weer op.",
            type=spoken.language,
            rule="function_words",
        )
