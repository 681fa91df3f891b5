"""The items of one running call, numbered: any number of readers, each with a place of its own, and no queues.

A reader asks for what came after the last seq it has: it can be slow, drop its connection and come back, and gets
exactly the rest. Of an item that replaces another (a newer version of an utterance, say) only the newest is kept, so
that a late reader gets each once; the numbers then have holes.
"""

import json
from itertools import islice
from typing import Any

from pipeline.hub.items import Item, replaces

FEED_BOUND = 50_000
"""Items kept per call: some ten hours of talk. Beyond it the oldest go, and are counted."""
AT_ONCE = 1000
"""Most items in one answer."""


class Feed:
    """Kept as JSON text: an item is serialised once, however many read it."""

    def __init__(self, *, bound: int = FEED_BOUND) -> None:
        self.last = 0
        """The newest item's seq; 0 before the first."""
        self.dropped = 0
        """Items that the bound cost."""
        self._bound = bound
        self._texts: dict[int, str] = {}
        self._newest: dict[tuple[str, ...], int] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, item: Item) -> Item:
        """Number an item and keep it; comes back with its seq."""
        self.last += 1
        numbered = {"seq": self.last, **item}
        key = replaces(item)
        if key is not None:
            self._texts.pop(self._newest.get(key, 0), None)
            self._newest[key] = self.last
        self._texts[self.last] = dumps(numbered)
        if len(self._texts) > self._bound:
            del self._texts[next(iter(self._texts))]
            self.dropped += 1
        return numbered

    def after(self, seq: int, *, at_once: int = AT_ONCE) -> tuple[int, list[str]]:
        """(the seq to ask from next, the first `at_once` kept items after `seq` as JSON texts)."""
        if seq >= self.last:
            return seq, []
        newer: list[int] = []
        for number in reversed(self._texts):
            if number <= seq:
                break
            newer.append(number)
        first = list(islice(reversed(newer), at_once))
        return (first[-1] if len(first) < len(newer) else self.last), [self._texts[number] for number in first]

    def items(self) -> list[Item]:
        """All that is kept, in order."""
        return [json.loads(text) for text in self._texts.values()]


def dumps(value: Any) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def message(texts: list[str]) -> str:
    """An "items" message of items that are JSON already."""
    return f'{{"type":"items","items":[{",".join(texts)}]}}'
