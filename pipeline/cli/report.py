"""report: a call on one page, to read together."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import app
from pipeline.cli.printing import err
from pipeline.errors import OutputError, UsageError
from pipeline.eventlog import read_log
from pipeline.report.data import as_data
from pipeline.report.figures import CallFigures, figures_of
from pipeline.report.page import as_html, as_markdown
from pipeline.report.pdf import as_pdf


class Format(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    PDF = "pdf"


@app.command(
    epilog="Voorbeelden: python run_live.py report e.jsonl -o verslag.html · "
    "python run_live.py report e.jsonl --format pdf -o verslag.pdf"
)
def report(
    events: Annotated[Path, typer.Argument(metavar="EVENTS.jsonl", help="An event log that --events wrote.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it here (default: stdout).")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="Default: as --output is named, else html.")] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(help="A log of an earlier call of the same agent, oldest first; repeatable."),
    ] = None,
) -> None:
    """Make one page of a call, for a coach and an agent to read together: what went well comes first.

    The page is one file that needs no network; printed on A4 it is two pages.
    """
    chosen = form or _by_name(output)
    figures = figures_of(read_log(events))
    figures = replace(figures, earlier=_baselines(earlier or [], figures.agent))
    body = render(figures, chosen)
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    write_whole(output, body)
    err.print(f"[green]✓[/] {output}")


def render(figures: CallFigures, form: Format) -> bytes:
    """The report in one of its forms."""
    match form:
        case Format.MARKDOWN:
            return as_markdown(figures).encode()
        case Format.JSON:
            return json.dumps(as_data(figures), ensure_ascii=False, indent=1).encode() + b"\n"
        case Format.PDF:
            return as_pdf(as_html(figures))
    return as_html(figures).encode()


def write_whole(path: Path, body: bytes) -> None:
    """Write a file that is either whole or not there, readable by its owner only: it holds what was said."""
    fresh = path.with_name(f".{path.name}.partial")
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_bytes(body)
        fresh.replace(path)
    except OSError as error:
        raise OutputError(
            "report_unwritable",
            f"Cannot write {path}: {error.strerror or error}.",
            "Free some space or choose another place with -o.",
        ) from error


def _baselines(logs: Sequence[Path], agent: str | None) -> tuple[float, ...]:
    """The own usual rate in each log, where it was known; the last ten."""
    found = []
    for log in logs:
        figures = figures_of(read_log(log))
        if agent is None or figures.agent != agent:
            raise UsageError(
                "agent_differs",
                f"{log} is not known to be a call of the same agent.",
                "A trend is one agent's own: record calls with --agent NAME, and give only that agent's logs.",
            )
        found += [figures.baseline] if figures.baseline else []
    return tuple(found[-10:])


def _by_name(output: Path | None) -> Format:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return Format(suffix) if suffix in set(Format) else Format.HTML
