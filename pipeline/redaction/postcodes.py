"""Postcodes with their house number: "3522 KL 118", "drie vijf twee twee kaa el", "Kerkstraat 9, 9620 Zottegem"."""

import re
from collections.abc import Iterator

from pipeline.redaction.atoms import Sort
from pipeline.redaction.kinds import Found, Kind
from pipeline.redaction.scene import Scene
from pipeline.redaction.words import ALPHABET, COMMON_PAIRS, STRONG_JOINS, UNIT_PAIRS, UNITS
from pipeline.redaction.wordset import words_of

_STREET = re.compile(
    r"\w*(?:straat|laan|weg|plein|dreef|gracht|kade|kaai|hof|lei|singel|baan|markt|pad|park|steeg|dijk|vest)"
)
_TO_HOUSE = words_of(", - . nummer huisnummer en met op nr dan is het ja busnummer bus")
_ADDITIONS = words_of("bis hs rood zwart boven beneden")
_NEVER = words_of("sa sd ss")
MOST_SPOKEN = 8
"""Atoms that four digits are spread over."""
_AFTER_STREET = words_of(", in en te bus busnummer nummer")
_LIVING = words_of("woon woont wonen adres woonachtig gedomicilieerd")
MOST_TO_STREET = 6
MOST_TO_HOUSE = 4


def postcodes(scene: Scene) -> Iterator[Found]:
    """The postcodes of a text, in order, apart."""
    i = 0
    while i < len(scene.atoms):
        stretch = _dutch(scene, i) or _belgian(scene, i)
        if stretch is None:
            i += 1
            continue
        first, last = stretch
        yield Found(scene.atoms[first].start, scene.atoms[last].end, Kind.POSTCODE)
        i = last + 1


def _four_digits(scene: Scene, i: int) -> int | None:
    """The last atom of a run of exactly four digits that begins at atom `i`, None when there is none."""
    atoms = scene.atoms
    if not atoms[i].number or atoms[i].digits[0] == "0" or (i and atoms[i - 1].number):
        return None
    digits, last, j = "", i, i
    while j < min(i + MOST_SPOKEN, len(atoms)):
        if atoms[j].number:
            digits, last = digits + atoms[j].digits, j
            if len(digits) >= 4:
                break
        elif atoms[j].plain not in (",", ".", "-") and atoms[j].plain not in STRONG_JOINS:
            break
        j += 1
    return last if len(digits) == 4 else None


def _dutch(scene: Scene, i: int) -> tuple[int, int] | None:
    last = _four_digits(scene, i)
    if last is None:
        return None
    atoms, j = scene.atoms, last + 1
    asked = Kind.POSTCODE in scene.names(i, last)
    code = Kind.NUMBER in scene.names(i, last)
    while j < min(last + 3, len(atoms)) and (atoms[j].plain in (",", ".") or atoms[j].plain in STRONG_JOINS):
        j += 1
    if j < len(atoms) and atoms[j].plain == "-" and not code:
        j += 1
    end = _letters(scene, j, asked=asked, spaced=j > last + 1 or i < last)
    if end is None:
        return (i, last) if asked and not _counted(scene, last) else None
    house = _house(scene, end)
    return (_street_number(scene, i) or i, end) if house == end else (i, house)


def _letters(scene: Scene, j: int, *, asked: bool, spaced: bool) -> int | None:
    """The last atom of the two letters at atom `j`, None when they are not there."""
    atoms = scene.atoms
    if j >= len(atoms) or not (atoms[j].word or atoms[j].plain in ALPHABET):
        return None
    return _spelled_pair(scene, j, asked=asked) or _pair(scene, j, asked=asked, spaced=spaced)


