"""Records of all running calls to the database: one thread, batches, and never a call that waits for a disk."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from pipeline.channel import Channel, ChannelClosed, WhenFull
from pipeline.conversation.events import CallStarted
from pipeline.eventlog import Record
from pipeline.store.backlog import Backlog, Health
from pipeline.store.columns import ID, NAME, checked, shortened
from pipeline.store.errors import StoreError
from pipeline.store.ingest import Figures
from pipeline.store.operations import Added, Changed, Opened, Operation
from pipeline.store.store import Store
from pipeline.store.tables import CallRow

FIGURES_SECONDS = 10.0
"""Stream time between two updates of a running call's figures."""
LOOK_SECONDS = 0.025
"""How often the thread looks whether a batch is full before it is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterOptions:
    """How records reach the database."""

    batch_seconds: float = 0.25
    """A record is committed at most this long after it came: what a SIGKILL may cost."""
    batch_records: int = 2000
    """Most records in one transaction."""
    bound: int = 8192
    """Records that may wait for the thread; a call that brings more waits."""
    patience_seconds: float = 0.5
    """A commit that takes longer fails, and the batch goes to a file beside the database until it succeeds."""
    retry_seconds: float = 1.0
    """Time between two attempts of a database that failed."""
    held_records: int = 200_000
    """Records held in memory when that file cannot be written either; beyond these they are lost, counted and said."""
    spill_folder: Path | None = None
    """Where those files lie; None: the folder `spilled` beside the database."""


@dataclass(frozen=True, slots=True)
class _Flush:
    done: threading.Event = field(default_factory=threading.Event)


class Writer:
    """The one way in for records. Open a sink per call; close the writer in the end, or use it as a context manager.

    When the database fails, nothing stops: `health` says so, `on_health` is called (in the writer's thread) whenever
    that changes, and records wait in a file beside the database, which the next success or the next program reads in.
    """

    def __init__(
        self,
        store: Store,
        *,
        options: WriterOptions = WriterOptions(),
        on_health: Callable[[Health], None] | None = None,
    ) -> None:
        self._store = store
        self._options = options
        self._hasty = store.with_patience(options.patience_seconds)
        self._backlog = Backlog(
            self._hasty,
            folder=options.spill_folder or store.folder / "spilled",
            batch=options.batch_records,
            retry_seconds=options.retry_seconds,
            held=options.held_records,
            on_health=on_health or (lambda _: None),
        )
        self._channel: Channel[Operation | _Flush] = Channel(options.bound, WhenFull.WAIT)
        self._running: set[str] = set()
        self._hurry = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    @property
    def health(self) -> Health:
        """How it goes."""
        return self._backlog.health

    @property
    def running(self) -> frozenset[str]:
        """The ids of the calls whose sinks are open."""
        return frozenset(self._running)

    def open(self, call_id: str, *, started_at: datetime | None = None) -> "StoreSink":
        """A sink for a new call; `started_at` defaults to now. Agent, variety and direction come with CallStarted.

        It looks in the database whether the id is free. Raises UsageError for a bad id, StoreError for one in use.
        """
        call_id = checked("call id", call_id, ID)
        if call_id in self._running or self._is_known(call_id):
            raise StoreError("call_known", f"There is a call {call_id} already.", "Give every call an id of its own.")
        self._running.add(call_id)
        return StoreSink(self, call_id, started_at or self._store.now(), self._store.now)

    def put(self, operation: Operation | _Flush) -> None:
        """Bring one operation in. Raises StoreError after `close`."""
        try:
            self._channel.put(operation)
        except ChannelClosed as error:
            raise StoreError("store_closed", "The store is closed.", "Close the calls before the store.") from error

    def flush(self, timeout: float | None = None) -> bool:
        """Wait until all that was put in is in the database, or in a file beside it; False after `timeout` seconds."""
        request = _Flush()
        self.put(request)
        self._hurry.set()
        return request.done.wait(timeout)

    def close(self) -> None:
        """Store what is left and end the thread. May be called again."""
        self._channel.close()
        self._hurry.set()
        self._thread.join()
        self._hasty.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _is_known(self, call_id: str) -> bool:
        try:
            with self._hasty.reading() as session:
                return session.get(CallRow, call_id) is not None
        except StoreError:
            return False  # the call goes on; the writer will say that the store fails

    def _left(self, call_id: str) -> None:
        self._running.discard(call_id)

    def _run(self) -> None:
        try:
            self._backlog.store([])
            while True:
                self._step()
        except ChannelClosed:
            self._backlog.close()
        finally:
            self._channel.close()  # whatever happened, no call waits for a thread that is gone

    def _step(self) -> None:
        try:
            first = self._channel.get(timeout=self._options.retry_seconds)
        except TimeoutError:
            self._backlog.store([])
            return
        batch, flushes = self._collected(first)
        self._backlog.store(batch)
        for request in flushes:
            request.done.set()

    def _collected(self, first: Operation | _Flush) -> tuple[list[Operation], list[_Flush]]:
        due = time.monotonic() + self._options.batch_seconds
        enough = min(self._options.batch_records, self._options.bound // 2)
        while time.monotonic() < due and self._channel.filled < enough and not self._channel.closed:
            if self._hurry.wait(LOOK_SECONDS):
                break
        self._hurry.clear()
        items = [first]
        try:
            while len(items) < self._options.batch_records:
                items.append(self._channel.get(timeout=0))
        except (TimeoutError, ChannelClosed):
            pass
        return [i for i in items if not isinstance(i, _Flush)], [i for i in items if isinstance(i, _Flush)]


class StoreSink:
    """A call's sink (sinks.sink.Sink). `take` and `close` may be called from any one thread at a time, and return in
    microseconds: the writer's thread does the rest."""

    def __init__(self, writer: Writer, call_id: str, started_at: datetime, now: Callable[[], datetime]) -> None:
        self.call_id = call_id
        self._writer = writer
        self._now = now
        self._figures = Figures()
        self._told = 0.0
        self._count = 0
        self._state: Literal["open", "closed"] = "open"
        row = {"agent": None, "variety": "NL", "direction": "inbound", "started_at": started_at}
        writer.put(Opened(call_id=call_id, row=row))

    def take(self, record: Record) -> None:
        """Take one event or outcome."""
        if isinstance(record, CallStarted):
            row = {"agent": shortened(record.agent, NAME), "variety": record.variety, "direction": record.direction}
            self._writer.put(Changed(call_id=self.call_id, row=row))
        self._writer.put(Added(call_id=self.call_id, idx=self._count, record=record))
        self._count += 1
        self._figures.take(record)
        if self._figures.seconds - self._told >= FIGURES_SECONDS:
            self._told = self._figures.seconds
            self._writer.put(Changed(call_id=self.call_id, row=self._figures.row()))

    def close(self) -> None:
        """No more will come. A call without its CallEnded stays without an end: it was broken off."""
        if self._state == "closed":
            return
        self._state = "closed"
        ended_at = self._now() if self._figures.ended else None
        self._writer.put(Changed(call_id=self.call_id, row=self._figures.row() | {"ended_at": ended_at}))
        self._writer._left(self.call_id)
