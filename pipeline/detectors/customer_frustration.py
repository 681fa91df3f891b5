"""How much frustration a customer's words voice: a sum of evidence, each piece with its weight. Words only."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from pipeline.detectors.echo import content_stems, stem
from pipeline.detectors.lexicon import Lexicon, Match, load_lexicon
from pipeline.detectors.patterns import normalised
from pipeline.detectors.plain_words import AGREEING, ASKING, GREETINGS, NEGATIONS, RHETORICAL

HERE = Path(__file__).parent
STRONG, MILD = 1.0, 0.5
"""A strong wording is frustration on its own; two mild ones of different categories together are."""
MILD_WEIGHTS = {
    # facts that frustrate only together with something else
    "fault": 0.3, "money": 0.35, "duration": 0.4, "unreachable": 0.4, "broken_promise": 0.4, "urgency": 0.35,
    "stakes": 0.45, "deprivation": 0.45, "emphasis": 0.2, "blame_fact": 0.35, "helpless_fact": 0.4, "scene": 0.4,
    "contrast": 0.45, "effort": 0.4,
}
SAME_CATEGORY = 0.25
"""Each further wording of a category that was heard already: emphasis, no new ground."""
CALM_WEIGHTS = {"thanks": -0.5, "content": -0.4, "patience": -0.6, "compliment": -0.7, "reported": -1.5,
                "request": -0.2}
AT_OTHERS = frozenset({"anger", "blame", "swearing", "disbelief", "dignity", "sarcasm", "repetition", "worn_out",
                       "disgust", "threat", "injustice", "emphasis", "fault", "disappointment"})
"""Categories that count for little when they are about a third party."""
AT_OTHERS_FACTOR = 0.25
EXCLAMATION = 0.2
REPEATED = 0.5
"""The same words twice in one turn: "Acht dagen geen lijn. Acht dagen." """
BARE_ECHO = 0.3
"""Saying back what the agent announced, and nothing else: "Dertig dagen." """
STORY_WORDS = 9
"""Words from which a turn is a story."""
STORY_OPENING, STORY_LATER = 0.5, 0.25
"""A story that asks for nothing: who only tells what happened, wants it to be heard; the more so at the start."""
GREETING = -0.15
"""The story starts with a greeting: composed."""
NEGATION = 0.1
"""Per negation, two at most."""
COMPANY = 0.15
"""The company is addressed ("jullie hebben", "uw monteur")."""
ANSWER = -0.3
"""The turn answers the agent's question."""
PUNCH = 0.2
"""A sentence of two to four words inside a story: "Ik woon alleen." "Drie uur." """
INCREDULOUS = 0.35
"""Saying back the agent's word as a sentence of its own, and going on: "Hemelsbreed. Moest ik vliegen dan?" """
INSISTING = 0.6
"""After an outburst that was not heard: going on about it at all, no answer to a question and no plain question."""
INSISTING_QUESTION = 0.2
"""The same for a plain question."""
DENYING, ADDRESSING, REPEATING_SELF, CONTRASTING = 0.2, 0.15, 0.2, 0.15
"""Then added for a negation, for "u" or "jullie", for the customer's own earlier words again, for
"dus" or "maar" up front."""
_COMPANY = re.compile(
    r"(?<! via)(?<! bij)(?<! met)(?<! aan)(?<! van)(?<! naar)(?<! voor) (jullie|u|ge) "
    r"(hebben|hebt|heeft|laten|laat|doen|doet|sturen|stuurt|zou|zouden|zegt|zeggen|belooft|beloofde|bent|zijn|geeft) |"
    r" (uw|jullie) (monteur|technieker|collega|bedrijf|systeem|chauffeur|koerier|bezorger|site|app|dienst|mensen) ")
"""The company is addressed or one of its people is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing heard, and what it weighs."""

    reason: str
    """A category of the lexicon, or the name of a structural cue."""
    weight: float
    match: Match | None = None


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


def read_frustration(words: Sequence[str], *, said_before: Sequence[str] = (),
                     opening: bool = False) -> Reading:
    """The frustration in a customer's `words` (punctuation attached).

    `said_before`: the agent's previous turn; `opening`: the customer says why they call.
    """
    tokens = [normalised(word) for word in words]
    calm = _calm(tuple(words))
    elsewhere = _about_others(tokens, calm)
    evidence = _worded(frustration_lexicon().matches(words), elsewhere)
    seen = {match.entry.category for match in calm}
    evidence += _structural(words, tokens, said_before, asks=elsewhere or "request" in seen, opening=opening)
    if not evidence:
        return Reading()
    evidence += [Evidence(reason=reason, weight=weight) for reason, weight in CALM_WEIGHTS.items() if reason in seen]
    score = sum(item.weight for item in evidence)
    return Reading(score=max(0.0, round(score, 3)), evidence=tuple(evidence))


@lru_cache(maxsize=64)
def _calm(words: tuple[str, ...]) -> list[Match]:
    return calm_lexicon().matches(words)


