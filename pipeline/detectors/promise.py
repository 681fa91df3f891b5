"""Promises: what the agent says the company will do, for whom and by when; listed at the end so that they are kept.

A promise is an unhedged commitment about what comes after this turn. "Ik ga proberen", a general lead time, what was
done before and what is done on the spot are none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.clauses import Stretch, clauses, sentences, tokens_of, word_set
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, Match, load_lexicon
from pipeline.detectors.question_spans import find_questions
from pipeline.span import Span, Speaker

WORDS = Path(__file__).parent / "promise"
WHOLE_SENTENCE = frozenset({"doubt", "rule_of_thumb"})
"""Hedges that hold for the sentence; the others hold for their clause."""
_CONDITIONS = frozenset({"als", "zodra", "wanneer", "indien", "zolang", "mocht"})
_JOINING = frozenset({"en", "maar", "dus", "want"})
_US = {"ik": "de medewerker", "we": "het bedrijf", "wij": "het bedrijf"}
_WORKERS = word_set("""
    collega monteur technieker technicus koerier chauffeur bezorger expert ploeg team specialist dienst
    afdeling loodgieter aannemer teamleider manager arts consulent adviseur planner iemand leverancier winkel
""")


@cache
def _shipped() -> Lexicon:
    return load_lexicon(WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Words [start, end) promise something."""

    start: int
    end: int
    rule: str
    who: str
    when: str
    """The words of the time; empty when none was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Notes each promise of the agent with who, what and when."""

    lexicon: Lexicon = field(default_factory=_shipped, repr=False)
    least_words: int = 3
    """Words that a promise has at least."""
    sentence_words: int = 30
    """Longest sentence whose doubt counts for all its clauses: beyond it the stops are missing, not the doubt."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:  # noqa: ARG002
        """Flags for the agent's utterance in a Heard event."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT:
            return
        counts: Counter[str] = Counter()
        for found in self.commitments(event.utterance):
            yield _flag(found, event.utterance, event.at, counts[found.rule])
            counts[found.rule] += 1

    def commitments(self, utterance: Utterance) -> Iterator[Commitment]:
        """The promises in the stable words of an utterance, by start."""
        words = [word.text for word in utterance.stable_words]
        tokens = tokens_of(words)
        asked = find_questions(words)
        closed = len(words) if utterance.final else max(
            (sentence.end for sentence in sentences(words) if sentence.closed), default=0)
        for sentence, parts in self._sentences(words, tokens, closed):
            doubts = self._doubts(words[sentence.start:sentence.end])
            condition: Stretch | None = None
            for part in parts:
                if tokens[part.start] in _CONDITIONS and part is not parts[-1]:
                    condition = part
                    continue
                if doubts or any(each.start < part.end and part.start < each.end for each in asked):
                    continue
                if found := self._judge(words, tokens, part, condition):
                    yield found
                condition = None

    def _sentences(self, words: Sequence[str], tokens: Sequence[str],
                   closed: int) -> Iterator[tuple[Stretch, list[Stretch]]]:
        parts = clauses(words, tokens)
        for sentence in sentences(words):
            if sentence.end <= closed:
                yield sentence, [part for part in parts if sentence.start <= part.start < sentence.end]

    def _doubts(self, words: Sequence[str]) -> bool:
        if len(words) > self.sentence_words:
            return False
        return any(match.entry.id in WHOLE_SENTENCE for match in self.lexicon.matches(words))

    def _judge(self, words: Sequence[str], tokens: Sequence[str], part: Stretch,
               condition: Stretch | None) -> Commitment | None:
        """The promise in a clause, if it is one."""
        inside = words[part.start:part.end]
        matches = self.lexicon.matches(inside)
        acts = [match for match in matches if match.entry.category == "commitment"]
        times = [match for match in matches if match.entry.category == "when"]
        hedges = {match.entry.id for match in matches if match.entry.category == "hedge"}
        strong = [match for match in acts if match.entry.severity == "strong"]
        timed = bool(times) or (condition is not None and tokens[condition.start] == "zodra")
        if not acts or len(inside) < self.least_words or not (strong or timed):
            return None
        if hedges - {"in_the_call"} or ("in_the_call" in hedges and not timed):
            return None
        best = (strong or acts)[0]
        start = condition.start if condition else part.start + (tokens[part.start] in _JOINING)
        return Commitment(start=start, end=part.end, rule=best.entry.id, who=_who(tokens[part.start:part.end]),
                          when=_when(times, inside))


def _who(tokens: Sequence[str]) -> str:
    """Who will do it, as far as the clause says."""
    for token in tokens:
        if token in _WORKERS:
            return token
    return next((_US[token] for token in tokens if token in _US), "het bedrijf")


def _when(times: Sequence[Match], words: Sequence[str]) -> str:
    if not times:
        return ""
    longest = max(times, key=lambda match: match.end - match.start)
    return " ".join(words[longest.start:longest.end]).strip(".,;:!?")


def _flag(found: Commitment, utterance: Utterance, raised: float, number: int) -> Flag:
    words = utterance.words[found.start:found.end]
    evidence = " ".join(word.text for word in words).rstrip(".,;:!")
    when = f"Wanneer: {found.when}." if found.when else "Wanneer: niet genoemd."
    advice = "Noteer het, dan weet de klant dat het gebeurt." if found.when else (
        "Noem er een dag of uur bij: dan weet de klant waar die aan toe is.")
    return Flag(
        key=f"promise:{utterance.id}:{found.rule}:{number}", kind="promise", speaker=Speaker.AGENT,
        span=Span(words[0].span.start, words[-1].span.end), at=words[-1].span.end, raised=raised, severity="info",
        utterance=utterance.id, evidence=evidence, message=f"Toezegging. Wie: {found.who}. Wat: “{evidence}”. {when}",
        advice=advice, rule=found.rule)
