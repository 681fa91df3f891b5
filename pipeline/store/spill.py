"""What the database could not take: a file of JSON Lines beside it, read back in as soon as it can."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from pipeline.store.operations import Operation, from_json, to_json


class Spill:
    """Operations in a file of this process, in order. The file is made when it is first needed, readable by its owner
    alone, locked while its process lives, and deleted when it is empty again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path: Path | None = None
        self.waiting = 0
        """Operations in the file."""
        self._file = -1
        self._written = 0
        self._read = 0
        self._size_of_first = 0

    def append(self, operations: Sequence[Operation]) -> None:
        """Write all of them, or none. Raises OSError."""
        if self.path is None:
            self._make()
        data = "".join(to_json(operation) + "\n" for operation in operations).encode()
        try:
            done = 0
            while done < len(data):
                done += os.write(self._file, data[done:])
        except OSError:
            os.ftruncate(self._file, self._written)
            raise
        self._written += len(data)
        self.waiting += len(operations)

    def first(self, count: int) -> list[Operation]:
        """The oldest operations, at most `count`; `forget` them once they are stored. Raises OSError."""
        if self.path is None:
            return []
        with self.path.open("rb") as file:
            file.seek(self._read)
            lines = list(islice(file, count))
        self._size_of_first = sum(map(len, lines))
        return [from_json(line) for line in lines]

    def forget(self, count: int) -> None:
        """The operations that `first` gave last are stored."""
        self._read += self._size_of_first
        self.waiting -= count
        if self._read == self._written and self.path:
            self.path.unlink()
            self.close()

    def close(self) -> None:
        """Let go of the file; what is in it stays for the next program."""
        if self.path:
            os.close(self._file)
            self.path, self._file, self._written, self._read = None, -1, 0, 0

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}.jsonl"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.path = path


def left_behind(folder: Path, count: int) -> Iterator[list[Operation]]:
    """What programs that are no more left in their files, at most `count` operations at a time, oldest file first.

    A file is deleted when the next part is asked for after its last: store each part before. A last line that was cut
    off is left out: its writer died there. A file with a line that is no operation is kept under another name.
    Raises OSError.
    """
    for path in sorted(folder.glob("*.jsonl"), key=lambda path: path.stat().st_mtime):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # its program lives
            try:
                while lines := list(islice(file, count)):
                    yield [from_json(line) for line in lines if line.endswith(b"\n")]
            except ValueError:
                path.rename(path.with_suffix(".unreadable"))
                raise
            path.unlink()


def mentions(folder: Path, call_id: str) -> bool:
    """Whether events of this call wait in a file there. Raises OSError."""
    starts = tuple(f'{{"{verb}": {json.dumps(call_id)},'.encode() for verb in ("add", "open", "change"))
    for path in folder.glob("*.jsonl"):
        with path.open("rb") as file:
            if any(line.startswith(starts) for line in file):
                return True
    return False
