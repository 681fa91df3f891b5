"""pace: the fast lane alone."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from pipeline.audio.channels import parse_channels
from pipeline.audio.recording import Recording, open_recording
from pipeline.audio.survey import PaceLine, Survey
from pipeline.cli.app import app
from pipeline.cli.outfile import writing
from pipeline.cli.printing import err, progress


@app.command(epilog="Voorbeeld: python run_live.py pace audio_fixtures/angry.flac --json tempo.jsonl")
def pace(
    call: Annotated[Path, typer.Argument(metavar="FILE", help="A recording; any format and rate.")],
    json_out: Annotated[Path | None, typer.Option("--json", help="Where the lines go (default: stdout).")] = None,
    channels: Annotated[str | None, typer.Option(help="Who is on which channel, e.g. customer,agent.")] = None,
) -> None:
    """Measure speaking rate and pauses from sound alone: no words, no model.

    Every 0.5 s a line per speaker {"t", "speaker", "articulation_rate", "speaking_rate", "pause_share"} about the 5 s
    before t, in syllables per second (null where it cannot be measured); at the end a line per speaker
    {"speaker", "syllables": [times], "pauses": [[start, end]], "speech": [[start, end]]} in seconds.
    """
    recording = open_recording(call, channels=parse_channels(channels) if channels else None)
    surveys = {speaker: Survey(speaker) for speaker in recording.channels if speaker is not None}
    with writing(json_out) as file:
        try:
            _measure(recording, surveys, file)
        finally:
            for survey in surveys.values():
                _write(file, survey.finish())
            for speaker, survey in surveys.items():
                times = [round(time, 3) for time in survey.syllables]
                _line(file, {"speaker": speaker, "syllables": times, **survey.rhythm.as_json()})
    for note in recording.notes:
        err.print(f"[dim]{note.message}[/]")


def _measure(recording: Recording, surveys: dict[Any, Survey], file: TextIO) -> None:
    total = recording.info.duration_seconds
    with progress("s") as bar:
        task = bar.add_task(recording.info.path.name, total=total and round(total))
        for frame in recording.frames(seconds=1.0):
            _write(file, surveys[frame.speaker].feed(frame.samples))
            bar.update(task, completed=int(frame.span.end))


def _write(file: TextIO, lines: Iterable[PaceLine]) -> None:
    for line in lines:
        _line(
            file, {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(line).items()}
        )


def _line(file: TextIO, body: dict[str, Any]) -> None:
    file.write(json.dumps(body) + "\n")
