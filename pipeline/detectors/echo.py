"""Saying back the customer's own words: content words and numbers, inflection and number words folded together."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.detectors.patterns import normalised
from pipeline.detectors.plain_words import BUSINESS_VERBS, NUMBERS, PLAIN_WORDS

"""Words that carry no story: grammar, and the plain vocabulary of every service call."""
SHARED_WEIGHT = 0.4
"""Per shared content word, two at most."""
MARKER_WEIGHT = 0.3
"""Per word that shows it is felt ("en dan ook nog", "zo'n", "terwijl"), two at most."""
SECOND_PERSON_WEIGHT = 0.35
"""The sentence is about the customer ("u staat daar")."""
SOUND_WEIGHT = 0.5
"""An interjection just before or in it."""
FRAGMENT_WEIGHT = 0.3
"""A short fragment without a verb: "Al van zaterdag?" """
BUSINESS_WEIGHT = 0.8
"""It asks, instructs or reports: business."""
ECHO_LIMIT = 0.9
"""Score from which a sentence says the customer's own words back with feeling."""
ECHO_SENTENCES = 4
"""Sentences at the start of a reply that are looked at."""
ECHO_WORDS = 8
"""Most words of a short fragment."""
ECHO_START = 16
"""Words at the start of a reply within which a short fragment counts."""
_REQUEST = re.compile(
    r"^ ((en|oke|dan|dus) )?(kunt|kun|kan|heeft|hebt|wilt|wil|moet|mag|bent|weet|gaat|ziet|staat|doet|krijgt) "
    r"(u|je|ge|ik|we|wij) | (dan|daarvoor|eerst) (kunt|kun|moet|mag) (u|je|ge) |"
    r" (u|je|ge) (kunt|kun|kan|moet|dient|mag|krijgt|ontvangt) | (ik|we|wij) (zie|zien|ga|gaan|kan|kunnen|heb|hebben) |"
    r" (volgens|systeem|formulier|procedure|voorwaarden|wettelijk|beleid|regels|norm|dienst|via|website|site|app) |"
    r" (wat|welk|welke|wanneer|waar|hoe) (is|was|zijn|heeft|had|precies) "
)
_MARKER = re.compile(
    r" (en dat|en dan|en nu|en toch|en nog|en u|en je|en ge|en niemand|en geen|en weer|dan ook nog|ook nog|"
    r"ook nog eens|net nu|net op|net als|juist nu|juist|uitgerekend|zeker als|zeker met|met zon|zon|nog wel|"
    r"terwijl|al|voor de|midden|zonder|zo lang|toch|elke|iedere|weer|maar liefst|zomaar|nota bene|"
    r"allebei|helemaal|dan telt|zelfs|bovenop) "
)
_TENS = {
    "twintig": 20,
    "dertig": 30,
    "veertig": 40,
    "vijftig": 50,
    "zestig": 60,
    "zeventig": 70,
    "tachtig": 80,
    "negentig": 90,
    "honderd": 100,
    "duizend": 1000,
}
_UNITS_AND_TEN = re.compile(r"^(een|twee|drie|vier|vijf|zes|zeven|acht|negen)en(" + "|".join(_TENS) + ")$")
_ORDINALS = {"tweede": "2", "derde": "3", "vierde": "4", "vijfde": "5", "zesde": "6", "zevende": "7", "achtste": "8"}
_SUFFIXES = ("tjes", "jes", "etje", "tje", "ende", "end", "je", "en", "er", "de", "te", "s", "e", "t", "d")


@lru_cache(maxsize=8192)
def stem(token: str) -> str:
    """A rough stem of a normalised word; a number word becomes its digits ("twintig" -> "20")."""
    if token in NUMBERS and token != "een":
        return NUMBERS[token]
    if token in _ORDINALS:
        return _ORDINALS[token]
    if token in _TENS:
        return str(_TENS[token])
    if match := _UNITS_AND_TEN.match(token):
        return str(int(NUMBERS[match[1]]) + _TENS[match[2]])
    if ordinal := re.fullmatch(r"(\d+)(e|de|ste)", token):
        return ordinal[1]
    if token[:1].isdigit():
        return token
    for suffix in _SUFFIXES:
        if token.endswith(suffix) and len(token) - len(suffix) >= 3:
            token = token[: -len(suffix)]
            break
    token = token.replace("v", "f").replace("z", "s")
    return re.sub(r"(.)\1", r"\1", token)


def content_stems(tokens: Iterable[str]) -> frozenset[str]:
    """The stems of the words that tell something, numbers included."""
    return frozenset(
        stem(token) for token in tokens if token and token not in PLAIN_WORDS and (len(token) > 2 or token[0].isdigit())
    )


def find_echo(words: Sequence[str], customer: Sequence[str], sounds: Sequence[int] = ()) -> tuple[int, int] | None:
    """The words [start, end) of a reply that says the customer's own words back with feeling; None without one.

    `sounds`: where interjections ("oei") stand in `words`. A fact that happens to share words is no echo: it lacks the
    "u", the "en dan ook nog", the short fragment or the interjection, or it asks and instructs.
    """
    own = content_stems(map(normalised, customer))
    for start, end in _sentences(words)[:ECHO_SENTENCES]:
        if (
            _echo_score(
                [normalised(word) for word in words[start:end]],
                words[end - 1],
                own,
                any(start - 4 <= place < end for place in sounds),
            )
            >= ECHO_LIMIT
        ):
            return start, end
        for first, last in _fragments(words, start, end)[:3]:
            tokens = [normalised(word) for word in words[first:last]]
            if (
                last - first <= ECHO_WORDS
                and not BUSINESS_VERBS.intersection(tokens)
                and first < ECHO_START
                and (score := SHARED_WEIGHT * min(2, len(content_stems(tokens) & own)))
            ):
                told = content_stems(tokens)
                if score + FRAGMENT_WEIGHT >= ECHO_LIMIT or (len(told & own) * 2 >= len(told) and _telling(told & own)):
                    return first, last
    return None


def _echo_score(tokens: Sequence[str], last: str, own: frozenset[str], after_sound: bool) -> float:
    count = len(content_stems(tokens) & own)
    text = " " + " ".join(tokens) + " "
    business = bool(_REQUEST.search(text)) or (last.endswith("?") and len(tokens) > ECHO_WORDS)
    second = bool({"u", "je", "ge", "gij", "jij", "uw", "jullie"}.intersection(tokens))
    markers = len(set(_MARKER.findall(text)))
    score = SHARED_WEIGHT * min(2, count) + MARKER_WEIGHT * min(2, markers) - BUSINESS_WEIGHT * business
    if not count and not (second and markers + after_sound > 1):
        return 0.0
    if second and not business:
        score += SECOND_PERSON_WEIGHT
    if after_sound:
        score += SOUND_WEIGHT
    return score


def _telling(stems: frozenset[str]) -> bool:
    """A number, or two words, or one long one: more than a chance hit."""
    return len(stems) > 1 or any(item[0].isdigit() or len(item) >= 4 for item in stems)


def _sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    return _split(words, 0, len(words), (".", "!", "?", "…"))


def _fragments(words: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    return _split(words, start, end, (".", ",", "!", "?", ";", ":", "…"))


def _split(words: Sequence[str], start: int, end: int, stops: tuple[str, ...]) -> list[tuple[int, int]]:
    result = []
    for index in range(start, end):
        if words[index].endswith(stops) or index == end - 1:
            result.append((start, index + 1))
            start = index + 1
    return result