def is_question(words: Sequence[str]) -> bool:
    """Whether the last sentence asks; also without its question mark, which an ASR often drops."""
    if not words:
        return False
    start = max((index + 1 for index, word in enumerate(words[:-1]) if word.endswith((".", "!", "?"))), default=0)
    return words[-1].endswith("?") or normalised(words[start]) in ASKING


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
    return third and not _COMPANY.search(" " + " ".join(tokens) + " ")


def _structural(words: Sequence[str], tokens: Sequence[str], said_before: Sequence[str], *,
                asks: bool, opening: bool) -> list[Evidence]:
    result = []
    if not words:
        return result
    asks = asks or words[-1].endswith("?")
    answers = not opening and is_question(said_before)
    if len(tokens) >= STORY_WORDS and not asks and not answers:
        result.append(Evidence(reason="story", weight=STORY_OPENING if opening else STORY_LATER))
        if opening and tokens[0] in GREETINGS:
            result.append(Evidence(reason="greeting", weight=GREETING))
    if denied := min(2, len(NEGATIONS.intersection(tokens))):
        result.append(Evidence(reason="negation", weight=NEGATION * denied))
    if _COMPANY.search(" " + " ".join(tokens) + " ") or ("jullie" in tokens and not asks):
        result.append(Evidence(reason="company", weight=COMPANY))
    if answers:
        result.append(Evidence(reason="answer", weight=ANSWER))
    if any("!" in word for word in words):
        result.append(Evidence(reason="exclamation", weight=EXCLAMATION))
    sentences = _sentences(words)
    if any(_repeats(sentences[:index], sentence) for index, sentence in enumerate(sentences)):
        result.append(Evidence(reason="repeated", weight=REPEATED))
    if len(tokens) >= STORY_WORDS and not asks and any(map(_is_punch, sentences[1:])):
        result.append(Evidence(reason="punch", weight=PUNCH))
    first = sentences[0] if len(sentences) > 1 else []
    announced = content_stems(map(normalised, said_before))
    if 0 < len(first) <= 3 and (own := content_stems(first)) and own <= announced and not AGREEING.intersection(tokens):
        result.append(Evidence(reason="incredulous", weight=INCREDULOUS))
    stems = content_stems(tokens)
    short = 1 < len(tokens) <= 4 and not AGREEING.intersection(tokens)
    if stems and short and "?" not in words[-1] and stems <= announced:
        result.append(Evidence(reason="bare_echo", weight=BARE_ECHO))
    return result


def _is_punch(sentence: Sequence[str]) -> bool:
    return len(sentence) <= 4 and bool(content_stems(sentence))


def _sentences(words: Sequence[str]) -> list[list[str]]:
    result: list[list[str]] = [[]]
    for word in words:
        if token := normalised(word):
            result[-1].append(token)
        if word.endswith((".", "!", "?")) and result[-1]:
            result.append([])
    return [sentence for sentence in result if sentence]


def _repeats(earlier: Sequence[list[str]], sentence: list[str]) -> bool:
    """A short sentence of at least two words that an earlier one held word for word."""
    if not 2 <= len(sentence) <= 5 or not content_stems(sentence):
        return False
    needle = " " + " ".join(sentence) + " "
    return any(needle in " " + " ".join(other) + " " for other in earlier)


def read_insistence(words: Sequence[str], *, said_before: Sequence[str], own_before: Sequence[str]) -> list[Evidence]:
    """What a turn adds when the outburst before it was passed over: frustration that was not heard comes back.

    `said_before`: the agent's reply to that outburst; `own_before`: the customer's words before it.
    """
    tokens = [token for token in map(normalised, words) if token]
    telling = content_stems(tokens)
    if len(tokens) < 2 or sum(stem(token)[0].isdigit() for token in tokens) * 4 > len(tokens):
        return []
    if any(match.entry.category != "third_party" for match in _calm(tuple(words))):
        return []
    denies = bool(NEGATIONS.intersection(tokens))
    asks = words[-1].endswith("?") and not RHETORICAL.intersection(tokens)
    repeats = len(telling & content_stems(map(normalised, own_before))) >= 2
    answers = is_question(said_before) and not repeats
    if answers and not denies:
        return []
    evidence = [Evidence(reason="insisting", weight=INSISTING_QUESTION if asks or answers else INSISTING)]
    if denies:
        evidence.append(Evidence(reason="denying", weight=DENYING))
    if {"u", "jullie", "ge"}.intersection(tokens):
        evidence.append(Evidence(reason="addressing", weight=ADDRESSING))
    if repeats:
        evidence.append(Evidence(reason="repeating_self", weight=REPEATING_SELF))
    if tokens[0] in ("dus", "maar") or tokens[:2] in (["en", "dus"], ["ja", "maar"]):
        evidence.append(Evidence(reason="contrasting", weight=CONTRASTING))
    return evidence
