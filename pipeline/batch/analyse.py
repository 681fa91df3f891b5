"""One recording to one event log: written beside its place and put there when it is whole."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.audio.baseline import Baseline
from pipeline.audio.recording import open_recording
from pipeline.batch.archive import Item
from pipeline.batch.chain import keep
from pipeline.call import Call
from pipeline.captions.engine import Engine
from pipeline.detectors.flag import Detector
from pipeline.errors import InputError, OutputError
from pipeline.listen import listen
from pipeline.sinks.jsonl import JsonLines
from pipeline.span import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every call of a batch shares."""

    engine: Engine
    detectors: Sequence[Detector]
    variety: Literal["NL", "BE"]
    channels: Sequence[Speaker | None] | None = None
    direction: Literal["inbound", "outbound"] = "inbound"


def analyse(item: Item, out: Path, tools: Tools, pace: str | None = None) -> str:
    """Write the item's event log; whatever happens, a log at its place is whole.

    `pace` is the agent's own pace as their call before left it (Baseline.to_json; None: their first call). Gives, and
    keeps beside the log, that pace after this call.

    Raises InputError when the recording cannot be read or changes while it is read, OutputError when the log cannot be
    written.
    """
    before = _state(item.path)
    log = item.log(out)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        item.pace(out).unlink(missing_ok=True)  # a log without it is not done: no old log may stand for a new pace
    except OSError as error:
        raise OutputError(
            "batch_unwritable",
            f"Cannot write in {out}: {error.strerror}.",
            "Free some space, or choose another -o.",
        ) from error
    partial = log.with_name(f".{log.name}.{os.getpid()}.partial")
    recording = open_recording(item.path, channels=tools.channels)
    call = Call(
        tools.detectors,
        call_id=item.name,
        agent=item.agent,
        variety=tools.variety,
        baseline=Baseline.from_json(pace) if pace is not None else None,
        direction=tools.direction,
    )
    sink = JsonLines(partial)
    try:
        for record in listen(call, recording.frames(), tools.engine):
            sink.take(record)
    except BaseException:
        sink.close()
        partial.unlink(missing_ok=True)
        raise
    sink.close()
    if _state(item.path) != before:
        partial.unlink()
        raise InputError(
            "recording_growing",
            f"{item.path} changed while it was read.",
            "Run the batch again when it is complete.",
        )
    _settle(partial)
    partial.replace(log)
    os.utime(log, ns=(before[1], max(before[1], log.stat().st_mtime_ns)))
    learned = call.baseline.to_json()
    keep(item, out, pace, learned)
    return learned


def _state(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError as error:
        raise InputError(
            "recording_unreadable",
            f"Cannot read {path}: {error.strerror}.",
            "Check the file and run the batch again.",
        ) from error
    return state.st_size, state.st_mtime_ns


def _settle(path: Path) -> None:
    """Have the disk hold it before it gets its name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
