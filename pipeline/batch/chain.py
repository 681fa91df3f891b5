"""One agent's calls in order: each begins with the pace that the ones before it taught.

What was learned is kept beside the logs, with what it was learned from. A call counts as done only while that is still
what the calls before it end with: a recording that is added or mended in between has the later calls of that agent done
again, so that a resumed batch gives what a fresh one would.
"""

import json
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.archive import UNNAMED, Item


def is_current(item: Item, out: Path) -> bool:
    """Whether the log is there and the recording has not changed since."""
    try:
        return item.log(out).stat().st_mtime_ns >= item.path.stat().st_mtime_ns
    except OSError:  # no log yet, or a recording that vanished: analysing it will say so
        return False


def learned(item: Item, out: Path) -> tuple[str | None, str] | None:
    """(the pace that the call began with, the pace that it ended with), as JSON texts; None where that is not kept."""
    try:
        stored = json.loads(item.pace(out).read_text(encoding="utf-8"))
        before, after = stored["before"], stored["after"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (before, after) if isinstance(before, str | None) and isinstance(after, str) else None


def keep(item: Item, out: Path, before: str | None, after: str) -> None:
    """Write what `learned` reads, whole or not at all."""
    path = item.pace(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.partial")
    fresh.write_text(json.dumps({"before": before, "after": after}), encoding="utf-8")
    fresh.replace(path)


@dataclass(slots=True)
class Chain:
    """Calls that follow on each other; an unnamed agent's stand alone. `pace`: what the calls so far taught."""

    waiting: deque[Item]
    pace: str | None = None

    def skip_done(self, out: Path) -> list[Item]:
        """Take off the calls that are done, up to the first that is not."""
        done = []
        while self.waiting:
            item = self.waiting[0]
            known = learned(item, out) if is_current(item, out) else None
            if known is None or known[0] != self.pace:
                break
            self.pace = known[1]
            done.append(self.waiting.popleft())
        return done

    def next(self) -> Item:
        """Take off the first call. Raises IndexError where none waits."""
        return self.waiting.popleft()


def chains(items: Iterable[Item]) -> list[Chain]:
    """A chain per agent, its calls in the archive's order, in order of their first calls."""
    by_agent: dict[str, list[Item]] = {}
    for item in items:
        by_agent.setdefault(item.name if item.agent == UNNAMED else f"agent {item.agent}", []).append(item)
    return [Chain(deque(own)) for own in by_agent.values()]


def count_done(items: Sequence[Item], out: Path) -> int:
    """How many calls need not be analysed again, if those that are not done teach nothing (a broken file does not)."""
    count = 0
    for chain in chains(items):
        while chain.waiting:
            count += len(chain.skip_done(out))
            if chain.waiting:
                chain.next()
    return count
