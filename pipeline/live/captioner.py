"""The one captions engine that all calls share, behind its queue: one asyncio task owns the queue, threads decode."""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from pipeline.audio.events import Segment
from pipeline.captions.engine import Engine
from pipeline.captions.scheduler import CaptionQueue, Job, QueueOptions
from pipeline.captions.utterance import Utterance


class _Desk:
    """What one call waits for, and what has come."""

    def __init__(self) -> None:
        self.words: asyncio.Queue[Utterance | Exception | None] = asyncio.Queue()
        self.awaited: set[str] = set()
        self.closing = False

    def deliver(self, utterance: Utterance) -> None:
        self.words.put_nowait(utterance)
        if utterance.final:
            self.awaited.discard(utterance.id)
        self.close_when_done()

    def close_when_done(self) -> None:
        if self.closing and not self.awaited:
            self.words.put_nowait(None)


class Captioner:
    """Use as an async context manager. What waits per call is bounded by the queue's options: partials are dropped
    first, then neighbouring segments are merged; finals are never lost."""

    def __init__(self, engine: Engine, *, options: QueueOptions | None = None) -> None:
        self.queue = CaptionQueue(options or QueueOptions())
        self._engine = engine
        self._desks: dict[str, _Desk] = {}
        self._work = asyncio.Event()
        self._threads = ThreadPoolExecutor(self.queue.options.workers, thread_name_prefix="captions")
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._decode()) for _ in range(self.queue.options.workers)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=True)

    def offer(self, call_id: str, growing: Segment, silence: float) -> None:
        """A segment under way: a partial is made of it when one is due."""
        if self.queue.offer(call_id, growing, silence):
            self._work.set()

    def put(self, call_id: str, segment: Segment) -> None:
        """A closed segment: its final will come."""
        desk = self._desks[call_id]
        desk.awaited.add(segment.id)
        for utterance in self.queue.put(call_id, segment):
            desk.deliver(utterance)
        self._work.set()

    def finish(self, call_id: str) -> None:
        """No more segments of this call come; `words` ends once the last final is in."""
        desk = self._desks[call_id]
        desk.closing = True
        desk.close_when_done()

    async def words(self, call_id: str) -> AsyncIterator[Utterance]:
        """Opens the call; its utterances, partial and final, as they come, until `finish` and the last final.

        Raises what the engine raised on a segment of this call; other calls go on.
        """
        desk = self._desks.setdefault(call_id, _Desk())
        try:
            while (utterance := await desk.words.get()) is not None:
                if isinstance(utterance, Exception):
                    raise utterance
                yield utterance
        finally:
            self.close(call_id)

    def close(self, call_id: str) -> None:
        """The call is over, whatever it still waits for. May be called again."""
        self.queue.forget(call_id)
        self._desks.pop(call_id, None)

    def open(self, call_id: str) -> None:
        """Make room for a call before its first segment."""
        self._desks.setdefault(call_id, _Desk())

    async def _decode(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            job = self.queue.take()
            if job is None:
                self._work.clear()
                await self._work.wait()
                continue
            try:
                utterance, seconds = await loop.run_in_executor(self._threads, self._transcribed, job)
            except Exception as error:
                self.queue.forget(job.call_id)
                if desk := self._desks.get(job.call_id):
                    desk.words.put_nowait(error)  # that call's own trouble: the engine serves the others
                continue
            desk = self._desks.get(job.call_id)
            for done in self.queue.done(job, utterance, seconds):
                if desk:
                    desk.deliver(done)

    def _transcribed(self, job: Job) -> tuple[Utterance, float]:
        start = time.monotonic()
        utterance = self._engine.transcribe(job.segment, final=job.final, prefix=job.prefix)
        return utterance, time.monotonic() - start
