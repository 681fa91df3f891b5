"""The board as its watchers get it: a snapshot, then diffs. Each diff is made and serialised once for all."""

from collections.abc import Mapping

from pipeline.hub.bell import Bell
from pipeline.hub.feed import dumps
from pipeline.hub.row import Row


class Board:
    """The rows of now and the last diff. A watcher who is one diff behind gets the diff, any other the snapshot:
    the latest wins, and nothing waits for the slow."""

    def __init__(self) -> None:
        self.seq = 0
        self.bell = Bell()
        self.rows: dict[str, Row] = {}
        self._diff = ""
        self._snapshot: str | None = None

    def update(self, changed: Mapping[str, Row], gone: tuple[str, ...] = ()) -> bool:
        """Take new rows (whole) and let calls go. True, with a new seq, where a watcher would see a difference."""
        differences = [
            {"id": id} | {name: value for name, value in row.items() if name not in old or old[name] != value}
            for id, row in changed.items()
            if (old := self.rows.get(id, {})) != row
        ]
        left = [id for id in gone if self.rows.pop(id, None) is not None]
        if not differences and not left:
            return False
        self.rows |= {id: row for id, row in changed.items() if id not in left}
        self.seq += 1
        self._diff = dumps({"type": "diff", "seq": self.seq, "changed": differences, "gone": left})
        self._snapshot = None
        self.bell.ring()
        return True

    def after(self, seq: int | None) -> tuple[int, str | None]:
        """(seq now, the message that brings a watcher there from `seq`): None where there is nothing new."""
        if seq == self.seq:
            return seq, None
        return self.seq, self._diff if seq == self.seq - 1 else self.snapshot

    @property
    def snapshot(self) -> str:
        """All rows, sorted by need, newest first on ties; serialised once per seq."""
        if self._snapshot is None:
            newest = sorted(self.rows.values(), key=lambda row: row["startedAt"], reverse=True)
            calls = sorted(newest, key=lambda row: row["need"], reverse=True)
            self._snapshot = dumps({"type": "snapshot", "seq": self.seq, "calls": calls})
        return self._snapshot
