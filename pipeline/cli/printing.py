"""How the commands speak to people: rich on stderr for progress and errors, stdout for results."""

import sys

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from pipeline.errors import SouffleurError

out = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
"""Results. Wrapped at words on a terminal, left whole in a pipe."""
err = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
"""Progress and errors, so that results can be piped."""


def complain(error: SouffleurError) -> None:
    """Three lines: the code, what is wrong, how to mend it."""
    err.print(f"[bold red]Error[/] [dim]{error.code}[/]\n{escape(error.message)}\n[bold]→[/] {escape(error.remedy)}")


def progress(unit: str = "") -> Progress:
    """A progress bar on stderr that vanishes when done; silent where stderr is no terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
