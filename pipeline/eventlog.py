"""The event log's format: one JSON object a line, inputs and outcomes in the order in which they happened.

Documented for readers in docs/events.md. The first line names the schema's version; every other line holds a "record"
(the event's or outcome's class in snake_case) and that class's fields. Floats are written in full, so that a replay
sees exactly what the call saw. A log that was cut off (SIGKILL, full disk) is readable up to its last whole line.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from pipeline.conversation.events import Event
from pipeline.detectors.gate import Outcome
from pipeline.errors import DialogueError

SCHEMA_VERSION = 1
MAX_LINE_BYTES = 4 * 1024 * 1024
"""A longer line is no event."""

Record = Event | Outcome


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_CLASSES: dict[str, type] = {_snake(kind.__name__): kind for kind in (*get_args(Event), *get_args(Outcome))}
_NAMES = {kind: name for name, kind in _CLASSES.items()}


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def header() -> str:
    """The log's first line."""
    return json.dumps({"record": "log", "schema": SCHEMA_VERSION})


def encode(record: Record) -> str:
    """One record as one line of JSON, without the newline."""
    kind = type(record)
    body = _adapter(kind).dump_python(record, mode="json")
    return json.dumps({"record": _NAMES[kind], **body}, ensure_ascii=False, separators=(",", ":"))


def decode(line: str) -> Record:
    """The record that `encode` made this line of. Raises ValueError where it is none."""
    data = json.loads(line)
    kind = _CLASSES.get(data.pop("record", None)) if isinstance(data, dict) else None
    if kind is None:
        raise ValueError("no record")
    return _adapter(kind).validate_python(data)


def read_log(path: Path) -> Iterator[Record]:
    """The records of a log, in order.

    A last line without its newline that is no whole object is left out: the writer was cut off there. Raises
    DialogueError with the line's number for any other malformed line; the good lines before it have been yielded.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise DialogueError(
            "log_unreadable",
            f"Cannot read {path}: {error.strerror or error}.",
            "Give an event log that --events wrote.",
        ) from error
    with file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise _error(path, number, f"longer than {MAX_LINE_BYTES // 2**20} MB")
            try:
                record = _decode(line, path, number)
            except DialogueError:
                if line.endswith(b"\n") or number == 1:
                    raise
                return
            if record is not None:
                yield record
        if number == 0:
            raise _error(path, 1, "the file is empty")


def _decode(line: bytes, path: Path, number: int) -> Record | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _error(path, number, f"not valid JSON ({error})") from error
    if not isinstance(data, dict):
        raise _error(path, number, "not a JSON object")
    name = data.pop("record", None)
    if number == 1:
        if name != "log" or data.get("schema") != SCHEMA_VERSION:
            raise _error(path, number, f"the first line must be {header()}")
        return None
    kind = _CLASSES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise _error(path, number, f"unknown record {str(name)[:40]!r}")
    try:
        return _adapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _error(path, number, f"{name}: {place}: {first['msg'].lower()}") from error


def _error(path: Path, number: int, what: str) -> DialogueError:
    return DialogueError(
        "log_malformed",
        f"{path}, line {number}: {what}.",
        "Give an event log that --events wrote, unchanged; docs/events.md describes it.",
    )
