"""The command line: one file per command; main() turns every error into three lines and an exit code."""

import sys
from importlib import import_module
from typing import NoReturn

import typer

from pipeline.cli.app import app
from pipeline.cli.printing import complain
from pipeline.cli.stopping import INTERRUPTED
from pipeline.errors import OutputError, SouffleurError, UsageError

COMMANDS = (
    "live",
    "serve",
    "file",
    "text",
    "pace",
    "replay",
    "report",
    "or-pakket",
    "batch",
    "evaluate",
    "devices",
    "models",
    "doctor",
    "config",
)
"""The modules of the commands (with "_" for "-"), in the order of --help; each puts its command on `app`."""

CommandLineError = typer.BadParameter.__base__
"""What typer raises for an unknown command or option, a missing argument or a bad value; it has no public name."""

DEBUG = "--debug"


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 fine, 2..7 see pipeline.errors, 130 interrupted."""
    given = sys.argv[1:] if arguments is None else arguments
    arguments = [argument for argument in given if argument != DEBUG]  # it may stand anywhere
    load_commands(arguments)
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="run_live.py", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except SouffleurError as error:
        if DEBUG in given:
            raise
        complain(error)
        sys.exit(error.exit_code)
    except CommandLineError as error:
        meant = " ".join(("run_live.py", *filter(None, [_command(arguments)]), "--help"))
        complain(UsageError("usage", error.format_message(), f"See: {meant}"))
        sys.exit(UsageError.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(OutputError.exit_code)


def load_commands(arguments: list[str]) -> None:
    """Import the command that `arguments` name, or all where they name none (--help): a start costs what it needs."""
    meant = _command(arguments)
    for name in (meant,) if meant else COMMANDS:
        import_module(f"pipeline.cli.{name.replace('-', '_')}")


def _command(arguments: list[str]) -> str | None:
    """The command that was meant."""
    return next((argument for argument in arguments if argument in COMMANDS), None)
