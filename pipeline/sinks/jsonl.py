"""The event log: JSON Lines, one write per record, so that even SIGKILL leaves whole lines behind."""

import os
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.eventlog import Record, encode, header


class JsonLines:
    """Writes records to a file as they happen. Raises OutputError when the file cannot be written; what was written
    before stays, and ends with a whole line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = 0
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise self._error(error) from error
        self._write(header())

    def take(self, record: Record) -> None:
        """Write one record as one line."""
        self._write(encode(record))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, line: str) -> None:
        data = line.encode() + b"\n"
        try:
            written = 0
            while written < len(data):
                written += os.write(self._file, data[written:])
        except OSError as error:
            os.ftruncate(self._file, self._size)
            raise self._error(error) from error
        self._size += len(data)

    def _error(self, error: OSError) -> OutputError:
        return OutputError(
            "events_unwritable",
            f"Cannot write events to {self.path}: {error.strerror}.",
            "Free some space or choose another place; what was written before is kept.",
        )
