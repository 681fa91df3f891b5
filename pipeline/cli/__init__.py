"""The command line: one file per command; main() turns every error into three lines and an exit code."""

import sys
from typing import NoReturn

import typer

from pipeline.cli import batch, config, devices, doctor, evaluate, file, live, models, pace, replay, report, text
from pipeline.cli.app import app
from pipeline.cli.printing import complain
from pipeline.errors import OutputError, SouffleurError, UsageError

COMMANDS = (live, file, text, pace, replay, report, evaluate, batch, devices, models, doctor, config)
"""Importing a command's module puts it on `app`."""

CommandLineError = typer.BadParameter.__base__
"""What typer raises for an unknown command or option, a missing argument or a bad value; it has no public name."""

INTERRUPTED = 130
DEBUG = "--debug"


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 fine, 2..6 see pipeline.errors, 130 interrupted."""
    given = sys.argv[1:] if arguments is None else arguments
    arguments = [argument for argument in given if argument != DEBUG]  # it may stand anywhere
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="run_live.py", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except SouffleurError as error:
        if DEBUG in given:
            raise
        complain(error)
        sys.exit(error.exit_code)
    except CommandLineError as error:
        complain(UsageError("usage", error.format_message(), f"See: run_live.py {_command(arguments)}--help"))
        sys.exit(UsageError.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(OutputError.exit_code)


def _command(arguments: list[str]) -> str:
    """The command that was meant, with a space behind it; empty where none was."""
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    return next((f"{argument} " for argument in arguments if argument in known), "")
