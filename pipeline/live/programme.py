"""Recorded calls as if they came in now: some at the same time, staggered, one after another, round and round."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOptions:
    """How recorded calls come in."""

    at_once: int = 3
    """Calls that run at the same time."""
    loop: bool = False
    """Begin again once all were played."""
    stagger_seconds: float = 8.0
    """Time between the beginnings of the first calls."""
    pause_seconds: float = 5.0
    """Time between two calls of one seat: an agent draws breath."""


class Programme(Generic[Source]):
    """Plays `sources` in order. Each of `at_once` seats (agents) plays the next one that is due; with `loop` they go on
    until `stopping` is set."""

    def __init__(self, sources: Sequence[Source], options: ProgrammeOptions, stopping: asyncio.Event) -> None:
        self._options = options
        self._stopping = stopping
        self._due = self._endless(sources) if options.loop else iter(sources)

    async def run(self, play: Callable[[int, Source], Awaitable[None]]) -> None:
        """Play all; `play(seat, source)` plays one to its end."""
        async with asyncio.TaskGroup() as seats:
            for seat in range(self._options.at_once):
                seats.create_task(self._sit(seat, play))

    async def _sit(self, seat: int, play: Callable[[int, Source], Awaitable[None]]) -> None:
        await self._wait(seat * self._options.stagger_seconds)
        while not self._stopping.is_set():
            try:
                source = next(self._due)
            except StopIteration:
                return
            await play(seat, source)
            await self._wait(self._options.pause_seconds)

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    @staticmethod
    def _endless(sources: Sequence[Source]) -> Iterator[Source]:
        return (sources[i % len(sources)] for i in count()) if sources else iter(())
