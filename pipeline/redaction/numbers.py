"""Runs of digits: a BSN, a card, a phone number, or else a number that names something, unless it counts something."""

from collections import deque
from collections.abc import Iterator

from pipeline.redaction.checks import eleven_test, is_card, is_phone, is_public
from pipeline.redaction.kinds import Found, Kind
from pipeline.redaction.runs import Run, runs, said_as_list
from pipeline.redaction.scene import NAMED, Scene
from pipeline.redaction.words import AMOUNT_BEFORE, MONTHS, UNITS, VERSIONS, YEAR_BEFORE

LEAST_DIGITS = 4
"""A run of fewer digits stays: house numbers, quantities, days."""
LEAST_SECRET = 3
"""Of a phone number, BSN, account or card that was announced: the rest may be misheard."""
SECRET = frozenset({Kind.PHONE, Kind.BSN, Kind.IBAN, Kind.CARD})
LEAST_TRAILING = 3
"""At the end of a partial, where more digits may come; and right behind a number that went before."""
MOST_GROUPS = 8
"""Atoms of a code to either side of its longest number."""
MOST_LETTERS = 5
"""Capitals of one group in a code of letters and digits."""
LONGEST_TYPED = 19
"""Digits of the longest card number."""


def numbers(scene: Scene) -> Iterator[Found]:
    """What is redacted of the runs of digits of a text, in order, apart."""
    for run in runs(scene):
        for part, kind in _judged(run):
            yield _found(part, kind)


def trailing(scene: Scene) -> Iterator[Found]:
    """The digits with which an unfinished text ends: they may be the beginning of a number."""
    last = next(iter(deque(runs(scene), maxlen=1)), None)
    if last is None or any(atom.word or atom.sort.name == "BARRIER" for atom in scene.atoms[last.last + 1 :]):
        return
    if len(last.digits) >= LEAST_TRAILING:
        yield _found(last, Kind.NUMBER)


def leading(scene: Scene) -> Iterator[Found]:
    """The digits with which an utterance goes on where the one before ended in digits."""
    for run in runs(scene):
        opening = not any(atom.word for atom in scene.atoms[: run.first])
        if opening and len(run.digits) >= 2 and not _counts(run):
            yield _found(run, Kind.NUMBER)
        return


def _found(run: Run, kind: Kind) -> Found:
    scene, first, last = run.scene, run.first, run.last
    if kind is Kind.PHONE and scene.before(first) in ("+", "plus"):
        first -= 1
    if kind is Kind.NUMBER:
        first, last = _with_letters(scene, first, last)
    return Found(scene.atoms[first].start, scene.atoms[last].end, kind)


def _with_letters(scene: Scene, first: int, last: int) -> tuple[int, int]:
    """The code that a number is part of: capitals written against it ("K12345678", "AB-1234-CD")."""
    atoms = scene.atoms
    lowest, highest = first - MOST_GROUPS, last + MOST_GROUPS
    while first > max(lowest, 0) and scene.tight(first) and (step := _capitals(scene, first - 1, -1)):
        first -= step
    while last + 1 < min(highest, len(atoms)) and scene.tight(last + 1) and (step := _capitals(scene, last + 1, 1)):
        last += step
    return first, last


def _capitals(scene: Scene, i: int, direction: int) -> int:
    """How many atoms from `i` on in a direction are capitals of a code, a dash before them or not: 0, 1 or 2."""
    atoms, beyond = scene.atoms, i + direction
    if atoms[i].raw.isdigit() or (atoms[i].word and atoms[i].raw.isupper() and len(atoms[i].raw) <= MOST_LETTERS):
        return 1
    tight = 0 <= beyond < len(atoms) and scene.tight(max(i, beyond))
    if atoms[i].plain in ("-", ".") and tight and atoms[beyond].word and atoms[beyond].raw.isupper():
        return 2 if len(atoms[beyond].raw) <= MOST_LETTERS else 0
    return 0


def _judged(run: Run) -> Iterator[tuple[Run, Kind]]:
    """What of a run is redacted: by its proven types first, then in the parts between its weak joints."""
    waiting = [run]
    while waiting:
        part = waiting.pop()
        names = part.scene.names(part.first, part.last)
        if len(part.digits) < _least(part, names):
            continue
        if kind := _typed(part, names):
            yield part, kind
        elif pieces := list(_split_by_type(part, names)):
            done = 0
            for start, end, kind in pieces:
                yield part.part(start, end), kind
                waiting += [part.part(done, start)] if start > done else []
                done = end
            waiting += [part.part(done, len(part.places))] if done < len(part.places) else []
        elif part.weak and not _one_breath(part, named=bool(names & NAMED)):
            waiting += part.parts()
        else:
            yield from _plain(part, named=bool(names & NAMED))


def _least(run: Run, names: frozenset[Kind]) -> int:
    """The least digits that are taken for a number."""
    return LEAST_SECRET if names & SECRET and not run.weak and len(run.places) > 1 else LEAST_DIGITS


