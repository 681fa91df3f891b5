"""A recording played in real time: each frame comes out when it would have been heard."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable

from pipeline.audio.frame import Frame


async def paced(frames: Iterable[Frame]) -> AsyncIterator[Frame]:
    """The frames, each when its last sample would have sounded. When the reader falls behind, nothing is skipped."""
    start = time.monotonic()
    for frame in frames:
        ahead = start + frame.span.end - time.monotonic()
        await asyncio.sleep(max(0.0, ahead))
        yield frame
