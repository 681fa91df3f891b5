"""replay: the core over a recorded event log."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import Common, app, detectors_for
from pipeline.cli.printing import err, out
from pipeline.core import Core
from pipeline.detectors.flag import Flag
from pipeline.eventlog import Record, read_log
from pipeline.replay import replay as replayed
from pipeline.sinks.jsonl import JsonLines
from pipeline.sinks.lines import Lines

DIFFERENT = 1


@app.command(
    epilog="Voorbeeld: python run_live.py file gesprek.flac --events e.jsonl && python run_live.py replay e.jsonl"
)
def replay(
    context: typer.Context,
    events: Annotated[Path, typer.Argument(metavar="EVENTS.jsonl", help="An event log that --events wrote.")],
    new_events: Annotated[Path | None, typer.Option("--events", help="Write the replayed log here.")] = None,
) -> None:
    """Run the core again over a recorded event log, and compare its flags with the recorded ones.

    Exit code 0 when the flags are identical, 1 when they differ (other settings, another lexicon, another version).
    """
    settings = context.find_object(Common).load()
    core = Core(detectors_for(settings), nudges=settings.nudges.options(), redacts=settings.privacy.redact)
    recorded: list[Flag] = []
    found: list[Flag] = []
    sinks = [Lines(out), *([JsonLines(new_events)] if new_events else [])]
    try:
        for record in replayed(_keeping(events, recorded), core):
            if isinstance(record, Flag):
                found.append(record)
            for sink in sinks:
                sink.take(record)
    finally:
        for sink in sinks:
            sink.close()
    if found == recorded:
        err.print(f"[green]✓[/] {len(found)} vlaggen, gelijk aan de opname.")
        return
    err.print(
        f"[yellow]≠[/] {len(recorded)} vlaggen opgenomen, {len(found)} nu: "
        f"{len([f for f in recorded if f not in found])} weg, {len([f for f in found if f not in recorded])} nieuw."
    )
    raise typer.Exit(DIFFERENT)


def _keeping(events: Path, flags: list[Flag]) -> Iterator[Record]:
    for record in read_log(events):
        if isinstance(record, Flag):
            flags.append(record)
        yield record
