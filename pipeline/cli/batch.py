"""batch: an archive of calls in parallel, resumed where it stopped."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipeline.audio.channels import parse_channels
from pipeline.batch.analyse import Tools
from pipeline.batch.archive import Skipped, find
from pipeline.batch.chain import count_done
from pipeline.batch.lock import locked
from pipeline.batch.run import collect, run, workers
from pipeline.batch.summary import as_html, file_name, overview
from pipeline.batch.tables import CallRow, FlagRow, as_csv, as_parquet, has_parquet
from pipeline.batch.teams import FOLDERS, read_teams
from pipeline.captions.fetch import locate
from pipeline.cli.app import Common, app, detectors_for
from pipeline.cli.printing import err, out, progress
from pipeline.cli.report import write_whole
from pipeline.cli.session import engine_for
from pipeline.cli.stopping import INTERRUPTED, stoppable
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.span import Speaker


@app.command(epilog="Voorbeeld: python run_live.py batch gesprekken/ -o week47/ --jobs 4")
def batch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Recordings; each subfolder is an agent.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the logs, tables and pages.")],
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Calls at once; each takes a core and about 0.7 GB.")] = 2,
    glob: Annotated[str | None, typer.Option(help="Only these, e.g. '*.wav'; default: all sound files.")] = None,
    agent_pattern: Annotated[
        str | None, typer.Option(help="Regular expression on the path; its first group is the agent.")
    ] = None,
    teams: Annotated[
        str | None,
        typer.Option(help="A page per team: a CSV (agent,team) or YAML file, or `folders` for TEAM/AGENT/call.wav."),
    ] = None,
    direction: Annotated[str | None, typer.Option(help="inbound or outbound: who calls (default: inbound).")] = None,
    channels: Annotated[str | None, typer.Option(help="Who is on which channel, e.g. customer,agent.")] = None,
    model: Annotated[str | None, typer.Option(help="Whisper model: a name (models list) or a folder.")] = None,
) -> None:
    """Listen to an archive: an event log per call, calls.csv, flags.csv, and a page per agent, per team and for all.

    Run it again after an interruption: finished calls are kept, changed or failed ones are done again. An agent's calls
    are heard in order, each with the pace that the ones before it taught. Files that cannot be used are listed in
    skipped.csv with the reason. Nobody is ranked.
    """
    settings = context.find_object(Common).load(captions={"model": model, "threads": 1}, call={"direction": direction})
    members = None if teams == FOLDERS else read_teams(Path(teams)) if teams else {}
    sides = tuple(parse_channels(channels)) if channels else None
    detectors_for(settings)  # a mistake in the settings is told once, here
    locate(settings.captions.model)  # and the model assembled once
    prepare = partial(_tools, settings, sides)
    items, skipped = find(folder, pattern=glob, agents=agent_pattern, teams=members)
    if not items:
        raise UsageError(
            "archive_empty", f"{folder} holds no recordings.", "Check the folder, or name them with --glob."
        )
    with locked(output), stoppable() as stop, workers(min(jobs, len(items)), prepare) as pool:
        with progress("gesprekken") as bar:
            done = count_done(items, output)
            task = bar.add_task("luisteren", total=len(items))
            err.print(f"{len(items)} gesprekken, {done} al gedaan.")
            skipped += run(items, output, pool, done=lambda _: bar.advance(task), stop=lambda: bool(stop))
        pairs = list(collect(items, output, pool))
    calls = [call for call, _ in pairs]
    flags = [flag for _, own in pairs for flag in own]
    _write(output, calls, flags, skipped)
    for one in skipped:
        err.print(f"overgeslagen: {one.name}: {one.reason}", markup=False)
    out.print(f"{len(calls)} gesprekken, {len(flags)} vlaggen, {len(skipped)} overgeslagen: {output}")
    if stop:
        err.print("Onderbroken: dezelfde opdracht gaat verder waar deze ophield.")
        raise typer.Exit(INTERRUPTED)


def _tools(settings: Settings, channels: tuple[Speaker | None, ...] | None) -> Tools:
    """What a process needs; made there."""
    return Tools(
        engine=engine_for(settings),
        detectors=detectors_for(settings),
        variety=settings.pace.variety,
        channels=channels,
        direction=settings.call.direction,
    )


def _write(folder: Path, calls: Sequence[CallRow], flags: Sequence[FlagRow], skipped: Sequence[Skipped]) -> None:
    write_whole(folder / "calls.csv", as_csv(CallRow, calls))
    write_whole(folder / "flags.csv", as_csv(FlagRow, flags))
    write_whole(folder / "skipped.csv", as_csv(Skipped, skipped))
    if has_parquet():
        write_whole(folder / "calls.parquet", as_parquet(CallRow, calls))
        write_whole(folder / "flags.parquet", as_parquet(FlagRow, flags))
    pages = folder / "agents"
    pages.mkdir(exist_ok=True)
    for agent in sorted({call.agent for call in calls}):
        own = [call for call in calls if call.agent == agent]
        view = overview(agent, own, [flag for flag in flags if flag.agent == agent], named=True)
        write_whole(pages / file_name(agent), as_html(view).encode())
    for team in sorted({call.team for call in calls} - {""}):
        own = [call for call in calls if call.team == team]
        names = {call.call for call in own}
        view = overview(team, own, [flag for flag in flags if flag.call in names], named=False)
        (folder / "teams").mkdir(exist_ok=True)
        write_whole(folder / "teams" / file_name(team), as_html(view).encode())
    write_whole(folder / "team.html", as_html(overview("Het team", calls, flags, named=False)).encode())
