"""The application object, and the options that every command shares."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.printing import err
from pipeline.config import Settings, load
from pipeline.detectors.flag import Detector
from pipeline.detectors.registry import detectors
from pipeline.meaning.embedder import missing_notice

app = typer.Typer(
    help="Souffleur luistert mee met een klantgesprek en fluistert wat een goede coach zou zeggen. "
    "(Listens to Dutch service calls and whispers the next line.)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass(frozen=True, slots=True)
class Common:
    """What stands before the command on the command line."""

    settings_file: Path | None = None

    def load(self, **command_line: Any) -> Settings:
        """The effective settings, with this command's own options on top."""
        return load(command_line=command_line, file=self.settings_file)[0]


@app.callback()
def common(
    context: typer.Context,
    settings: Annotated[Path | None, typer.Option(help="Settings file (default: souffleur.toml, if there).")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show an error's whole traceback.")] = False,  # noqa: ARG001
) -> None:
    """Options for every command."""
    context.obj = Common(settings_file=settings)


def detectors_for(settings: Settings) -> tuple[Detector, ...]:
    """The detectors that the settings ask for; they hold no state, so all calls may share them."""
    meaning = settings.flags.meaning == "auto"
    if meaning:
        _tell_what_is_missing()
    return detectors(off=settings.flags.off, lexicon=settings.flags.lexicon, meaning=meaning)


@cache
def _tell_what_is_missing() -> None:
    """Once, on stderr: that only the rules decide, where the optional model is not installed."""
    if notice := missing_notice():
        err.print(notice, style="dim", markup=False)
