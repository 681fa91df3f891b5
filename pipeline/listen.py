"""A recording as fast as it goes: each segment gets its words before the next frame is fed. No threads, no partials."""

from collections.abc import Iterable, Iterator

from pipeline.audio.frame import Frame
from pipeline.call import Call, Step
from pipeline.captions.engine import Engine
from pipeline.errors import SouffleurError
from pipeline.eventlog import Record


def listen(call: Call, frames: Iterable[Frame], engine: Engine) -> Iterator[Record]:
    """The records of a whole call. The same final words and flags as in real time.

    When the frames end in an error what was heard before it is finished first; then the error is raised.
    """
    yield from call.start().records
    fault: SouffleurError | None = None
    try:
        for frame in frames:
            yield from _words(call, call.feed(frame), engine)
    except SouffleurError as error:
        fault = error
    yield from _words(call, call.finish_sound(), engine)
    yield from call.end()
    if fault:
        raise fault


def _words(call: Call, step: Step, engine: Engine) -> Iterator[Record]:
    yield from step.records
    for segment in step.segments:
        yield from call.hear(engine.transcribe(segment, final=True))
