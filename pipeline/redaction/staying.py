"""Written figures that stay, however many digits they have: times, prices, decimals, thousands, percentages."""

import re
from collections.abc import Iterator

_TIME = r"(?:[01]?[0-9]|2[0-3])[:.][0-5][0-9]"
_NOT_INSIDE = r"(?<![0-9])(?<![0-9][-.,/: ])"
_NOT_GOING_ON = r"(?![-.,/: ]{0,2}[0-9])"
_STAYING = re.compile(
    rf"{_NOT_INSIDE}(?:"
    rf"{_TIME}(?=\s?(?:uur|u)\b)"
    r"|(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
    rf"|(?<=\bom ){_TIME}|(?<=\b(?:van|tot) ){_TIME}|(?<=\brond ){_TIME}|(?<=\bvanaf ){_TIME}|(?<=\btussen ){_TIME}"
    r"|(?!0[0-9])[0-9]{1,3}(?:\.[0-9]{3}){0,3},(?:[0-9]{1,2}|-)(?=\W|$)"
    r"|[1-9][0-9]{0,5},[0-9]{2}"
    r"|[0-9]{1,4}[.,][0-9]{1,3}(?=\s?%)"
    r"|[0-9]{1,2}/[0-9]{1,2}"
    r"|(?<=\b(?:op|om) )[0-3]?[0-9]-[01][0-9]|(?<=\b(?:tot|per|van) )[0-3]?[0-9]-[01][0-9]"
    rf"){_NOT_GOING_ON}"
    r"|(?<=€)\s?[0-9]{1,3}(?:[. ]?[0-9]{3}){0,3}(?:,[0-9]{2})?(?![0-9])"
    r"|(?<![0-9])[0-9]{1,3}(?:\.?[0-9]{3})?(?:,[0-9]{2})?(?=\s?(?:euro|€))"
    r"(?:\s?(?:euro|€)\s(?:en\s)?[0-9]{1,2}(?![0-9 ]))?",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"(?<![0-9])(?<![0-9][-.,/: ])[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,3}(?![-.,/: ]{0,2}[0-9])")
"""A figure with points between its thousands; it stays unless it is said to be a number."""


def staying(text: str) -> Iterator[tuple[int, int]]:
    """The stretches (start, end) of characters that stay, in order, apart."""
    for match in _STAYING.finditer(text):
        yield match.span()
