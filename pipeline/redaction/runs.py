"""Runs of numbers: what is said in one breath, with all that stands between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.redaction.atoms import Atom, Sort
from pipeline.redaction.scene import Scene
from pipeline.redaction.words import MONTHS, ORDINARY, STRONG_JOINS, UNITS, WEAK_JOINS, named
from pipeline.redaction.wordset import words_of

MOST_BETWEEN = 4
"""Fillers and punctuation between two numbers of one run."""
_STRONG_MARKS = words_of("- – / ( ) _ + ' · #")
_WEAK_MARKS = words_of("; : … ? !")
MOST_NUMBERS = 64
"""Numbers of one run; more are cut, so that a text costs no more than its length."""
MOST_MISHEARD = 2
"""Words between two numbers of an announced number that may be digits misheard."""
ENOUGH = 3
"""Hard numbers that make the soft ones between and beside them numbers too."""


@dataclass(frozen=True)
class Run:
    """Numbers at `places` in the scene; `weak` has the index of each number that follows a weak joint."""

    scene: Scene
    places: tuple[int, ...]
    weak: frozenset[int]

    @cached_property
    def atoms(self) -> list[Atom]:
        """The numbers."""
        return [self.scene.atoms[place] for place in self.places]

    @cached_property
    def digits(self) -> str:
        """All digits, joined."""
        return "".join(atom.digits for atom in self.atoms)

    @property
    def first(self) -> int:
        """The scene's index of the first number."""
        return self.places[0]

    @property
    def last(self) -> int:
        """The scene's index of the last number."""
        return self.places[-1]

    def part(self, start: int, end: int) -> "Run":
        """Its numbers `start` to `end` (exclusive) as a run."""
        weak = frozenset(i - start for i in self.weak if start < i < end)
        return Run(self.scene, self.places[start:end], weak)

    def parts(self) -> Iterator["Run"]:
        """The runs between its weak joints."""
        edges = [0, *sorted(self.weak), len(self.places)]
        for start, end in pairwise(edges):
            yield self.part(start, end)


def runs(scene: Scene) -> Iterator[Run]:
    """The runs of a scene, in order, without soft numbers that nothing supports."""
    i, atoms = 0, scene.atoms
    while i < len(atoms):
        if not atoms[i].number:
            i += 1
            continue
        places, weak = [i], set[int]()
        announced = scene.is_named(i)
        while len(places) < MOST_NUMBERS and (following := _next(scene, places[-1], named=announced)) is not None:
            place, is_weak = following
            if is_weak:
                weak.add(len(places))
            places.append(place)
        i = places[-1] + 1
        if run := _supported(Run(scene, tuple(places), frozenset(weak))):
            yield run


def _next(scene: Scene, i: int, *, named: bool) -> tuple[int, bool] | None:
    """The number that follows atom `i` in the same run, and whether the joint is weak.

    `named`: the number was announced, so that a word or two between may be digits misheard.
    """
    weak = False
    misheard = MOST_MISHEARD if named else 0
    for j in range(i + 1, min(i + 2 + MOST_BETWEEN, len(scene.atoms))):
        atom = scene.atoms[j]
        if atom.number:
            return j, weak
        if atom.sort is Sort.BARRIER:
            return None
        if not _joins(atom):
            if not misheard or not atom.word or atom.plain in ORDINARY or _means(atom.plain):
                return None
            misheard, weak = misheard - 1, True
        loose = atom.plain in (".", ",") and j + 1 < len(scene.atoms) and not scene.tight(j + 1)
        weak = weak or loose or atom.plain in WEAK_JOINS or atom.plain in _WEAK_MARKS
    return None


def _means(word: str) -> bool:
    return bool(UNITS.fullmatch(word[:24]) or named(word[:40]) or word in MONTHS)


def _joins(atom: Atom) -> bool:
    if atom.word:
        return atom.plain in STRONG_JOINS or atom.plain in WEAK_JOINS
    return atom.plain in _STRONG_MARKS or atom.plain in _WEAK_MARKS or atom.plain in (".", ",")


def _supported(run: Run) -> Run | None:
    """The run without soft numbers that too few hard ones support."""
    soft = [atom.soft for atom in run.atoms]
    if all(soft) and len(soft) <= ENOUGH:
        return None
    hard = len(soft) - sum(soft)
    start, end = 0, len(soft)
    while start < end and soft[start] and hard < ENOUGH:
        start += 1
    while end > start and soft[end - 1] and (hard < ENOUGH or _is_article(run, end - 1)):
        end -= 1
    return run.part(start, end) if end > start else None


def _is_article(run: Run, i: int) -> bool:
    """Whether the run's last number is "een" before a word and behind no single digit ("vijftig, een moment")."""
    following = run.places[i] + 1
    goes_on = following < len(run.scene.atoms) and run.scene.atoms[following].word
    return goes_on and (i == 0 or len(run.atoms[i - 1].digits) > 1)


def said_as_list(numbers: Sequence[Atom]) -> bool:
    """Whether numbers are counted out: equal steps up or down ("een, twee, drie, vier", "10, 20, 30")."""
    if any(atom.digits[0] == "0" or len(atom.digits) > 4 for atom in numbers) or len(numbers) < ENOUGH:
        return False
    values = [int(atom.digits) for atom in numbers]
    steps = {after - before for before, after in pairwise(values)}
    return len(steps) == 1 and steps != {0}
