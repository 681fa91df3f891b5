"""Found against wanted, per kind: hits, false alarms, misses; precision, recall, F1 and how sure they are.

A finding hits a label when its turn lies within the label's and its words overlap the label's (findings and labels
without words: the turn decides). Each label can be hit once; a second finding on it is ignored, as is a finding on an
optional label. Everything else is a false alarm.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.evaluation.labels import KINDS, Label, Labelled

RESAMPLES = 400
SEED = 1
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a detector found in a written dialogue; `kind` as in KINDS, `words` None for the whole turn."""

    kind: str
    turn: int
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One kind in one dialogue."""

    hits: int = 0
    false: tuple[Finding, ...] = ()
    missed: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One kind over many dialogues. A ratio without anything to divide by is 0."""

    hits: int
    false: int
    missed: int
    agent_turns: int

    @property
    def precision(self) -> float:
        """The share of what was found that was right."""
        return _ratio(self.hits, self.hits + self.false)

    @property
    def recall(self) -> float:
        """The share of what was there that was found."""
        return _ratio(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def false_per_100(self) -> float:
        """False alarms per 100 agent turns."""
        return 100 * self.false / max(1, self.agent_turns)


def tally(labelled: Labelled, found: Sequence[Finding], kind: str) -> Tally:
    """Compare what was found in one dialogue with what is labelled, for one kind."""
    wanted = labelled.wanted[kind]
    hit = [False] * len(wanted)
    false = []
    for finding in (one for one in found if one.kind == kind):
        near = [i for i, label in enumerate(wanted) if meets(finding, label)]
        free = next((i for i in near if not hit[i]), None)
        if free is not None:
            hit[free] = True
        elif not near and not any(meets(finding, label) for label in labelled.optional[kind]):
            false.append(finding)
    asked = [(label, got or _otherwise(label, found)) for label, got in zip(wanted, hit, strict=True) if not label.lost]
    return Tally(
        hits=sum(got for _, got in asked),
        false=tuple(false),
        missed=tuple(label for label, got in asked if not got),
    )


def total(tallies: Iterable[Tally], agent_turns: Iterable[int]) -> Score:
    """The score over dialogues; one tally and one number of agent turns each."""
    tallies = list(tallies)
    return Score(
        hits=sum(one.hits for one in tallies),
        false=sum(len(one.false) for one in tallies),
        missed=sum(len(one.missed) for one in tallies),
        agent_turns=sum(agent_turns),
    )


def interval(
    tallies: Sequence[Tally], agent_turns: Sequence[int], *, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The 95% confidence interval of F1: percentile bootstrap over dialogues (Efron 1979), always the same seed."""
    chance = random.Random(SEED)
    count = len(tallies)
    scores = []
    for _ in range(resamples):
        drawn = [chance.randrange(count) for _ in range(count)]
        scores.append(total((tallies[i] for i in drawn), (agent_turns[i] for i in drawn)).f1)
    scores.sort()
    tail = round(resamples * (1 - CONFIDENCE) / 2)
    return scores[max(0, tail - 1)], scores[resamples - 1 - tail]


def macro_f1(scores: dict[str, Score]) -> float:
    """The mean F1 of all kinds, each as heavy."""
    return sum(score.f1 for score in scores.values()) / len(scores) if scores else 0.0


def tallies_of(
    labelled: Sequence[Labelled], found: Sequence[Sequence[Finding]], kinds: Sequence[str] = KINDS
) -> dict[str, list[Tally]]:
    """Per kind a tally for each dialogue."""
    return {kind: [tally(one, own, kind) for one, own in zip(labelled, found, strict=True)] for kind in kinds}


def meets(finding: Finding, label: Label) -> bool:
    """Whether a finding lies where the label does, and on its words."""
    if not label.first <= finding.turn <= label.last:
        return False
    return not label.texts or not finding.words or any(same_words(finding.words, text) for text in label.texts)


def _otherwise(label: Label, found: Iterable[Finding]) -> bool:
    return label.alternative is not None and any(
        finding.kind == label.alternative and finding.turn == label.first for finding in found
    )


def same_words(one: str, other: str) -> bool:
    """Whether the shorter text stands within the longer, or they share at least half of its words (two or more)."""
    short, long = sorted((_words(one), _words(other)), key=len)
    if not short:
        return False
    if any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1)):
        return True
    common = len(set(short) & set(long))
    return common >= 2 and common >= 0.5 * len(short)


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w']+", " ", text.lower()).split()


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
