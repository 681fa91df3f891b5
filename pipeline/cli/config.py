"""config: the effective settings with their sources."""

import typer
from rich.table import Table

from pipeline.cli.app import Common, app
from pipeline.cli.printing import out
from pipeline.config import load


@app.command(epilog="Voorbeeld: SOUFFLEUR_CAPTIONS__MODEL=small python run_live.py config")
def config(context: typer.Context) -> None:
    """Show every setting, its value now, and where that value came from.

    Command line > environment (SOUFFLEUR_GROUP__NAME) > souffleur.toml > default.
    """
    settings, sources = load(file=context.find_object(Common).settings_file)
    table = Table("instelling", "waarde", "bron", "betekenis", box=None, header_style="bold", pad_edge=False)
    for group in type(settings).model_fields:
        members = getattr(settings, group)
        for name, field in type(members).model_fields.items():
            source = sources[f"{group}.{name}"]
            table.add_row(
                f"{group}.{name}",
                str(getattr(members, name)),
                source,
                field.description,
                style="" if source == "default" else "bold",
            )
    out.print(table)
