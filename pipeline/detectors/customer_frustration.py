"""How much frustration a customer's words voice: a sum of evidence, each piece with its weight. Words only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from pipeline.detectors.frustration_cues import Evidence, addresses_company, insistence, structural
from pipeline.detectors.lexicon import Lexicon, Match, load_lexicon
from pipeline.detectors.patterns import normalised

HERE = Path(__file__).parent
STRONG, MILD = 1.0, 0.5
"""A strong wording is frustration on its own; two mild ones of different categories together are."""
MILD_WEIGHTS = {
    # facts that frustrate only together with something else
    "fault": 0.3,
    "money": 0.35,
    "duration": 0.4,
    "unreachable": 0.4,
    "broken_promise": 0.4,
    "urgency": 0.35,
    "stakes": 0.45,
    "deprivation": 0.45,
    "emphasis": 0.2,
    "blame_fact": 0.35,
    "helpless_fact": 0.4,
    "scene": 0.4,
    "contrast": 0.4,
    "effort": 0.4,
}
SAME_CATEGORY = 0.25
"""Each further wording of a category that was heard already: emphasis, no new ground."""
CALM_WEIGHTS = {
    "thanks": -0.5,
    "content": -0.4,
    "patience": -0.6,
    "compliment": -0.7,
    "reported": -1.5,
    "request": -0.2,
}
AT_OTHERS = frozenset(
    {
        "anger",
        "blame",
        "swearing",
        "disbelief",
        "dignity",
        "sarcasm",
        "repetition",
        "worn_out",
        "disgust",
        "threat",
        "injustice",
        "emphasis",
        "fault",
        "disappointment",
    }
)
"""Categories that count for little when they are about a third party."""
AT_OTHERS_FACTOR = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a customer's words amount to."""

    score: float = 0.0
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def strongest(self) -> Evidence | None:
        """The heaviest wording; None when only structure speaks."""
        worded = [item for item in self.evidence if item.match and item.weight > 0]
        return max(worded, key=lambda item: item.weight, default=None)


@cache
def frustration_lexicon() -> Lexicon:
    """Ways in which customers voice frustration."""
    return load_lexicon(HERE / "frustration")


@cache
def calm_lexicon() -> Lexicon:
    """Ways in which customers show that they are not frustrated, or not with us."""
    return load_lexicon(HERE / "calm")


def read_frustration(words: Sequence[str], *, said_before: Sequence[str] = (), opening: bool = False) -> Reading:
    """The frustration in a customer's `words` (punctuation attached).

    `said_before`: the agent's previous turn; `opening`: the customer says why they call.
    """
    tokens = [normalised(word) for word in words]
    calm = _calm(tuple(words))
    elsewhere = _about_others(tokens, calm)
    evidence = _worded(frustration_lexicon().matches(words), elsewhere)
    seen = {match.entry.category for match in calm}
    evidence += structural(words, said_before=said_before, asks=elsewhere or "request" in seen, opening=opening)
    if not evidence:
        return Reading()
    evidence += [Evidence(reason=reason, weight=weight) for reason, weight in CALM_WEIGHTS.items() if reason in seen]
    score = sum(item.weight for item in evidence)
    return Reading(score=max(0.0, round(score, 3)), evidence=tuple(evidence))


@lru_cache(maxsize=64)
def _calm(words: tuple[str, ...]) -> list[Match]:
    return calm_lexicon().matches(words)


def _worded(matches: Sequence[Match], elsewhere: bool) -> list[Evidence]:
    by_category: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        by_category[match.entry.category].append(match)
    result = []
    for category, found in by_category.items():
        ranked = sorted(found, key=lambda match: (match.entry.severity != "strong", match.start))
        for rank, match in enumerate(_distinct(ranked)[:2]):
            weight = STRONG if match.entry.severity == "strong" else MILD_WEIGHTS.get(category, MILD)
            if rank:
                weight = min(weight, SAME_CATEGORY)
            if elsewhere and category in AT_OTHERS:
                weight *= AT_OTHERS_FACTOR
            result.append(Evidence(reason=category, weight=weight, match=match))
    return result


def _distinct(matches: list[Match]) -> list[Match]:
    """Those that share no word with an earlier one."""
    kept: list[Match] = []
    for match in matches:
        if all(match.end <= other.start or match.start >= other.end for other in kept):
            kept.append(match)
    return kept


def _about_others(tokens: Sequence[str], calm: Sequence[Match]) -> bool:
    """A third party is named and the company is not addressed."""
    third = any(match.entry.category == "third_party" for match in calm)
    return third and not addresses_company(tokens)


def read_insistence(words: Sequence[str], *, said_before: Sequence[str], own_before: Sequence[str]) -> list[Evidence]:
    """What a turn adds when the outburst before it was passed over: frustration that was not heard comes back.

    `said_before`: the agent's reply to that outburst; `own_before`: the customer's words before it.
    """
    if any(match.entry.category != "third_party" for match in _calm(tuple(words))):
        return []
    return insistence(words, said_before=said_before, own_before=own_before)
