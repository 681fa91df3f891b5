"""E-mail addresses, written and spoken: "jan punt de vries apenstaartje gmail punt com"."""

import re
from collections.abc import Iterator

from pipeline.redaction.atoms import Atom, Sort
from pipeline.redaction.kinds import Found, Kind
from pipeline.redaction.scene import Scene
from pipeline.redaction.wordset import words_of

_AT = re.compile(r"a+pen?e?st[aeio]+r?t\w*|a+pje|(?:a+pe?n?)?sta+r?t(?:je|jes|ie)|@")
_HALF_AT = words_of("apen aap aape apestaart apenstaart aapen")
_DOTS = words_of(". punt puntje dot")
_DASHES = words_of("- _ + streepje underscore koppelteken laag lage liggend liggende min plus")
_TOPS = words_of("nl be com kom net org eu info nu de fr uk co")
_SPELLED_TOPS = frozenset({("n", "l"), ("en", "el"), ("b", "e"), ("bee", "ee"), ("c", "om"), ("n", "el"), ("en", "l")})
_PROVIDERS = words_of(
    "gmail gmeel hotmail outlook ziggo kpnmail live icloud yahoo telenet proximus skynet xs4all planet hetnet "
    "upcmail casema home chello msn protonmail tele2 pandora zonnet quicknet online solcon"
)
_PARTICLES = words_of("de van der den ten ter het vd la le")
_STOP = words_of(
    "is naar op mail mailadres mailtje e email emailadres adres dat die dit het mij mijn me ik u uw aan via bij "
    "met en of dus ja nee nou uh eh ehm dan gewoon gaat sturen stuur stuurt mailen mailt graag kunt kan was staat "
    "te om heet luidt wordt heb hebt heeft voor volgens namelijk als in zijn haar oke ok goed even er hier noteer "
    "noteren genoteerd bereikbaar inloggen account ons onze werk prive klopt dank wel niet ook nog maar sorry www "
    "onder je jij jouw gebruik zit krijg"
)
_TRIGGERS = _PROVIDERS | words_of("@ punt puntje dot at et ed mail")
MOST_ATOMS = 24
"""An address is no longer than this to either side of its @."""
MOST_WORDS = 2
"""Words that belong to a spoken name without a "punt" between them."""


def may_hold_email(atom: Atom) -> bool:
    """Whether an atom is one without which there is no address: cheap, to pass over most texts."""
    return atom.plain in _TRIGGERS or "sta" in atom.plain


def emails(scene: Scene) -> Iterator[Found]:
    """The e-mail addresses of a text, in order, apart."""
    end = 0
    for i, atom in enumerate(scene.atoms):
        if not (anchor := _anchor(scene, i)):
            continue
        first = _local_part(scene, i, atom.start if anchor > 0 else None, end)
        if first is None:
            continue
        last = _domain(scene, i + max(anchor, 0))
        if last is None:
            continue
        end = scene.atoms[last].end
        yield Found(scene.atoms[first].start, end, Kind.EMAIL)


def _anchor(scene: Scene, i: int) -> int:
    """How many atoms stand for the @ at `i`: 0 is none, -1 means that it was not heard before a known provider."""
    atom = scene.atoms[i]
    if _AT.fullmatch(atom.plain[:20]) and len(atom.plain) <= 20:
        return 1
    if atom.plain in _HALF_AT and re.fullmatch(r"sta+r?t\w*", scene.after(i)[:12]):
        return 2
    if atom.plain in ("at", "et", "ed") and _dotted_top(scene, i + 1):
        return 1
    provider = atom.plain in _PROVIDERS or (atom.plain == "mail" and scene.before(i) in ("g", "hot", "-"))
    return -1 if provider and scene.after(i) in _DOTS and _is_top(scene, i + 2) else 0


def _dotted_top(scene: Scene, start: int) -> bool:
    ahead = range(start, min(start + 5, len(scene.atoms)))
    return any(scene.atoms[i].plain in _DOTS and _is_top(scene, i + 1) for i in ahead)


def _is_top(scene: Scene, i: int) -> int:
    if i >= len(scene.atoms):
        return 0
    if (scene.atoms[i].plain, scene.after(i)) in _SPELLED_TOPS:
        return 2
    return int(scene.atoms[i].plain in _TOPS)


def _local_part(scene: Scene, anchor: int, at: int | None, barrier: int) -> int | None:
    """The first atom of what stands before the @; None when there is nothing."""
    atoms = scene.atoms
    first, i, free, wants = None, anchor - 1, 0, True
    if at is None and i >= 0 and atoms[i].plain in ("g", "hot"):
        i -= 1
    lowest = max(-1, anchor - 1 - MOST_ATOMS)
    while i > lowest and atoms[i].sort is not Sort.BARRIER and atoms[i].start >= barrier:
        atom = atoms[i]
        tight = atom.end == atoms[i + 1].start and (at is not None or i + 1 < anchor)
        if atom.plain in _DOTS or atom.plain in _DASHES:
            if atom.raw == "." and not tight and scene.tight(i):
                break
            wants = True
        elif not (atom.word or atom.number):
            break
        elif tight or _single(atom) or atom.plain in _PARTICLES:
            first, wants = i, wants and not (tight or _single(atom))
        elif atom.plain in _STOP:
            break
        elif wants or free < MOST_WORDS:
            free += not wants
            first, wants = i, False
        else:
            break
        i -= 1
    while first is not None and first < anchor and atoms[first].plain in ("het", "van") and not scene.tight(first + 1):
        first += 1
    return first if first is not None and first < anchor else None


def _single(atom: Atom) -> bool:
    return len(atom.plain) == 1 or atom.number


def _domain(scene: Scene, start: int) -> int | None:
    """The last atom of what stands behind the @; None when there is nothing."""
    atoms = scene.atoms
    last, stop = None, min(start + MOST_ATOMS, len(atoms))
    for i in range(start, stop):
        atom = atoms[i]
        if atom.sort is Sort.BARRIER:
            break
        if atom.plain in _DOTS and (length := _is_top(scene, i + 1)):
            end = i + length
            if scene.after(end) in _DOTS and _is_top(scene, end + 2) and scene.tight(end + 2):
                end += 2
            return end
        if atom.plain not in _DOTS and atom.plain not in _DASHES and not (atom.word or atom.number):
            break
        if last is None or (scene.tight(i) and (atom.word or atom.number)):
            last = i if atom.word or atom.number else last
    return last
