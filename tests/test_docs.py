"""The documents keep up with the program."""

from dataclasses import fields
from pathlib import Path

import typer

from pipeline.cli import COMMANDS, load_commands
from pipeline.cli.app import app
from pipeline.eventlog import _CLASSES
from pipeline.sinks.wording import KINDS

ROOT = Path(__file__).parent.parent


def test_every_record_and_field_is_in_the_event_logs_document():
    text = (ROOT / "docs" / "events.md").read_text()
    for name, kind in _CLASSES.items():
        [row] = [line for line in text.splitlines() if line.startswith(f"| `{name}` |")]
        missing = [field.name for field in fields(kind) if f"`{field.name}`" not in row]
        assert not missing, f"{name}: {missing}"


def test_every_command_is_in_the_readme_and_has_an_example():
    readme = (ROOT / "README.md").read_text()
    load_commands([])
    commands = typer.main.get_command(app).commands
    assert set(commands) == set(COMMANDS)
    for name, command in commands.items():
        assert f"run_live.py {name}" in readme, name
        if name != "models":
            assert "run_live.py" in (command.epilog or ""), name
    for command in commands["models"].commands.values():
        assert "run_live.py models" in command.epilog


def test_every_document_that_is_named_exists():
    for source in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in source.read_text().split("](")[1:]:
            path = target.split(")")[0].split("#")[0]
            assert not path or path.startswith("http") or (source.parent / path).exists(), f"{source.name}: {path}"


def test_every_kind_of_flag_has_its_place_in_the_signals_document():
    text = (ROOT / "docs" / "signals.md").read_text()
    parts = {part.split("`")[0]: part for part in text.split("### `")[1:]}
    assert set(parts) == set(KINDS)
    for kind, part in parts.items():
        missing = [word for word in ("**Hears**", "**Why", "**Cannot hear**", "**Measured**") if word not in part]
        assert not missing, f"{kind}: {missing}"
