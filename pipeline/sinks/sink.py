"""What every sink is: it takes the records of one call in order, and is closed once."""

from typing import Protocol

from pipeline.eventlog import Record


class Sink(Protocol):
    """A place where records go."""

    def take(self, record: Record) -> None:
        """Take one event or outcome."""
        ...

    def close(self) -> None:
        """No more will come; write what is left."""
        ...
