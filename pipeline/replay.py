"""The same core over a recorded event log: no sound, no models, no threads, identical flags."""

from collections.abc import Iterable, Iterator
from typing import get_args

from pipeline.conversation.events import Event
from pipeline.core import Core
from pipeline.eventlog import Record


def replay(records: Iterable[Record], core: Core) -> Iterator[Record]:
    """Feed the recorded inputs to `core`; the inputs and its outcomes come out as a live call's would.

    Recorded outcomes are passed over: what comes out is what `core` finds now. A log from before redaction is redacted.
    """
    for record in records:
        if isinstance(record, get_args(Event)):
            event = core.admitted(record)
            yield event
            yield from core.apply(event)
