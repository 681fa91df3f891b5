"""Cues of structure: how a customer's turn is built, whatever its words. Each has a named weight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.detectors.echo import content_stems, stem
from pipeline.detectors.lexicon import Match
from pipeline.detectors.plain_words import AGREEING, ASKING, GREETINGS, NEGATIONS, RHETORICAL
from pipeline.detectors.words import normalised

EXCLAMATION = 0.2
REPEATED = 0.5
"""The same words twice in one turn: "Acht dagen geen lijn. Acht dagen." """
BARE_ECHO = 0.3
"""Saying back what the agent announced, and nothing else: "Dertig dagen." """
STORY_WORDS = 9
"""Words from which a turn is a story."""
STORY_OPENING, STORY_LATER = 0.45, 0.25
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
INSISTING = 0.5
"""After an outburst that was not heard: going on about it at all, no answer to a question and no plain question."""
INSISTING_QUESTION = 0.15
"""The same for a plain question."""
DENYING, ADDRESSING, REPEATING_SELF, CONTRASTING = 0.15, 0.1, 0.15, 0.1
"""Then added for a negation, for "u" or "jullie", for the customer's own earlier words again, for
"dus" or "maar" up front."""
_COMPANY = re.compile(
    r"(?<! via)(?<! bij)(?<! met)(?<! aan)(?<! van)(?<! naar)(?<! voor) (jullie|u|ge) "
    r"(hebben|hebt|heeft|laten|laat|doen|doet|sturen|stuurt|zou|zouden|zegt|zeggen|belooft|beloofde|bent|zijn|geeft) |"
    r" (uw|jullie) (monteur|technieker|collega|bedrijf|systeem|chauffeur|koerier|bezorger|site|app|dienst|mensen) "
)


def addresses_company(tokens: Sequence[str]) -> bool:
    """The company is addressed ("jullie hebben") or one of its people is meant ("uw monteur")."""
    return bool(_COMPANY.search(" " + " ".join(tokens) + " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing heard, and what it weighs."""

    reason: str
    """A category of the lexicon, or the name of a structural cue."""
    weight: float
    match: Match | None = None
    like: str = ""
    """The training example that it lies nearest to, where meaning was judged."""


def is_question(words: Sequence[str]) -> bool:
    """Whether the last sentence asks; also without its question mark, which an ASR often drops."""
    if not words:
        return False
    start = max((index + 1 for index, word in enumerate(words[:-1]) if word.endswith((".", "!", "?"))), default=0)
    return words[-1].endswith("?") or normalised(words[start]) in ASKING


def structural(words: Sequence[str], *, said_before: Sequence[str], asks: bool, opening: bool) -> list[Evidence]:
    """The cues of structure in a customer's `words`; `asks`: the words hold a request, `opening`: why they call."""
    tokens = [normalised(word) for word in words]
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
    if addresses_company(tokens) or ("jullie" in tokens and not asks):
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


def insistence(words: Sequence[str], *, said_before: Sequence[str], own_before: Sequence[str]) -> list[Evidence]:
    """What a turn adds when the outburst before it was passed over: frustration that was not heard comes back.

    `said_before`: the agent's reply to that outburst; `own_before`: the customer's words before it.
    """
    tokens = [token for token in map(normalised, words) if token]
    telling = content_stems(tokens)
    if len(tokens) < 2 or sum(stem(token)[0].isdigit() for token in tokens) * 4 > len(tokens):
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
