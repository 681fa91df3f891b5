"""Promises: what the agent says the company will do, for whom and by when; listed at the end so that they are kept.

A promise is an unhedged commitment about what comes after this turn. "Ik ga proberen", a general lead time, what was
done before and what is done on the spot are none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.clauses import (
    ADDRESSEE,
    AUXILIARIES,
    LEADING,
    SELF,
    SUBJECTS,
    SUBORDINATORS,
    Stretch,
    clauses,
    is_finite,
    sentences,
    tokens_of,
    word_set,
)
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, Match, shipped_lexicon
from pipeline.detectors.question_spans import find_questions
from pipeline.detectors.wording import EDGE, flag_about, texts
from pipeline.span import Speaker

WHOLE_SENTENCE = frozenset({"doubt", "rule_of_thumb"})
"""Hedges that hold for the sentence; the others hold for their clause."""
_CONDITIONS = frozenset({"als", "zodra", "wanneer", "indien", "zolang", "mocht"})
_JOINING = frozenset({"en", "maar", "dus", "want"})
_US = {"ik": "de medewerker", "we": "het bedrijf", "wij": "het bedrijf"}
_THEM = ADDRESSEE | {"uw", "jouw", "er", "ze", "hij", "hem"}
_UNBINDING = AUXILIARIES | word_set("""
    zie zien ziet hoor hoort weet weten denk denken snap snapt begrijp vind vindt lees leest sluit opent eindigt
    duurt kost geldt verloopt betekent heet gebeurt begint begin kijk spreek noteer
    werk praat vraag klopt valt blijft kom ga doe doen
""")
"""Verbs that report or happen by themselves: a time beside them binds nobody."""
_WORKERS = word_set("""
    collega monteur technieker technicus koerier chauffeur bezorger expert ploeg team specialist dienst
    afdeling loodgieter aannemer teamleider manager arts consulent adviseur planner iemand leverancier winkel
""")


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

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "promise"), repr=False)
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
        words = texts(utterance)
        tokens = tokens_of(words)
        asked = find_questions(words)
        closed = (
            len(words)
            if utterance.final
            else max((sentence.end for sentence in sentences(words) if sentence.closed), default=0)
        )
        for parts in self._sentences(words, tokens, closed):
            heard = [self.lexicon.matches(words[part.start : part.end]) for part in parts]
            if self._doubted(parts, heard):
                continue
            condition: Stretch | None = None
            for part, matches in zip(parts, heard, strict=True):
                if tokens[part.start] in _CONDITIONS and part is not parts[-1] and not _runs_on(tokens, part, matches):
                    condition = part
                    continue
                if any(each.start < part.end and part.start < each.end for each in asked):
                    continue
                if found := self._judge(words, tokens, part, condition, matches):
                    yield found
                condition = None

    def _sentences(self, words: Sequence[str], tokens: Sequence[str], closed: int) -> Iterator[list[Stretch]]:
        """The clauses of each finished sentence."""
        parts = clauses(words, tokens)
        for sentence in sentences(words):
            if sentence.end <= closed:
                yield [part for part in parts if sentence.start <= part.start < sentence.end]

    def _doubted(self, parts: Sequence[Stretch], heard: Sequence[Sequence[Match]]) -> bool:
        """Whether one clause casts doubt on its whole sentence."""
        if not parts or parts[-1].end - parts[0].start > self.sentence_words:
            return False
        return any(match.entry.id in WHOLE_SENTENCE for matches in heard for match in matches)

    def _judge(
        self,
        words: Sequence[str],
        tokens: Sequence[str],
        part: Stretch,
        condition: Stretch | None,
        matches: Sequence[Match],
    ) -> Commitment | None:
        """The promise in a clause, if it is one."""
        inside = words[part.start : part.end]
        acts = [match for match in matches if match.entry.category == "commitment"]
        strong = [match for match in acts if match.entry.severity == "strong"]
        times = [match for match in matches if match.entry.category == "when"]
        hedges = {match.entry.id for match in matches if match.entry.category == "hedge"}
        timed = bool(times) or (condition is not None and tokens[condition.start] == "zodra")
        free = condition is None or timed
        bound = strong if strong and free else (acts if timed else [])
        if len(inside) < self.least_words or not (bound or (times and _binds(tokens[part.start : part.end], inside))):
            return None
        if hedges - {"in_the_call"} or ("in_the_call" in hedges and not timed):
            return None
        start = condition.start if condition else part.start + (tokens[part.start] in _JOINING)
        return Commitment(
            start=start,
            end=part.end,
            rule=bound[0].entry.id if bound else "timed_statement",
            who=_who(tokens[part.start : part.end]),
            when=_when(times, inside),
        )


def _runs_on(tokens: Sequence[str], part: Stretch, matches: Sequence[Match]) -> bool:
    """ "Zodra ik het weet bel ik u": condition and promise in one clause, for want of a comma."""
    return any(
        match.entry.severity == "strong" and match.start > 2 and tokens[part.start + match.start + 1] in SELF
        for match in matches
        if match.entry.category == "commitment"
    )


def _binds(tokens: Sequence[str], words: Sequence[str]) -> bool:
    """A plain present tense of the company or of what it sends: with a time beside it, that is a commitment."""
    if _colleague_acts(tokens, words):
        return True
    for place, token in enumerate(tokens):
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in SELF:
            before = tokens[place - 1] if place else ""
            verb = after if not before or before in LEADING | SUBORDINATORS else before
            if verb and verb not in _UNBINDING | SUBJECTS:
                return True
        elif token not in _UNBINDING and is_finite(token, after) and not _THEM.isdisjoint(tokens):
            theirs = {tokens[place - 1] if place else "", after} & ADDRESSEE
            return not theirs or not (_WORKERS | {"onze", "mijn"}).isdisjoint(tokens)
    return False


def _colleague_acts(tokens: Sequence[str], words: Sequence[str]) -> bool:
    """ "Dan belt Sylvia hem", "onze tuinman hangt het op": a named colleague, or one of ours, does something."""
    for place in range(len(tokens) - 1):
        named = place > 0 and words[place][:1].isupper() and len(tokens[place]) > 2 and tokens[place] not in SUBJECTS
        ours = tokens[place] in ("onze", "mijn") and place + 2 < len(tokens)
        last = place + ours
        near = (tokens[place - 1] if place else "", tokens[last + 1])
        if (named or ours) and any(verb not in _UNBINDING and is_finite(verb) for verb in near):
            return True
    return False


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
    return " ".join(words[longest.start : longest.end]).strip(".,;:!?")


def _flag(found: Commitment, utterance: Utterance, raised: float, number: int) -> Flag:
    evidence = " ".join(word.text for word in utterance.words[found.start : found.end]).strip(EDGE)
    when = f"Wanneer: {found.when}." if found.when else "Wanneer: niet genoemd."
    advice = (
        "Noteer het, dan weet de klant dat het gebeurt."
        if found.when
        else ("Noem er een dag of uur bij: dan weet de klant waar die aan toe is.")
    )
    return flag_about(
        utterance,
        found.start,
        found.end,
        kind="promise",
        rule=found.rule,
        raised=raised,
        severity="info",
        number=number,
        evidence=evidence,
        message=f"Toezegging. Wie: {found.who}. Wat: “{evidence}”. {when}",
        advice=advice,
    )
