"""What was recorded, in real time: each frame or event comes out when it would have been heard."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar, get_args

from pipeline.audio.events import AudioLost
from pipeline.audio.frame import Frame
from pipeline.conversation.events import Event
from pipeline.eventlog import Record

Heard = TypeVar("Heard", bound=Frame | AudioLost | Event)


async def paced(frames: Iterable[Frame]) -> AsyncIterator[Frame]:
    """The frames, each when its last sample would have sounded. When the reader falls behind, nothing is skipped."""
    start = time.monotonic()
    for frame in frames:
        ahead = start + frame.span.end - time.monotonic()
        await asyncio.sleep(max(0.0, ahead))
        yield frame


async def paced_events(records: Iterable[Record]) -> AsyncIterator[Event]:
    """The inputs of an event log, each when it came; recorded outcomes are passed over."""
    start = time.monotonic()
    for record in records:
        if isinstance(record, get_args(Event)):
            ahead = start + record.at - time.monotonic()
            await asyncio.sleep(max(0.0, ahead))  # also when late: the other calls have their turn
            yield record


async def until(stopping: asyncio.Event, heard: AsyncIterator[Heard]) -> AsyncIterator[Heard]:
    """What is heard, until `stopping` is set: then the sound ends there."""
    async for each in heard:
        if stopping.is_set():
            break
        yield each
    await heard.aclose()  # type: ignore[attr-defined]
