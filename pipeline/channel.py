"""A bounded channel between two threads with a named policy for when it is full; whatever it drops, it counts."""

import threading
import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import Generic, TypeVar

Item = TypeVar("Item")


class WhenFull(StrEnum):
    """What `put` does when there is no room."""

    WAIT = "wait"
    """Wait until a reader makes room: nothing is ever lost (event logs, stores)."""
    DROP_OLDEST = "drop oldest"
    """Make room at the reader's end (live sound; with bound=1: the latest wins)."""
    DROP_NEWEST = "drop newest"
    """Leave the new item out."""


class ChannelClosed(Exception):
    """Nothing more will come out, or may be put in."""


class Channel(Generic[Item]):
    """A bounded queue. All methods may be called from any thread; only `put` with WAIT, and `get`, ever block.

    `bound` limits the sum of `size(item)` over the items that wait (one each by default; samples, for sound). An
    item larger than the bound is let into an empty channel, so that a reader always gets something.
    After `close` readers get what is left, then ChannelClosed.
    """

    def __init__(self, bound: int, when_full: WhenFull, *, size: Callable[[Item], int] | None = None) -> None:
        if bound < 1:
            raise ValueError("a channel needs room for one item")
        self.bound = bound
        self.when_full = when_full
        self._size = size or (lambda _: 1)
        self._items: deque[tuple[Item, int]] = deque()
        self._filled = 0
        self._dropped = 0
        self._dropped_size = 0
        self._closed = False
        self._changed = threading.Condition()

    @property
    def dropped(self) -> int:
        """Items dropped so far."""
        return self._dropped

    @property
    def dropped_size(self) -> int:
        """Their summed size so far."""
        return self._dropped_size

    @property
    def filled(self) -> int:
        """Summed size of the items that wait."""
        return self._filled

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: Item, timeout: float | None = None) -> bool:
        """Put an item in; False when it did not get in (DROP_NEWEST, or WAIT for longer than `timeout` seconds).

        Raises ChannelClosed.
        """
        size = self._size(item)
        with self._changed:
            if self.when_full is WhenFull.WAIT:
                self._changed.wait_for(lambda: self._closed or self._fits(size), timeout)
            if self._closed:
                raise ChannelClosed
            if self.when_full is WhenFull.DROP_OLDEST:
                while not self._fits(size):
                    self._drop(self._take()[1])
            if not self._fits(size):
                if self.when_full is WhenFull.DROP_NEWEST:
                    self._drop(size)
                return False
            self._items.append((item, size))
            self._filled += size
            self._changed.notify_all()
            return True

    def get(self, timeout: float | None = None) -> Item:
        """The oldest item. Raises TimeoutError after `timeout` seconds without one, ChannelClosed at the end."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while not self._items:
                if self._closed:
                    raise ChannelClosed
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError
                self._changed.wait(left)
            item, _ = self._take()
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Let nothing more in and wake all who wait. May be called again."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _fits(self, size: int) -> bool:
        return not self._items or self._filled + size <= self.bound

    def _take(self) -> tuple[Item, int]:
        item, size = self._items.popleft()
        self._filled -= size
        return item, size

    def _drop(self, size: int) -> None:
        self._dropped += 1
        self._dropped_size += size
