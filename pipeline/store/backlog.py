"""Batches into the database; into a file beside it while it fails; into memory while that fails too."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from pipeline.store import operations
from pipeline.store.errors import StoreError
from pipeline.store.operations import Added, Operation
from pipeline.store.spill import Spill, left_behind
from pipeline.store.store import Store
from pipeline.store.tables import CallRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How it goes with storing."""

    trouble: str | None = None
    """What is wrong, in a sentence; None when all is well."""
    since: datetime | None = None
    """Since when."""
    spilled: int = 0
    """Operations that wait in a file beside the database."""
    held: int = 0
    """Operations that wait in memory only: a crash would lose them."""
    lost: int = 0
    """Operations that were lost since the program began: there was no room for them anywhere."""
    stored: int = 0
    """Operations in the database since the program began."""


class Backlog:
    """Takes batches in order, and keeps that order: what waits goes first. For one thread."""

    def __init__(
        self,
        store: Store,
        *,
        folder: Path,
        batch: int,
        retry_seconds: float,
        held: int,
        on_health: Callable[[Health], None],
    ) -> None:
        self.health = Health()
        self._store = store
        self._folder = folder
        self._spill = Spill(folder)
        self._held: list[Operation] = []
        self._left: Iterator[list[Operation]] | None = left_behind(folder, batch)
        self._lost: Counter[str] = Counter()
        self._batch = batch
        self._most_held = held
        self._retry_seconds = retry_seconds
        self._retry_at = 0.0
        self._told_lost = 0
        self._on_health = on_health

    def store(self, batch: Sequence[Operation]) -> None:
        """Put a batch where there is room. Raises nothing: `health` says how it went."""
        self._held += batch
        trouble = self._to_database()
        if trouble and self._held:
            trouble = self._to_file(trouble)
        self._tell(trouble or self._adopt())

    def close(self) -> None:
        """A last attempt; what then still waits stays in its file, and what is in no file is lost."""
        waiting = -1
        while waiting != self._spill.waiting:
            waiting, self._retry_at = self._spill.waiting, 0.0
            self.store([])
        self._lose(len(self._held))
        self._tell(self.health.trouble)
        self._spill.close()

    def _to_database(self) -> str | None:
        """Everything that waits, a chunk of the file at a time; what is wrong, if anything."""
        if self.health.trouble and time.monotonic() < self._retry_at:
            return self.health.trouble
        try:
            if self._spill.waiting:
                chunk = self._spill.first(self._batch)
                self._commit(chunk)
                self._spill.forget(len(chunk))
            if self._spill.waiting:
                return self.health.trouble
            while self._held:
                chunk = self._held[: self._batch]
                self._commit(chunk)
                del self._held[: len(chunk)]
            self._count_lost()
        except (StoreError, SQLAlchemyError, OSError, ValueError) as error:
            self._retry_at = time.monotonic() + self._retry_seconds
            return _reason(error)
        return None

    def _adopt(self) -> str | None:
        """A part of what programs before us left in files; what is wrong, if anything."""
        if self._left is None or time.monotonic() < self._retry_at:
            return None
        try:
            part = next(self._left, None)
            if part is None:
                self._left = None
            else:
                self._commit(part)
        except (StoreError, SQLAlchemyError, OSError, ValueError) as error:
            self._left = left_behind(self._folder, self._batch)
            self._retry_at = time.monotonic() + self._retry_seconds
            return f"Events of before in {self._folder} still wait: {_reason(error)}"
        return None

    def _to_file(self, trouble: str) -> str:
        try:
            self._spill.append(self._held)
            self._held.clear()
        except OSError as error:
            trouble = f"{trouble} Nor can {self._folder} be written: {error.strerror}."
            self._lose(len(self._held) - self._most_held)
        return trouble

    def _lose(self, count: int) -> None:
        """The newest `count` records: a call without its beginning would be nothing."""
        kept: list[Operation] = []
        while self._held and count > 0:
            last = self._held.pop()
            if isinstance(last, Added):
                self._lost[last.call_id] += 1
                self.health = replace(self.health, lost=self.health.lost + 1)
                count -= 1
            else:
                kept.append(last)
        self._held += reversed(kept)

    def _commit(self, batch: Sequence[Operation]) -> None:
        if batch:
            with self._store.writing() as session:
                operations.apply(session, batch)
            self.health = replace(self.health, stored=self.health.stored + len(batch))

    def _count_lost(self) -> None:
        """Each call says itself how much of it was lost."""
        if self._lost:
            with self._store.writing() as session:
                for call_id, count in self._lost.items():
                    session.execute(update(CallRow).where(CallRow.id == call_id).values(lost=CallRow.lost + count))
            self._lost.clear()

    def _tell(self, trouble: str | None) -> None:
        before, told = self.health, self._told_lost
        since = before.since if before.trouble else self._store.now()
        self.health = replace(
            before,
            trouble=trouble,
            since=since if trouble else None,
            spilled=self._spill.waiting,
            held=len(self._held),
        )
        if (trouble is None) is not (before.trouble is None) or before.lost > told:
            self._told_lost = before.lost
            self._on_health(self.health)


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, StoreError) else f"{type(error).__name__}."
