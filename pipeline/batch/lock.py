"""One batch at a time in one output folder. The system lets go of the lock when the process ends, however it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError, UsageError

NAME = ".batch.lock"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder. Raises UsageError when another batch holds it, OutputError when it cannot be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        file = (out / NAME).open("a+")
    except OSError as error:
        raise OutputError(
            "batch_unwritable", f"Cannot write in {out}: {error.strerror}.", "Choose another place with -o."
        ) from error
    with file:
        try:
            _take(file.fileno())
        except OSError as error:
            raise UsageError(
                "batch_running",
                f"Another batch is writing in {out}.",
                "Wait for it, or give another folder with -o.",
            ) from error
        yield


def _take(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
