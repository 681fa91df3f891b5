"""models: list and fetch Whisper models."""

from typing import Annotated

import typer
from rich.table import Table

from pipeline.captions.fetch import fetch as fetch_model
from pipeline.captions.fetch import model_states
from pipeline.cli.app import app
from pipeline.cli.printing import out, progress

models = typer.Typer(help="The Whisper models: which there are, and fetching one.", no_args_is_help=True)
app.add_typer(models, name="models")


@models.command("list", epilog="Voorbeeld: python run_live.py models list")
def list_models() -> None:
    """All models that Souffleur knows, and which are ready to use here."""
    table = Table("model", "klaar", "MB", "WER (nl)", "rekentijd", "van", box=None, header_style="bold", pad_edge=False)
    for state in model_states():
        model = state.model
        size = f"{model.size_bytes / 1e6:.0f}" if model.size_bytes else "?"
        ready = "ja" if state.ready else "nee"
        table.add_row(model.name, ready, size, model.dutch_wer, f"{model.relative_cost:g}x", model.origin)
    out.print(table)


@models.command(epilog="Voorbeeld: python run_live.py models fetch small")
def fetch(name: Annotated[str, typer.Argument(help="A name from `models list`.")]) -> None:
    """Fetch a model once and verify it (SHA-256); later starts need no network."""
    with progress("MB") as bar:
        task = bar.add_task(name, total=None)

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done // 2**20, total=total and total // 2**20)

        folder = fetch_model(name, progress=advance)
    out.print(f"[green]✓[/] {name} staat klaar in {folder}")
