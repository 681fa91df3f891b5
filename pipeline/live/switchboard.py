"""Many calls at once, each on a line of its own: what happens on one touches no other.

A line that breaks (a device, a detector, a sink, anything) is told to `failed`, its sinks are closed, so that what was
heard is kept and the board shows the call as broken, and everything else goes on.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pipeline.audio.events import AudioLost
from pipeline.audio.frame import Frame
from pipeline.call import Call
from pipeline.conversation.events import CallEnded, CallStarted, Event
from pipeline.core import Core
from pipeline.eventlog import Record
from pipeline.hub.hub import Hub
from pipeline.hub.live_call import Controls, LiveCall
from pipeline.live.captioner import Captioner
from pipeline.live.session import Take, attend
from pipeline.sinks.sink import Sink

OpenSinks = Callable[[LiveCall], Sequence[Sink]]
"""Where else the records of a call go that begins now, such as the store."""
HearFrame = Callable[[Frame], None]
"""Takes the sound as it passes."""
Failed = Callable[[str, Exception], None]
"""Told which call broke, and of what."""


class Switchboard:
    """Puts calls on the hub. Await `attend` or `replay` in a task per call; neither raises what broke its call."""

    def __init__(self, hub: Hub, *, sinks: OpenSinks = lambda _: (), failed: Failed) -> None:
        self._hub = hub
        self._sinks = sinks
        self._failed = failed

    async def attend(
        self,
        call: Call,
        sound: AsyncIterator[Frame | AudioLost],
        captioner: Captioner,
        *,
        agent: str | None = None,
        partials: bool = True,
        ears: Sequence[HearFrame] = (),
    ) -> None:
        """A call with sound, from its first sample to its last word; coaches can listen in, and so can `ears`."""
        with self._alone(call.id), self._line(call.id, agent, call) as (live, take):
            await attend(call, _tapped(sound, (live.sound.frame, *ears)), captioner, take, partials=partials)

    async def replay(self, call_id: str, core: Core, events: AsyncIterator[Event], *, agent: str | None = None) -> None:
        """A call out of its recorded inputs: the detectors, the gate and all watchers work as in a live call. Where the
        inputs break off, the call ends."""
        with self._alone(call_id), self._line(call_id, agent, core) as (_, take):
            async for event in events:
                if isinstance(event, CallStarted):
                    event = replace(event, call_id=call_id, agent=agent)
                _apply(core, event, take)
            if not core.conversation.ended:
                _apply(core, CallEnded(at=core.conversation.now), take)

    @contextmanager
    def _alone(self, call_id: str) -> Iterator[None]:
        """What breaks inside stays inside, and is told."""
        try:
            yield
        except Exception as error:
            self._failed(call_id, error)

    @contextmanager
    def _line(self, call_id: str, agent: str | None, controls: Controls) -> Iterator[tuple[LiveCall, Take]]:
        sinks: list[Sink] = []

        def take(record: Record) -> None:
            for sink in sinks:
                sink.take(record)

        try:
            live = self._hub.open(call_id, agent=agent, controls=controls)
            sinks.append(live)
            sinks += self._sinks(live)
            yield live, take
        finally:
            for sink in reversed(sinks):
                with self._alone(call_id):
                    sink.close()


def _apply(core: Core, event: Event, take: Take) -> None:
    admitted = core.admitted(event)
    take(admitted)
    for outcome in core.apply(admitted):
        take(outcome)


async def _tapped(
    sound: AsyncIterator[Frame | AudioLost], ears: Sequence[HearFrame]
) -> AsyncIterator[Frame | AudioLost]:
    """The sound, and on its way past the ears of those who listen in."""
    async for heard in sound:
        if isinstance(heard, Frame):
            for hear in ears:
                hear(heard)
        yield heard
