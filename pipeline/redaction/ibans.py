"""IBANs, written and spelled, also with a digit misheard."""

from collections.abc import Iterator

from pipeline.redaction.atoms import Atom, Sort
from pipeline.redaction.checks import IBAN_LENGTHS, is_iban
from pipeline.redaction.kinds import Found, Kind
from pipeline.redaction.scene import Scene
from pipeline.redaction.words import ALPHABET, STRONG_JOINS
from pipeline.redaction.wordset import words_of

MOST_ATOMS = 70
"""Atoms of one IBAN, spelled, with all that may stand between."""
MOST_JOINS = 3
_BANKS = words_of(
    "abna ingb rabo trio snsb asnb rbrb knab bunq revo fvlb ktba hhba bitd ntsb nwab isbk deut chas citi kred "
    "gkcc axab argb"
)
_BANK_NAMES = {
    "abn": "ABNA",
    "ing": "INGB",
    "rabobank": "RABO",
    "triodos": "TRIO",
    "sns": "SNSB",
    "asn": "ASNB",
    "bunk": "BUNQ",
}
"""What callers say for a bank's code."""
_CHECK_DIGITS = 4
_DUTCH_BANK = range(4, 8)
"""Places of the bank's letters in a Dutch IBAN."""
_LEAST_MISHEARD = 10
"""Characters that make a spelled IBAN even when the check digits do not fit."""


def ibans(scene: Scene) -> Iterator[Found]:
    """The IBANs of a text, in order, apart; one whose check digits do not fit is a NUMBER."""
    i = 0
    while i < len(scene.atoms):
        found = _country(scene, i) or _bank_alone(scene, i)
        if found is None:
            i += 1
            continue
        last, kind = found
        yield Found(scene.atoms[i].start, scene.atoms[last].end, kind)
        i = last + 1


def _letter(atom: Atom, *, names: bool) -> str:
    """The letter that an atom spells; `names`: "bee" counts too."""
    if len(atom.plain) == 1 and atom.plain.isascii() and atom.plain.isalpha():
        return atom.plain.upper()
    return ALPHABET.get(atom.plain, "").upper() if names else ""


def _country(scene: Scene, i: int) -> tuple[int, Kind] | None:
    atoms = scene.atoms
    asked = Kind.IBAN in scene.names(i, i)
    if atoms[i].plain.upper() in IBAN_LENGTHS and atoms[i].word:
        found = _rest(scene, i + 1, atoms[i].plain.upper(), asked=asked)
        sure = atoms[i].raw.isupper() or atoms[i].plain in ("nl", "be") or (found and found[1] is Kind.IBAN)
        return found if sure else None
    if i + 1 < len(atoms) and (first := _letter(atoms[i], names=True)):
        second = i + 1
        while second < min(i + 3, len(atoms) - 1) and (
            atoms[second].plain in (".", "-", ",") or _said_between(atoms[second])
        ):
            second += 1
        country = first + _letter(atoms[second], names=True)
        if country in IBAN_LENGTHS:
            return _rest(scene, second + 1, country, asked=asked)
    return None


def _rest(scene: Scene, start: int, chars: str, *, asked: bool) -> tuple[int, Kind] | None:
    """Read on behind the country: the last atom and the kind, None when this is no IBAN."""
    atoms, wanted = scene.atoms, IBAN_LENGTHS[chars]
    dutch, last, joins, i = chars == "NL", start - 1, 0, start
    bank = False
    while i < min(start + MOST_ATOMS, len(atoms)) and len(chars) < wanted:
        atom = atoms[i]
        expects_letter = dutch and len(chars) in _DUTCH_BANK
        read = _read(scene, i, len(chars), expects_letter=expects_letter, may_be_letter=not dutch or len(chars) < 8)
        if read:
            chars, last, joins = chars + read[: wanted + 1], i, 0
            bank = bank or read.isalpha()
            if (
                read.isalpha()
                and scene.after(i) == "van"
                and i + 2 < len(atoms)
                and atoms[i + 2].plain[:1] == read.lower()
            ):
                i, last = i + 2, i + 2
        elif atom.sort is Sort.BARRIER or joins >= MOST_JOINS or not _between(atom):
            break
        else:
            joins += 1
        i += 1
    if is_iban(chars):
        return last, Kind.IBAN
    digits = sum(map(str.isdigit, chars))
    if not chars[2:4].isdigit() or len(chars) < _LEAST_MISHEARD or digits < _CHECK_DIGITS + 2:
        return None
    return (_to_end_of_digits(scene, last), Kind.NUMBER) if bank or asked else None


def _read(scene: Scene, i: int, place: int, *, expects_letter: bool, may_be_letter: bool) -> str:
    """What atom `i` adds to an IBAN at `place`, "" when it adds nothing."""
    atom = scene.atoms[i]
    if expects_letter and place == _CHECK_DIGITS and atom.plain in _BANK_NAMES:
        return _BANK_NAMES[atom.plain]
    if expects_letter and (letter := _letter(atom, names=True)):
        return letter
    if atom.number:
        return atom.digits
    if not atom.word or place < _CHECK_DIGITS or not may_be_letter or not atom.raw.isascii():
        return ""
    if len(atom.raw) <= 4 and (atom.raw.isupper() or atom.plain in _BANKS or scene.tight(i)):
        return atom.raw.upper()
    return ""


def _said_between(atom: Atom) -> bool:
    return atom.plain in STRONG_JOINS


def _between(atom: Atom) -> bool:
    return (
        _said_between(atom)
        or atom.plain in ("en", "dan", "ja", "punt", "amro", "bank", "b")
        or (not atom.word and not atom.number)
    )


def _to_end_of_digits(scene: Scene, last: int) -> int:
    """The last atom of the digits that go on behind `last`."""
    atoms, i = scene.atoms, last
    while i + 1 < len(atoms) and i - last <= MOST_ATOMS:
        i += 1
        if atoms[i].number:
            last = i
        elif atoms[i].plain not in (" ", "-", ".", ","):
            break
    return last


def _bank_alone(scene: Scene, i: int) -> tuple[int, Kind] | None:
    """ "91 ABNA 0417 1643 00", the country lost: a bank's code with at least seven digits behind it."""
    atoms = scene.atoms
    bank = i
    if atoms[i].number and len(atoms[i].digits) == 2:
        bank += 1
    elif atoms[i].plain == "nederland" and i + 1 < len(atoms) and atoms[i + 1].number:
        bank += 2
    if bank >= len(atoms) or atoms[bank].plain not in _BANKS:
        return None
    last = _to_end_of_digits(scene, bank)
    digits = sum(len(part.digits) for part in atoms[bank + 1 : last + 1])
    return (last, Kind.NUMBER) if digits >= 7 else None