def _pair(scene: Scene, j: int, *, asked: bool, spaced: bool) -> int | None:
    """`j` when that atom is a postcode's two letters rather than a word or a unit."""
    pair, tight = scene.atoms[j], scene.tight(j)
    if len(pair.raw) != 2 or not pair.raw.isascii() or pair.plain in _NEVER:
        return None
    if pair.plain in UNIT_PAIRS:
        return j if asked and (tight or pair.raw.isupper()) else None
    if pair.raw.isupper() or tight:
        return j
    closing = j + 1 >= len(scene.atoms) or not scene.atoms[j + 1].word
    if pair.plain in COMMON_PAIRS:
        return j if asked and closing else None
    return j if asked or not spaced else None


def _spelled_pair(scene: Scene, j: int, *, asked: bool) -> int | None:
    """The last atom of two letters spelled from atom `j`, None when they are not there."""
    atoms = scene.atoms
    first = _spelled(scene, j)
    if first is None:
        return None
    second = first + 1
    while (
        second < min(first + 3, len(atoms))
        and (atoms[second].plain in (",", ".", "-", "en") or atoms[second].plain in STRONG_JOINS)
        and not (atoms[second].plain == "en" and _spelled(scene, second + 1) is None)
    ):
        second += 1
    end = _spelled(scene, second)
    if end is None:
        return None
    names = {atoms[j].plain, atoms[second].plain}
    return end if asked or not names <= {"en", "es", "er", "ie", "we", "te", "ee", "ij"} else None


def _spelled(scene: Scene, j: int) -> int | None:
    """The last atom of one spelled letter ("k", "kaa", "K van Karel"), None when there is none."""
    atoms = scene.atoms
    if j >= len(atoms):
        return None
    word = atoms[j].plain
    letter = word if len(word) == 1 and word.isascii() and word.isalpha() else ALPHABET.get(word, "")
    if not letter:
        return None
    if scene.after(j) in ("van", "als") and j + 2 < len(atoms):
        name = j + 3 if atoms[j + 2].plain == "in" and j + 3 < len(atoms) else j + 2
        if atoms[name].plain.startswith(letter):
            return name
    return j


def _house(scene: Scene, end: int) -> int:
    """The last atom of the house number behind a postcode's letters, `end` itself when there is none."""
    atoms, j = scene.atoms, end + 1
    while j < min(end + 1 + MOST_TO_HOUSE, len(atoms)) and atoms[j].plain in _TO_HOUSE:
        j += 1
    if j >= len(atoms) or not atoms[j].number or atoms[j].soft:
        return end
    digits, last = "", j
    while j < len(atoms) and len(digits) <= 5:
        if atoms[j].number:
            digits, last = digits + atoms[j].digits, j
        elif atoms[j].plain not in (",", "-") and atoms[j].plain not in STRONG_JOINS:
            break
        j += 1
    if len(digits) > 5 or _counted(scene, last):
        return end
    addition = last + 1
    if addition < len(atoms) and atoms[addition].word:
        plain = atoms[addition].plain
        if plain in _ADDITIONS or (len(plain) == 1 and plain != "u"):
            return addition
    return last


def _counted(scene: Scene, last: int) -> bool:
    return bool(UNITS.fullmatch(scene.after(last)[:24])) or scene.after(last) in ("%", "€")


def _belgian(scene: Scene, i: int) -> tuple[int, int] | None:
    """Four digits before a place's name, behind a street with its number (personal together) or "ik woon in"."""
    atoms = scene.atoms
    last = _four_digits(scene, i)
    if last is None or last + 1 >= len(atoms) or not atoms[last + 1].word or _counted(scene, last):
        return None
    if not atoms[last + 1].raw[0].isupper():
        return None
    if (number := _street_number(scene, i)) is not None:
        return number, last
    return (i, last) if any(scene.before(i, count) in _LIVING for count in range(1, 5)) else None


def _street_number(scene: Scene, i: int) -> int | None:
    """The atom of the number of a street that stands right before a postcode at atom `i`, None when there is none."""
    for j in range(i - 1, max(0, i - 1 - MOST_TO_STREET), -1):
        atom = scene.atoms[j]
        if atom.number and _STREET.fullmatch(scene.before(j)[-40:]):
            return j
        if atom.sort is Sort.BARRIER or not (atom.number or atom.plain in _AFTER_STREET):
            break
    return None
