"""The command line: one file per command; main() turns every error into three lines and an exit code."""

import sys
from typing import NoReturn

import click
import typer

from pipeline.cli import config, devices, doctor, evaluate, file, live, models, pace, replay, text
from pipeline.cli.app import app
from pipeline.cli.printing import complain
from pipeline.errors import OutputError, SouffleurError

COMMANDS = (live, file, text, pace, replay, evaluate, devices, models, doctor, config)
"""Importing a command's module puts it on `app`."""

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 fine, 2..6 see pipeline.errors, 130 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="run_live.py", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except SouffleurError as error:
        if "--debug" in arguments:
            raise
        complain(error)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(OutputError.exit_code)
