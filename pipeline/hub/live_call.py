"""One running call as its watchers see it: a sink for its records, and what coach and agent add to them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from pipeline.conversation.events import CallStarted
from pipeline.detectors.flag import Detector
from pipeline.eventlog import Record
from pipeline.hub.bell import Bell
from pipeline.hub.feed import Feed
from pipeline.hub.items import Item, Itemiser, iso
from pipeline.hub.row import Row, RowState
from pipeline.hub.sound import Listener, Sound
from pipeline.span import Speaker


class Controls(Protocol):
    """How a watcher reaches into a running call: a Call, or a Core."""

    def mute(self, on: bool) -> None:
        """Whether nudges are muted from now on."""
        ...

    def use(self, detectors: Sequence[Detector]) -> None:
        """From now on these detectors look."""
        ...


class LiveCall:
    """A Sink (take, close) that keeps a feed, a board row and the sound that passes. Belongs to the event loop's
    thread, as the call itself does: reach it from `async def` code."""

    def __init__(
        self,
        call_id: str,
        *,
        agent: str | None,
        started_at: datetime,
        controls: Controls | None = None,
        changed: Callable[[], None] | None = None,
    ) -> None:
        self.id = call_id
        self.agent = agent
        self.started_at = started_at
        self.feed = Feed()
        self.sound = Sound()
        self.bell = Bell()
        """Rings whenever the feed or `now` (by whole seconds) went on."""
        self.muted = False
        self.ended = False
        """Whether the call is over: ended, or broken."""
        self.dirty = True
        """Whether the row may differ from the one last fetched."""
        self._controls = controls
        self._changed = changed
        self._itemiser = Itemiser(started_at=started_at)
        self._state = RowState()
        self._listening: Counter[str] = Counter()
        self._started: Item | None = None

    @property
    def now(self) -> float:
        """Stream time of the latest record, seconds."""
        return self._state.now

    @property
    def listeners(self) -> tuple[str, ...]:
        """Names of those who listen in."""
        return tuple(sorted(self._listening))

    def take(self, record: Record) -> None:
        """One record of the call."""
        before, second = self.feed.last, int(self.now)
        self._state.take(record)
        self.dirty = True
        for item in self._itemiser.items(record):
            numbered = self.feed.add(item)
            if isinstance(record, CallStarted):
                self._started = numbered
        if self.feed.last != before or int(self.now) != second:
            self.bell.ring()

    def close(self) -> None:
        """The records are at their end; a call that never said so is broken."""
        if self.ended:
            return
        if not self._state.ended:
            self._state.ended = True
            if self._started:
                self.feed.add({name: value for name, value in self._started.items() if name != "seq"} | _BROKEN)
            self.feed.add({"t": "ended", "at": round(self.now, 3)})
        self.ended = self.dirty = True
        self.sound.close()
        self.bell.ring()
        if self._changed:
            self._changed()

    def row(self) -> Row:
        """The call's row on the board."""
        self.dirty = False
        return {
            "id": self.id,
            "agent": self.agent,
            "startedAt": iso(self.started_at),
            **self._state.row(),
            "listeners": list(self.listeners),
            "muted": self.muted,
        }

    def add_item(self, item: Item) -> Item:
        """Put an item among the others; comes back with its "seq"."""
        numbered = self.feed.add(item)
        self.bell.ring()
        return numbered

    def whisper(self, text: str, by: str) -> Item:
        """A short text of a coach for the agent."""
        return self.add_item({"t": "whisper", "id": uuid4().hex, "at": round(self.now, 3), "text": text, "by": by})

    def mute(self, on: bool) -> Item:
        """Whether the agent wants no nudges for now. Flags go on."""
        if self._controls:
            self._controls.mute(on)
        self.muted, self.dirty = on, True
        if self._changed:
            self._changed()
        return self.add_item({"t": "mute", "on": on, "at": round(self.now, 3)})

    def use(self, detectors: Sequence[Detector]) -> None:
        """From now on these detectors look."""
        if self._controls:
            self._controls.use(detectors)

    def listen(self, by: str, *speakers: Speaker) -> Listener:
        """`by` begins to listen in to `speakers`; the call's items tell it. Close with `leave`."""
        if by not in self._listening:
            self._tell_listening(by, on=True)
        self._listening[by] += 1
        return self.sound.listen(speakers)

    def leave(self, by: str, listener: Listener) -> None:
        """`by` stops listening with `listener`."""
        self.sound.leave(listener)
        self._listening -= Counter({by: 1})
        if by not in self._listening:
            self._tell_listening(by, on=False)

    def _tell_listening(self, by: str, *, on: bool) -> None:
        self.dirty = True
        self.add_item({"t": "listening", "by": by, "on": on, "at": round(self.now, 3)})


_BROKEN = {"state": "broken"}
