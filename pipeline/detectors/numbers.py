"""Words that carry digits or letters: reading out a number is no conversation, so its pace is not judged."""

import re
from collections.abc import Sequence

_UNITS = "nul een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien honderd duizend"
_NUMERALS = frozenset(_UNITS.split())
_LARGE = re.compile(
    r"(?:(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)(?:en|ën))?"
    r"(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig|(?:vijf|zes|zeven|acht|negen)tien"
    r"|\w*(?:honderd|duizend)\w*"
)
_FILLING = frozenset(
    {"van", "keer", "dubbel", "streepje", "punt", "komma", "apenstaartje", "slash", "en", "de", "het", "is"}
)
_DIGITS = re.compile(r"[\d.,/\-+€%]*\d[\d.,/\-+€%]*(?:e|ste|de)?")


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'()…").lower()


def is_number_or_letter(word: str) -> bool:
    """Whether a word is a number ("06", "vierendertig", "twaalf") or a spelled letter ("B")."""
    bare = _bare(word)
    return (
        bool(_DIGITS.fullmatch(bare))
        or bare in _NUMERALS
        or bool(_LARGE.fullmatch(bare))
        or (len(bare) == 1 and bare.isalpha() and bare not in "u")
    )


def mostly_numbers(words: Sequence[str], *, share: float) -> bool:
    """Whether at least `share` of the words carry digits or letters. "van" in "B van Bernard" counts for neither."""
    counted = [word for word in words if _bare(word) and _bare(word) not in _FILLING]
    return bool(counted) and sum(map(is_number_or_letter, counted)) >= share * len(counted)
