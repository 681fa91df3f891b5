"""doctor: what this machine can do, and which Whisper model suits it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.markup import escape
from rich.table import Table

from pipeline.audio.devices import list_devices
from pipeline.audio.recording import open_recording
from pipeline.captions.catalogue import CATALOGUE, CatalogueModel, models_folder
from pipeline.cli.app import Common, app
from pipeline.cli.printing import err, out
from pipeline.cli.session import call_for, engine_for
from pipeline.config import Settings
from pipeline.errors import SouffleurError
from pipeline.listen import listen
from pipeline.meaning.embedder import missing_notice

SAMPLE = Path("audio_fixtures") / "calm.flac"
"""The recorded call that the headroom is measured on, in the checkout."""
SAMPLE_SECONDS = 30.0
PARTIALS_FACTOR = 2.0
"""Live captions with partials cost about this many times the finals alone (bench/captions.py)."""
COMFORTABLE = 0.7
"""Share of the machine's time that live captions may take."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    what: str
    good: bool
    says: str


@app.command(epilog="Voorbeeld: python run_live.py doctor")
def doctor(context: typer.Context) -> None:
    """Check the model, PortAudio, the processor and the real-time headroom, and recommend a model.

    Exit code 0 when a live call can be heard with the chosen model, 1 when something is missing.
    """
    settings = context.find_object(Common).load()
    findings = [_cores(), _sound(), _meaning()]
    with err.status("Meten hoe snel deze machine luistert…"):
        findings += _headroom(settings)
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        table.add_row("[green]✓[/]" if finding.good else "[red]✗[/]", finding.what, finding.says)
    out.print(table)
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


def _cores() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("processor", cores >= 2, f"{cores} kernen" + ("" if cores >= 2 else "; twee of meer is beter"))


def _sound() -> Finding:
    try:
        inputs = list_devices()
    except SouffleurError as error:
        return Finding("geluid", False, f"{error.message} {error.remedy}")
    names = ", ".join(device.name for device in inputs[:3])
    return Finding("geluid", bool(inputs), names or "geen invoerapparaat gevonden; bestanden werken wel")


def _meaning() -> Finding:
    """Never a fault: the rules work without it."""
    return Finding("betekenis", True, escape(missing_notice()) or "het betekenismodel staat klaar")


def _headroom(settings: Settings) -> list[Finding]:
    try:
        engine = engine_for(settings)
    except SouffleurError as error:
        return [Finding("model", False, f"{error.message} {error.remedy}")]
    name = settings.captions.model
    found = [Finding("model", True, f"Whisper {name} staat klaar en klopt (SHA-256)")]
    sample = models_folder().parent / SAMPLE
    if not sample.exists():
        return [*found, Finding("ruimte", True, "niet gemeten: het voorbeeldgesprek hoort bij de broncode")]
    recording = open_recording(sample)
    frames = (frame for frame in recording.frames() if frame.span.end <= SAMPLE_SECONDS)
    start = time.monotonic()
    for _ in listen(call_for(settings, call_id="doctor", agent=None), frames, engine):
        pass
    load = (time.monotonic() - start) / SAMPLE_SECONDS * PARTIALS_FACTOR
    calls = int(COMFORTABLE / load)
    says = f"een gesprek met {name} vraagt {load:.0%} van de tijd: {max(calls, 0)} tegelijk"
    found.append(Finding("ruimte", calls >= 1, says))
    cost = CATALOGUE[name].relative_cost if name in CATALOGUE else 1.0
    best = _best(load / cost)
    found.append(Finding("advies", best is not None, f"--model {best.name}" if best else "deze machine is te traag"))
    return found


def _best(load_per_cost: float) -> CatalogueModel | None:
    """The most accurate model that one live call leaves room for."""
    able = [model for model in CATALOGUE.values() if model.relative_cost * load_per_cost <= COMFORTABLE]
    return max(able, key=lambda model: model.relative_cost, default=None)
