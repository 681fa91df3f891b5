"""Ctrl-C: the first one ends the call as if the sound ended there, so that nothing heard is lost; the second kills."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

INTERRUPTED = 130
"""Exit code of a command that was asked to stop."""


@dataclass(slots=True)
class Stop:
    """Whether someone asked to stop. Signals come from Ctrl-C (SIGINT) or a service manager (SIGTERM)."""

    asked: bool = False

    def __bool__(self) -> bool:
        return self.asked


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Inside, the first SIGINT or SIGTERM only sets the Stop; the handlers of before come back with it."""
    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def handle(_number: int, _frame: object) -> None:
        stop.asked = True
        restore()

    for number in before:
        signal.signal(number, handle)
    try:
        yield stop
    finally:
        restore()