def _typed(run: Run, names: frozenset[Kind]) -> Kind | None:
    """The kind that the digits of a whole run prove."""
    digits, scene = run.digits, run.scene
    if len(digits) > LONGEST_TYPED or (_unit_behind(run) and digits[0] != "0"):
        return None
    plus = scene.before(run.first) in ("+", "plus")
    other = names & NAMED
    if Kind.BSN in names and eleven_test(digits):
        return Kind.BSN
    if is_phone(digits, international=plus, asked=Kind.PHONE in names) and not is_public(digits):
        return Kind.PHONE if not other or Kind.PHONE in other or len(digits) > 9 else Kind.NUMBER
    if len(digits) == 9 and not other and not plus and eleven_test(digits):
        return Kind.BSN
    return Kind.CARD if is_card(digits) and (not other or Kind.CARD in other) else None


def _split_by_type(run: Run, names: frozenset[Kind]) -> Iterator[tuple[int, int, Kind]]:
    """Typed numbers within a longer run, between its weak joints or beside a zero that begins a phone number."""
    starts = [0, *sorted(run.weak)]
    done = 0
    for start in starts:
        if start < done:
            continue
        length, best = 0, None
        for end in range(start + 1, len(run.places) + 1):
            length += len(run.atoms[end - 1].digits) if end - start <= LONGEST_TYPED else LONGEST_TYPED + 1
            if length > LONGEST_TYPED:
                break
            closes = end in run.weak or end == len(run.places)
            if length >= 9 and (start, end) != (0, len(run.places)):
                kind = _typed(run.part(start, end), names)
                if kind and (closes or kind is Kind.PHONE or length == 16):
                    best = (start, end, kind)
        if best:
            rest = min((joint for joint in run.weak if joint >= best[1]), default=len(run.places))
            best = (best[0], rest, best[2])
            yield best
            done = best[1]


def _one_breath(run: Run, *, named: bool) -> bool:
    """Whether the parts between weak joints are one number: named as such, beginning with a zero, or many and short."""
    lengths = [len(atom.digits) for atom in run.atoms]
    if run.digits[0] == "0" and lengths[0] <= 3:
        return True
    if said_as_list(run.atoms) or any(length > 4 for length in lengths):
        return False
    if named:
        return not _unit_behind(run)
    return (len(lengths) >= 4 and max(lengths) <= 2) or (len(lengths) >= 3 and lengths.count(1) >= len(lengths) - 1)


def _plain(run: Run, *, named: bool) -> Iterator[tuple[Run, Kind]]:
    """A run that proves nothing: a NUMBER, unless it counts something."""
    if len(run.digits) < _least(run, run.scene.names(run.first, run.last)) or is_public(run.digits):
        return
    if _counts(run):
        atoms = run.atoms
        if len(atoms) > 2 and not said_as_list(atoms):
            rest = run.part(0, len(atoms) - 1)
            if not _common(rest):
                yield from _plain(rest, named=named)
        return
    if (named and not _year_after_preposition(run) and not _title(run)) or not _common(run):
        yield run, Kind.NUMBER


def _unit_behind(run: Run) -> bool:
    after = run.scene.after(run.last)
    if after in ("-", "'") and run.scene.tight(run.last + 1):
        after = run.scene.after(run.last, 2)
    return (
        after in ("%", "€", "°")
        or bool(UNITS.fullmatch(after[:24]))
        or (after in MONTHS and len(run.atoms[-1].digits) <= 2)
    )


def _counts(run: Run) -> bool:
    """Whether a unit follows or a currency leads: an amount, however many digits."""
    long = run.digits[0] == "0" and len(run.digits) >= 9
    return not long and (_unit_behind(run) or run.scene.before(run.first) in ("€", "$", "eur"))


def _title(run: Run) -> bool:
    """Whether the number belongs to what stands right before it ("pagina 1024", "versie 11.0.3"), or is "duizend"."""
    atoms, scene = run.atoms, run.scene
    if len(atoms) == 1 and atoms[0].spoken and run.digits.endswith("00"):
        return True
    before = scene.before(run.first)
    if len(before) == 2 and before not in AMOUNT_BEFORE:
        before = scene.before(run.first, 2)
    if len(atoms) > 1:
        return before in VERSIONS and all(scene.tight(place) for place in run.places[1:])
    return before in AMOUNT_BEFORE and len(run.digits) == LEAST_DIGITS


def _year_after_preposition(run: Run) -> bool:
    return _is_year(run) and run.scene.before(run.first) in YEAR_BEFORE


def _is_year(run: Run) -> bool:
    return len(run.digits) == 4 and run.digits[:2] in ("19", "20") and len(run.places) <= 2


def _common(run: Run) -> bool:
    """Whether a number without a name is one that people say in passing: a year, a round amount, a list, a pair."""
    digits = [atom.digits for atom in run.atoms]
    if _title(run):
        return True
    if run.digits[0] == "0":
        return False
    if _is_year(run) or said_as_list(run.atoms):
        return True
    if len(digits) == 1:
        return len(digits[0]) <= 7 and digits[0].endswith("00" if len(digits[0]) == 4 else "000")
    if len(digits) > 2 or len(digits[0]) > 3:
        return False
    pair = len(digits[1]) == 2 and (len(digits[0]) == 2 or run.atoms[0].spoken)
    return pair or digits[1] == "000"
