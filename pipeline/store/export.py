"""A call as the files that it would have written itself."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.eventlog import header
from pipeline.sinks.webvtt import WebVtt
from pipeline.store import calls
from pipeline.store.store import Store


def event_log(store: Store, call_id: str) -> Iterator[bytes]:
    """The call's event log line by line, byte for byte what `--events` writes. Raises UsageError: no such call."""
    calls.get(store, call_id)
    yield header().encode() + b"\n"
    for line in calls.lines(store, call_id):
        yield line.encode() + b"\n"


def write_event_log(store: Store, call_id: str, path: Path) -> None:
    """The same as a file. Raises UsageError, OutputError."""
    try:
        with path.open("wb") as file:
            file.writelines(event_log(store, call_id))
    except OSError as error:
        raise OutputError(
            "export_unwritable", f"Cannot write {path}: {error.strerror}.", "Free some space or choose another place."
        ) from error


def write_captions(store: Store, call_id: str, path: Path) -> None:
    """The call's captions as WebVTT. Raises UsageError, OutputError."""
    calls.get(store, call_id)
    sink = WebVtt(path)
    for record in calls.records(store, call_id):
        sink.take(record)
    sink.close()


def captions(store: Store, call_id: str) -> str:
    """The call's captions as WebVTT text. Raises UsageError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "captions.vtt"
        write_captions(store, call_id, path)
        return path.read_text(encoding="utf-8")
