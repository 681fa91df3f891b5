"""The flags of a call and how each one ended: derived from the outcomes, for summaries and exports."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from pipeline.detectors.flag import Cleared, Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A flag, and what cleared it later, if anything did."""

    flag: Flag
    cleared: Cleared | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """All flags of a call in the order in which they were raised."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, records: Iterable[object]) -> Self:
        """The ledger of a call's records; whatever is neither a flag nor a clearance is passed over."""
        ledger = cls()
        for record in records:
            ledger = ledger.after(record)
        return ledger

    def after(self, record: object) -> Self:
        """The ledger once `record` happened."""
        match record:
            case Flag():
                return type(self)((*self.entries, Entry(flag=record)))
            case Cleared():
                return type(self)(
                    tuple(
                        replace(entry, cleared=record) if entry.flag.key == record.key and not entry.cleared else entry
                        for entry in self.entries
                    )
                )
        return self

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags that stand: raised, and not taken back by a final that read otherwise than its partial."""
        return tuple(entry.flag for entry in self.entries if not (entry.cleared and entry.cleared.reason == "revised"))
