"""file: a recorded call, in real time or as fast as it goes."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipeline import profiles
from pipeline.audio.channels import parse_channels
from pipeline.audio.frame import Frame
from pipeline.audio.recording import Recording, open_recording
from pipeline.cli.app import Common, app
from pipeline.cli.printing import err, progress
from pipeline.cli.session import call_for, engine_for, sinks_for
from pipeline.cli.stopping import INTERRUPTED, Stop, stoppable
from pipeline.listen import listen
from pipeline.live.paced import paced
from pipeline.live.session import attend_alone


@app.command(
    epilog="Voorbeelden: python run_live.py file audio_fixtures/angry.flac --realtime · "
    "python run_live.py file gesprek.mp3 --channels customer,agent --events e.jsonl --captions e.vtt"
)
def file(
    context: typer.Context,
    call: Annotated[Path, typer.Argument(metavar="CALL", help="wav, flac, mp3, m4a, ogg, opus or webm; any rate.")],
    realtime: Annotated[bool, typer.Option("--realtime/--fast", help="Play it as it happened, or hurry.")] = False,
    events: Annotated[Path | None, typer.Option(help="Write the event log (JSON Lines) here.")] = None,
    captions: Annotated[Path | None, typer.Option(help="Write captions (WebVTT) here.")] = None,
    channels: Annotated[
        str | None, typer.Option(help="Who is on which channel, e.g. customer,agent or agent,-.")
    ] = None,
    agent: Annotated[str | None, typer.Option(help="The agent's name: keeps their own pace baseline.")] = None,
    model: Annotated[str | None, typer.Option(help="Whisper model: a name (models list) or a folder.")] = None,
    variety: Annotated[
        str | None, typer.Option(help="NL or BE: the norm that a new agent's baseline starts from.")
    ] = None,
    direction: Annotated[str | None, typer.Option(help="inbound or outbound: who calls (default: inbound).")] = None,
) -> None:
    """Listen to a recorded call: captions, pace and flags.

    Stereo is agent | customer, mono is the agent, unless --channels says otherwise. Both ways of playing give the same
    final words and flags. Nothing is kept unless --events or --captions asks for it.
    """
    settings = context.find_object(Common).load(
        captions={"model": model}, pace={"variety": variety}, call={"direction": direction}
    )
    recording = open_recording(call, channels=parse_channels(channels) if channels else None)
    engine = engine_for(settings)
    session = call_for(settings, call_id=call.stem, agent=agent, live=realtime)
    with stoppable() as stop, sinks_for(title=call.name, events=events, captions=captions, moving=realtime) as sinks:
        frames = _until(stop, recording.frames())
        if realtime:
            asyncio.run(attend_alone(session, paced(frames), engine, sinks.take, partials=settings.captions.partials))
        else:
            for record in listen(session, _counted(recording, frames), engine):
                sinks.take(record)
    profiles.remember(agent, session.baseline)
    for note in recording.notes:
        err.print(f"[dim]{note.message}[/]")
    if stop:
        raise typer.Exit(INTERRUPTED)


def _until(stop: Stop, frames: Iterable[Frame]) -> Iterator[Frame]:
    for frame in frames:
        if stop:
            return
        yield frame


def _counted(recording: Recording, frames: Iterable[Frame]) -> Iterator[Frame]:
    """The frames, with a progress bar in seconds of the call."""
    total = recording.info.duration_seconds
    with progress("s") as bar:
        task = bar.add_task(recording.info.path.name, total=total and round(total))
        for frame in frames:
            bar.update(task, completed=int(frame.span.end))
            yield frame
