"""The microphones of one call as one stream of sound: a thread walks each, asyncio takes what they hear."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Sequence

from pipeline.audio.events import AudioLost
from pipeline.audio.frame import Frame
from pipeline.audio.microphone import Microphone

WAITING = 20
"""Frames that may wait for the call; beyond this the threads wait, and each microphone's own bounded channel drops."""

Heard = Frame | AudioLost | BaseException | None


async def microphones(microphones: Sequence[Microphone]) -> AsyncIterator[Frame | AudioLost]:
    """Frames and holes of all microphones, in order of arrival, until every one has ended. Raises what one raises."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue[Heard] = asyncio.Queue(WAITING)

    def hand(item: Heard) -> None:
        asyncio.run_coroutine_threadsafe(heard.put(item), loop).result()

    def walk(microphone: Microphone) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody listens any more
            try:
                for item in microphone.events():
                    hand(item)
            except Exception as error:
                hand(error)
            else:
                hand(None)

    threads = [
        threading.Thread(target=walk, args=(m,), name=f"{m.speaker}-microphone", daemon=True) for m in microphones
    ]
    for thread in threads:
        thread.start()
    listening = len(threads)
    try:
        while listening:
            item = await heard.get()
            if isinstance(item, BaseException):
                raise item
            if item is None:
                listening -= 1
            else:
                yield item
    finally:
        for microphone in microphones:
            microphone.close()
        while any(thread.is_alive() for thread in threads):
            with contextlib.suppress(asyncio.QueueEmpty):
                heard.get_nowait()
            await asyncio.sleep(0.01)
