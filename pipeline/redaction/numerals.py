"""Dutch number words as digits, also as speech recognition misspells them ("fertig" for "veertig")."""

import re
from collections.abc import Iterator
from functools import lru_cache

_UNITS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = ("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien")
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_ACCENTS = str.maketrans("éèëêóöïíüáà", "eeeeooiiuaa")

_WORDS: dict[str, int] = {word: value for value, word in enumerate(_UNITS + _TEENS)}
for _i, _ten in enumerate(_TENS, start=2):
    _WORDS[_ten] = 10 * _i
    _WORDS |= {f"{unit}en{_ten}": 10 * _i + value for value, unit in enumerate(_UNITS) if value}

_SPOKEN_SO = {
    "zeuven": 7,
    "zeuve": 7,
    "zeve": 7,
    "nege": 9,
    "neuge": 9,
    "eene": 1,
    "twie": 2,
    "nulle": 0,
    "nou": 0,
    "nol": 0,
    "zeis": 6,
    "weif": 5,
}
"""As on a bad line, and in the south."""
_NOT_A_NUMBER = frozenset({"en"})
_PLURALS = {
    "nullen": "0",
    "enen": "1",
    "eentjes": "1",
    "tweeen": "2",
    "drieen": "3",
    "vieren": "4",
    "vijven": "5",
    "zessen": "6",
    "zevens": "7",
    "achten": "8",
    "negens": "9",
}
_HUNDREDS = re.compile(r"(\w*?)honderd(?:en)?(\w*)")
_THOUSANDS = re.compile(r"(\w*?)duizend(?:en)?(\w*)")


def plain(word: str) -> str:
    """Lower case, without the accents that Dutch number words carry."""
    return word.lower().translate(_ACCENTS)


def _key(word: str) -> str:
    """Words that sound alike share a key: v is f, z is s, long vowels are short."""
    return re.sub(r"(.)\1+", r"\1", word.replace("v", "f").replace("z", "s").replace("ij", "y").replace("ei", "y"))


_BY_SOUND = {_key(word): value for word, value in _WORDS.items()}
_LONG = 8
"""Letters of a number word that is known with one of them missing, added or changed ("zeveentachtig")."""


def _shorter(word: str) -> Iterator[str]:
    """The word without each of its letters in turn."""
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


_NEARLY = {short: value for word, value in _BY_SOUND.items() if len(word) >= _LONG for short in (word, *_shorter(word))}


def _nearly(word: str) -> int | None:
    """The value of the long number word that is at most one letter away."""
    key = _key(word)
    if len(key) < _LONG - 1:
        return None
    return next((_NEARLY[short] for short in (key, *_shorter(key)) if short in _NEARLY), None)


@lru_cache(maxsize=4096)
def digits_of(word: str) -> str:
    """The digits of a number word in lower case without accents ("honderdachttien" -> "118"); "" for another word."""
    if len(word) > 40:
        return ""
    value = _value(word)
    return "" if value is None else str(value)


@lru_cache(maxsize=4096)
def digits_by_sound(word: str) -> str:
    """The digits that a short word may stand for next to other digits ("fier", "ses", "een"); "" for another word."""
    if len(word) > 14 or word in _NOT_A_NUMBER:
        return ""
    value = _BY_SOUND.get(_key(word), _SPOKEN_SO.get(word))
    return "" if value is None else str(value)


def digit_of_plural(word: str) -> str:
    """ "nullen" -> "0"; "" for another word."""
    return _PLURALS.get(word, "")


def ordinal_of(word: str) -> int | None:
    """1 to 31 for an ordinal as dates use them ("eerste", "derde", "twaalfde", "eenendertigste"), else None."""
    irregular = {"eerste": 1, "derde": 3, "achtste": 8}
    if word in irregular:
        return irregular[word]
    root = word.removesuffix("ste") if word.endswith("ste") else word.removesuffix("de")
    value = _WORDS.get(root) if root != word else None
    return value if value is not None and 1 <= value <= 31 else None


def _value(word: str) -> int | None:
    if word in _WORDS:
        return None if word == "een" else _WORDS[word]
    if word in ("zeuven", "zeuve", "nulle"):
        return _SPOKEN_SO[word]
    if match := _THOUSANDS.fullmatch(word):
        return _sum(match[1], match[2], 1000)
    if match := _HUNDREDS.fullmatch(word):
        return _sum(match[1], match[2], 100)
    return _BY_SOUND.get(_key(word), _nearly(word)) if len(word) > 5 else None


def _sum(many: str, rest: str, unit: int) -> int | None:
    factor = 1 if not many else _WORDS.get(many) or (_value(many) if unit == 1000 else _BY_SOUND.get(_key(many)))
    added = 0 if not rest else _WORDS.get(rest) or (_value(rest) if unit == 1000 else _BY_SOUND.get(_key(rest)))
    return None if not factor or added is None or added >= unit else factor * unit + added
