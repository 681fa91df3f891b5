"""Questions of the agent, by SPIN type: situation, problem, implication, need-payoff ("nuttig effect"), or other.

Source: Rackham, SPIN Selling (1988), as the seed on SPIN in customer service applies it: "de S en P dat komt wel goed,
maar in de I en de N zit de uitdaging". So the mix is shown, and no question is wrong.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.clauses import PREPOSITIONS, repaired, tokens_of
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, load_lexicon
from pipeline.detectors.question_spans import Asked, find_questions
from pipeline.meaning.classifier import judge
from pipeline.span import Span, Speaker

WORDS = Path(__file__).parent / "question"
QuestionType = Literal["S", "P", "I", "N", "other"]
CATEGORIES: dict[str, QuestionType] = {
    "need_payoff": "N",
    "implication": "I",
    "problem": "P",
    "situation": "S",
    "other": "other",
}
"""The lexicon's files."""
TYPES: tuple[QuestionType, ...] = ("N", "I", "P", "S", "other")
"""In the order in which equal evidence is decided."""
LIKE = "like_"
"""Before the type in a rule: no lexicon entry, the words as a whole."""
LEAST_SHARE = 0.01
"""Probabilities below this one count as this one: a strong entry outweighs any classifier."""
_HEARD = {
    "S": "Situatievraag: zo komt het plaatje van de klant in beeld.",
    "P": "Probleemvraag: u vraagt wat er misgaat en hoe de klant dat ervaart.",
    "I": "Implicatievraag: de klant denkt na over wat het probleem betekent als het blijft.",
    "N": "Nuttig-effectvraag: de klant verwoordt zelf wat de oplossing waard is.",
    "other": "Vraag voor de afhandeling: gegevens, keuze of controle.",
}
_ADVICE = {
    "S": "Goed begin. Vraag daarna ook hoe de klant dit ervaart.",
    "P": "Mooi, zo voelt de klant zich gehoord. Vraag door naar wat het voor de klant betekent als dit zo blijft.",
    "I": "Sterk. Laat de klant daarna vertellen wat een oplossing zou opleveren.",
    "N": "Mooi: wie het voordeel zelf noemt, hoeft niet overtuigd te worden.",
    "other": "Helder gevraagd. Met een open vraag komt u meer te weten over de situatie.",
}


@cache
def _shipped() -> Lexicon:
    return load_lexicon(WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedQuestion:
    """A question with its SPIN type and what decided it: a lexicon entry, or the words that tell ("like_S")."""

    asked: Asked
    type: QuestionType
    rule: str
    words: tuple[str, ...] = ()
    """The telling words, where they decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Notes each question of the agent with its type; never a fault."""

    lexicon: Lexicon = field(default_factory=_shipped, repr=False)
    strong: float = 2.0
    """Evidence for a type of an entry marked strong; a strong `other` decides at once."""
    mild: float = 1.0
    """The same of a mild entry."""
    conditional: float = 0.5
    """Added for implication and need-payoff when the question has a condition ("als dat zo blijft, wat ...")."""
    least_words: int = 2
    """Words that a question has at least."""

    def __post_init__(self) -> None:
        """Load the classifier before the call, not at its first question."""
        judge("questions", "")

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:  # noqa: ARG002
        """Flags for the agent's utterance in a Heard event."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT:
            return
        counts: Counter[str] = Counter()
        for question in self.questions(event.utterance):
            yield _flag(question, event.utterance, event.at, counts[question.rule])
            counts[question.rule] += 1

    def questions(self, utterance: Utterance) -> Iterator[TypedQuestion]:
        """The questions in the stable words of an utterance, by start."""
        words = [word.text for word in utterance.stable_words]
        for asked in find_questions(words, complete=utterance.final):
            if asked.end - asked.start >= self.least_words:
                asking = words[asked.start : asked.end]
                kind, rule = self.type_of(asking, asked)
                told = judge("questions", " ".join(asking)).words if rule.startswith(LIKE) else ()
                yield TypedQuestion(asked=asked, type=kind, rule=rule, words=told)

    def type_of(self, words: Sequence[str], asked: Asked) -> tuple[QuestionType, str]:
        """The SPIN type of a question's words, and what decided it.

        The lexicon's entries are added to the log-probabilities of a classifier of words, which needs no embedding.
        """
        if asked.form == "echo":
            return ("S", "elliptic") if _goes_on(words) else ("other", "echo")
        scores: Counter[QuestionType] = Counter()
        rules: dict[QuestionType, str] = {}
        for match in self.lexicon.matches(repaired(words)):
            kind, strong = CATEGORIES[match.entry.category], match.entry.severity == "strong"
            if kind == "other" and strong:
                return "other", match.entry.id
            scores[kind] += self.strong if strong else self.mild
            if strong or kind not in rules:
                rules[kind] = match.entry.id
        if asked.start < asked.core:
            for kind in ("I", "N"):
                scores[kind] += self.conditional if kind in scores else 0.0
        meant = judge("questions", " ".join(words))
        best = max(TYPES, key=lambda kind: scores[kind] + math.log(max(meant.probabilities[kind], LEAST_SHARE)))
        return best, rules.get(best, f"{LIKE}{best}")


def _goes_on(words: Sequence[str]) -> bool:
    """ "En in het tweede?" asks again; "Al twintig minuten?" says back."""
    tokens = tokens_of(words)
    return tokens[0] == "en" and tokens[1] in PREPOSITIONS


def _flag(question: TypedQuestion, utterance: Utterance, raised: float, number: int) -> Flag:
    words = utterance.words[question.asked.start : question.asked.end]
    return Flag(
        key=f"question:{utterance.id}:{question.rule}:{number}",
        kind="question",
        speaker=Speaker.AGENT,
        span=Span(words[0].span.start, words[-1].span.end),
        at=words[-1].span.end,
        raised=raised,
        severity="positive",
        utterance=utterance.id,
        evidence=" ".join(word.text for word in words).rstrip(",;:"),
        message=_HEARD[question.type],
        advice=_ADVICE[question.type],
        category=", ".join(question.words),
        type=question.type,
        rule=question.rule,
    )
