"""A text as atoms: numbers (written or spoken), words, punctuation and labels, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from pipeline.redaction.kinds import LABELS, Found
from pipeline.redaction.numerals import digit_of_plural, digits_by_sound, digits_of, plain
from pipeline.redaction.wordset import words_of

_ATOM = re.compile(rf"{'|'.join(map(re.escape, sorted(LABELS)))}|[0-9]+|[^\W\d_]+|\S")
_SMALL = 2
_FILLERS = words_of("uh eh ehm euh de - ,")
MOST_TIMES = 5
""" "vijf keer nul" is five digits; more is an amount."""


class Sort(Enum):
    """What an atom is."""

    NUMBER = auto()
    WORD = auto()
    PUNCTUATION = auto()
    BARRIER = auto()
    """A label, or digits that stay: no number reaches across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """Characters `start` to `end` of the text."""

    start: int
    end: int
    raw: str
    """As written."""
    plain: str
    """Lower case, without accents."""
    sort: Sort
    digits: str = ""
    """Of a number: what it stands for ("dubbel nul" -> "00")."""
    spoken: bool = False
    """A number in words."""
    soft: bool = False
    """A number only between other numbers ("een", "fier")."""

    @property
    def number(self) -> bool:
        """Whether it is a number, soft ones too."""
        return self.sort is Sort.NUMBER

    @property
    def word(self) -> bool:
        """Whether it is a word that is no number."""
        return self.sort is Sort.WORD


def atoms_of(text: str) -> list[Atom]:
    """The atoms of a text, in order; a spoken number in several words ("vierhonderd zeventig") is one."""
    return _joined([_atom(match) for match in _ATOM.finditer(text)])


def barred(atoms: Sequence[Atom], found: Sequence[Found]) -> list[Atom]:
    """The atoms with every stretch of `found` (in order, apart) as one barrier."""
    result: list[Atom] = []
    stretches = iter(found)
    current = next(stretches, None)
    for atom in atoms:
        while current and current.end <= atom.start:
            current = next(stretches, None)
        if current is None or atom.end <= current.start:
            result.append(atom)
        elif not result or result[-1].end != current.end:
            result.append(Atom(start=current.start, end=current.end, raw="", plain="", sort=Sort.BARRIER))
    return result


def _atom(match: re.Match[str]) -> Atom:
    raw = match[0]
    start, end = match.span()
    if raw in LABELS:
        return Atom(start=start, end=end, raw=raw, plain="", sort=Sort.BARRIER)
    if raw[0] in "0123456789":
        return Atom(start=start, end=end, raw=raw, plain=raw, sort=Sort.NUMBER, digits=raw)
    word = plain(raw)
    if not raw[0].isalpha():
        return Atom(start=start, end=end, raw=raw, plain=word, sort=Sort.PUNCTUATION)
    digits = "1" if raw.lower() in ("één", "éen", "eén") else digits_of(word)
    soft = "" if digits else digits_by_sound(word)
    sort = Sort.NUMBER if digits or soft else Sort.WORD
    return Atom(
        start=start,
        end=end,
        raw=raw,
        plain=word,
        sort=sort,
        digits=digits or soft,
        spoken=bool(digits),
        soft=bool(soft),
    )


def _joined(atoms: list[Atom]) -> list[Atom]:
    result: list[Atom] = []
    i = 0
    while i < len(atoms):
        taken, atom = _times(atoms, i)
        if taken == 1 and result and (grown := _grown(result, atom)):
            result[-grown[0] :] = [grown[1]]
        else:
            result.append(atom)
        i += taken
    return result


def _over(first: Atom, last: Atom, digits: str) -> Atom:
    return replace(first, end=last.end, digits=digits, spoken=True, soft=False, sort=Sort.NUMBER)


def _times(atoms: list[Atom], i: int) -> tuple[int, Atom]:
    """ "dubbel nul", "twee keer de nul", "drie nullen": how many atoms it takes, and the number that they are."""
    atom = atoms[i]
    if atom.word and atom.plain in ("dubbel", "dubbele", "dubbelle"):
        last, many = _past_fillers(atoms, i + 1), 2
    elif _one_digit(atom) and not atom.soft and 1 < int(atom.digits) <= MOST_TIMES:
        many, following = int(atom.digits), _past_fillers(atoms, i + 1)
        if following < len(atoms) and (digit := digit_of_plural(atoms[following].plain)):
            return following - i + 1, _over(atom, atoms[following], digit * many)
        if following >= len(atoms) or atoms[following].plain not in ("keer", "maal", "x", "ker"):
            return 1, atom
        last = _past_fillers(atoms, following + 1)
    else:
        return 1, atom
    if last >= len(atoms) or not _one_digit(atoms[last]):
        return 1, atom
    return last - i + 1, _over(atom, atoms[last], atoms[last].digits * many)


def _past_fillers(atoms: list[Atom], i: int) -> int:
    """The index of the first atom from `i` on that is no hesitation, article or comma, at most two further."""
    last = i + 2
    while i < min(last, len(atoms)) and atoms[i].plain in _FILLERS:
        i += 1
    return i


def _one_digit(atom: Atom) -> bool:
    return atom.number and len(atom.digits) == 1


def _grown(before: list[Atom], atom: Atom) -> tuple[int, Atom] | None:
    """Two spoken numbers that are one ("vierhonderd zeventig", "zes en dertig"): how many atoms go into it, and it."""
    last = before[-1]
    if not atom.spoken or len(atom.digits) > 3:
        return None
    if last.spoken and _ends_in_zeros(last.digits, atom.digits):
        return 1, _over(last, atom, str(int(last.digits) + int(atom.digits)))
    if len(before) < _SMALL or last.plain != "en":
        return None
    first = before[-2]
    tens = len(atom.digits) == 2 and atom.digits[1] == "0" and atom.digits > "10"
    if (
        first.number
        and (first.spoken or first.plain == "een")
        and len(first.digits) == 1
        and tens
        and first.digits > "0"
    ):
        return 2, _over(first, atom, str(int(first.digits) + int(atom.digits)))
    return None


def _ends_in_zeros(large: str, small: str) -> bool:
    zeros = len(large) - len(large.rstrip("0"))
    return (
        zeros >= _SMALL and len(large) > _SMALL and len(small) <= zeros and small[0] != "0" and large.strip("0") != ""
    )
