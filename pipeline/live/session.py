"""One call while it happens: sound into the call, segments to the captioner, words back, records to the sinks."""

import asyncio
from collections.abc import AsyncIterator, Callable

from pipeline.audio.events import AudioLost
from pipeline.audio.frame import Frame
from pipeline.call import Call, Step
from pipeline.captions.engine import Engine
from pipeline.errors import SouffleurError
from pipeline.eventlog import Record
from pipeline.live.captioner import Captioner

Take = Callable[[Record], None]
"""Where the records go."""


async def attend(
    call: Call, sound: AsyncIterator[Frame | AudioLost], captioner: Captioner, take: Take, *, partials: bool = True
) -> None:
    """Attend a call from its first sample to its last word.

    All of the call's work runs in the event loop's thread, between awaits, so the call needs no lock. When the sound
    ends in an error, what was heard before is finished first; then the error is raised. A sink's error ends this call
    at once and touches no other.
    """
    captioner.open(call.id)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_hear(call, captioner, take))
            feeding = tasks.create_task(_feed(call, sound, captioner, take, partials=partials))
    except* SouffleurError as group:
        raise group.exceptions[0] from None
    finally:
        captioner.close(call.id)
    _publish(call.end(), take)
    if fault := feeding.result():
        raise fault


async def attend_alone(
    call: Call, sound: AsyncIterator[Frame | AudioLost], engine: Engine, take: Take, *, partials: bool = True
) -> None:
    """Attend the only call of this program, with an engine of its own."""
    async with Captioner(engine) as captioner:
        await attend(call, sound, captioner, take, partials=partials)


async def _feed(
    call: Call, sound: AsyncIterator[Frame | AudioLost], captioner: Captioner, take: Take, *, partials: bool
) -> SouffleurError | None:
    def forward(step: Step) -> None:
        _publish(step.records, take)
        for segment in step.segments:
            captioner.put(call.id, segment)

    fault = None
    forward(call.start())
    try:
        async for heard in sound:
            forward(call.lose(heard) if isinstance(heard, AudioLost) else call.feed(heard))
            if partials:
                for segment, silence in call.growing:
                    captioner.offer(call.id, segment, silence)
    except SouffleurError as error:
        fault = error
    forward(call.finish_sound())
    captioner.finish(call.id)
    return fault


async def _hear(call: Call, captioner: Captioner, take: Take) -> None:
    async for utterance in captioner.words(call.id):
        _publish(call.hear(utterance), take)


def _publish(records: tuple[Record, ...], take: Take) -> None:
    for record in records:
        take(record)
