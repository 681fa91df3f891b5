"""Result files: opened, written and complained about in one way."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pipeline.errors import OutputError


@contextmanager
def writing(path: Path | None) -> Iterator[TextIO]:
    """A text file to write results to, line-buffered; stdout when `path` is None. Raises OutputError."""
    if path is None:
        yield sys.stdout
        return
    try:
        file = path.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise _error(path, error) from error
    try:
        with file:
            yield file
    except OSError as error:
        raise _error(path, error) from error


def _error(path: Path, error: OSError) -> OutputError:
    return OutputError(
        "results_unwritable",
        f"Cannot write {path}: {error.strerror or error}.",
        "Free some space or choose another place; whole lines written before are kept.",
    )
