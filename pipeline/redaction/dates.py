"""Dates: those of birth are redacted, all others stay and keep their digits from being taken for a number."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.redaction.kinds import Kind
from pipeline.redaction.numerals import ordinal_of
from pipeline.redaction.scene import Scene
from pipeline.redaction.words import LONG_SINCE, MONTHS
from pipeline.redaction.wordset import words_of

OLD_YEAR = 2008
"""A full date before this year is taken for a date of birth even when nothing says so."""
_BETWEEN = words_of(", . van in het jaar uit '")
_SEPARATORS = words_of("- / . ,")


@dataclass(frozen=True, slots=True)
class Date:
    """A date at atoms `first` to `last`; `year` is None where none was said."""

    first: int
    last: int
    year: int | None
    birth: bool


def dates(scene: Scene) -> Iterator[Date]:
    """The dates of a text, in order, apart."""
    i = 0
    while i < len(scene.atoms):
        date = _named_month(scene, i) or _numeric(scene, i) or _birth_year(scene, i)
        if date:
            yield date
        i = date.last + 1 if date else i + 1


def _day(scene: Scene, i: int) -> bool:
    atom = scene.atoms[i]
    if atom.number:
        return len(atom.digits) <= 2 and 1 <= int(atom.digits) <= 31
    return atom.word and ordinal_of(atom.plain) is not None


def _named_month(scene: Scene, i: int) -> Date | None:
    """ "3 mei 1968", "de derde mei negentien achtenzestig", "3e mei", "mei 1968"."""
    month = i + 1
    if not _day(scene, i):
        return None
    if scene.after(i) in ("e", "ste", "de", "."):
        month += 1
    if month >= len(scene.atoms) or scene.atoms[month].plain not in MONTHS:
        return None
    last, year = _year(scene, month)
    return Date(i, last, year, _is_birth(scene, i, last, year))


def _year(scene: Scene, month: int) -> tuple[int, int | None]:
    """The last atom of the year behind a month, and the year."""
    i = month + 1
    while i < len(scene.atoms) and i <= month + 3 and scene.atoms[i].plain in _BETWEEN:
        i += 1
    if i >= len(scene.atoms) or not scene.atoms[i].number:
        return month, None
    digits = scene.atoms[i].digits
    if len(digits) == 4 and digits[:2] in ("18", "19", "20"):
        return i, int(digits)
    if len(digits) != 2:
        return month, None
    following = scene.atoms[i + 1] if i + 1 < len(scene.atoms) else None
    if digits in ("19", "20") and following and following.number and len(following.digits) <= 2:
        if len(following.digits) == 2:
            return i + 1, int(digits + following.digits)
        second = scene.atoms[i + 2] if i + 2 < len(scene.atoms) else None
        if second and second.number and len(second.digits) == 1:
            return i + 2, int(digits + following.digits + second.digits)
    if i == month + 1 or scene.atoms[i - 1].plain in ("'", "van", ","):
        return i, 1900 + int(digits) if int(digits) > 30 else 2000 + int(digits)
    return month, None


def _numeric(scene: Scene, i: int) -> Date | None:
    """ "03-05-1968", "3/5/68", "1968-05-03", and with spaces where a date of birth was asked for."""
    atoms = scene.atoms
    previous = i - 2 if i > 1 and scene.before(i) in _SEPARATORS else i - 1
    if not atoms[i].number or (previous >= 0 and atoms[previous].number):
        return None
    parts, places, marks = [atoms[i].digits], [i], []
    j = i + 1
    while j < len(atoms) and len(parts) < 4:
        mark = (
            atoms[j].plain if atoms[j].plain in _SEPARATORS or atoms[j].plain in ("streepje", "slash", "punt") else ""
        )
        number = j + 1 if mark else j
        if len(parts) == 3 and mark != marks[0]:
            break
        if number >= len(atoms) or not atoms[number].number:
            break
        parts.append(atoms[number].digits)
        places.append(number)
        marks.append(mark)
        j = number + 1
    if len(parts) != 3 or (year := _valid(parts)) is None:
        return None
    birth = Kind.BIRTH_DATE in scene.names(i, places[2])
    written = marks[0] == marks[1] and marks[0] != "" and not any(atoms[place].spoken for place in places)
    if not birth and not (written and (marks[0] != "," and all(scene.tight(place) for place in places[1:]))):
        return None
    return Date(i, places[2], year, birth or _is_birth(scene, i, places[2], year))


def _valid(parts: list[str]) -> int | None:
    """The year of day, month and year in the Dutch order or in ISO's; None when they are no date."""
    if len(parts[0]) == 4:
        parts = parts[::-1]
    day, month, year = map(int, (part[:5] for part in parts))
    if len(parts[0]) > 2 or len(parts[1]) > 2 or not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    if len(parts[2]) == 4 and 1900 <= year < 2100:
        return year
    return (1900 + year if year > 30 else 2000 + year) if len(parts[2]) == 2 else None


def _birth_year(scene: Scene, i: int) -> Date | None:
    """ "geboren in 1968": the year alone."""
    atom = scene.atoms[i]
    short = len(atom.digits) == 2 and scene.before(i) in ("in", "uit") and not scene.after(i).isalpha()
    if not atom.number or not (short or (len(atom.digits) == 4 and atom.digits[:2] in ("19", "20"))):
        return None
    alone = not (i and scene.atoms[i - 1].number) and not (i + 1 < len(scene.atoms) and scene.atoms[i + 1].number)
    birth = alone and scene.name_before(i) is Kind.BIRTH_DATE
    return Date(i, i, int(atom.digits), True) if birth else None


def _is_birth(scene: Scene, first: int, last: int, year: int | None) -> bool:
    names = scene.names(first, last)
    if Kind.BIRTH_DATE in names:
        return True
    words = {scene.before(first, count) for count in range(1, 5)}
    return year is not None and year < OLD_YEAR and not words & LONG_SINCE
