"""or-pakket: the document for the works council, made of the settings that count now."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import Common, app
from pipeline.cli.printing import err
from pipeline.cli.report import write_whole
from pipeline.council import document, lock
from pipeline.council.settings import effective
from pipeline.store.store import Store


class Format(StrEnum):
    """What the document can be written as."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"


@app.command(
    name="or-pakket",
    epilog="Voorbeelden: python run_live.py or-pakket · python run_live.py or-pakket -o afspraken.pdf",
)
def or_pakket(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it here (default: stdout).")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="Default: as --output is named, else md.")] = None,
    store: Annotated[
        str | None, typer.Option(help="Where calls are kept: a SQLite file or a postgresql:// URL.")
    ] = None,
) -> None:
    """Write what the works council is asked to agree to, in Dutch: what is measured, who sees it, how long, which law.

    It tells the settings as they are now: souffleur.toml, and what was changed in the board.
    """
    configured = context.find_object(Common).load(board={"store": store})
    with Store.open(configured.board.store) as kept:
        settings, standing, now = effective(kept, configured), lock.standing(kept, configured), kept.now()
    chosen = form or _by_name(output)
    match chosen:
        case Format.MARKDOWN:
            body = document.as_markdown(settings, standing, now).encode()
        case Format.HTML:
            body = document.as_html(settings, standing, now).encode()
        case Format.PDF:
            body = document.as_pdf(settings, standing, now)
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    write_whole(output, body)
    err.print(f"[green]✓[/] {output}")


def _by_name(output: Path | None) -> Format:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return Format(suffix) if suffix in set(Format) else Format.MARKDOWN
