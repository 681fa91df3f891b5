"""What the recognisers look at: the atoms of an utterance and what was said around each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.redaction.atoms import Atom, Sort
from pipeline.redaction.kinds import Kind
from pipeline.redaction.words import named
from pipeline.redaction.wordset import words_of

REACH = 10
"""Words: how far ahead of a number its name may stand ("mijn klantnummer, dat is, even kijken, ...")."""
REACH_BACK = 5
"""Words: how far behind ("... is mijn geboortedatum")."""
NAMED = frozenset(set(Kind) - {Kind.EMAIL, Kind.BIRTH_DATE})
"""Kinds whose name makes any four digits a number that names something."""
GENERAL = words_of("nummer numer nummertje code")
"""Names of any number: a name shortly before says which ("BSN-nummer", "burger service nummer")."""
BESIDE = 2
ASKED_WORDS = 14
"""An answer to a question for a number begins within this many words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What was said before an utterance, as far as redaction needs it."""

    asked: frozenset[Kind] = frozenset()
    """The kinds of number that the other speaker asked for, or that the speaker had just announced."""
    continued: bool = False
    """The speaker's previous utterance ended in digits."""


@dataclass(frozen=True)
class Scene:
    """Atoms in order, with the context."""

    atoms: Sequence[Atom]
    context: Context
    final: bool

    @cached_property
    def _names(self) -> tuple[list[Kind | None], list[Kind | None]]:
        return self._scan(range(len(self.atoms)), REACH), self._scan(range(len(self.atoms) - 1, -1, -1), REACH_BACK)

    def _scan(self, order: range, reach: int) -> list[Kind | None]:
        names: list[Kind | None] = [None] * len(self.atoms)
        name, words = None, 0
        for i in order:
            atom = self.atoms[i]
            names[i] = name if words <= reach else None
            if atom.sort is Sort.BARRIER:
                name = None
            elif atom.word:
                words += 1
                found = named(atom.plain) if len(atom.plain) <= 40 else None
                if found is Kind.NUMBER and self.before(i) == "rekening":
                    found = Kind.IBAN
                if found:
                    general = found is Kind.NUMBER and atom.plain in GENERAL and words <= BESIDE
                    name, words = name if general and name else found, 0
        return names

    @cached_property
    def _word_counts(self) -> list[int]:
        counts, words = [], 0
        for atom in self.atoms:
            counts.append(words)
            words += atom.word
        return counts

    def name_before(self, i: int) -> Kind | None:
        """What the nearest name before atom `i` announces."""
        return self._names[0][i]

    def names(self, first: int, last: int) -> frozenset[Kind]:
        """What the atoms from `first` to `last` are said to be: the name before, else behind, else what was asked."""
        if before := self._names[0][first]:
            return frozenset([before])
        if behind := self._names[1][last]:
            return frozenset([behind])
        return self.context.asked if self._word_counts[first] <= ASKED_WORDS else frozenset()

    def is_named(self, i: int) -> bool:
        """Whether a number at atom `i` was announced or asked for."""
        return bool(self.names(i, i) & NAMED)

    def before(self, i: int, count: int = 1) -> str:
        """The word (or punctuation) `count` places before atom `i`, "" where there is none."""
        return self.atoms[i - count].plain if i >= count else ""

    def after(self, i: int, count: int = 1) -> str:
        """The word (or punctuation) `count` places behind atom `i`, "" where there is none."""
        return self.atoms[i + count].plain if i + count < len(self.atoms) else ""

    def tight(self, i: int) -> bool:
        """Whether atom `i` follows on the one before without a space."""
        return i > 0 and self.atoms[i].start == self.atoms[i - 1].end
