"""evaluate: the detectors over labelled dialogues, so that an organisation can check them on its own calls."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from pipeline.cli.app import Common, app, detectors_for
from pipeline.cli.plot import scatter
from pipeline.cli.printing import out, progress
from pipeline.cli.text import as_json, flags_of
from pipeline.core import Core
from pipeline.detectors.flag import Detector
from pipeline.errors import UsageError
from pipeline.evaluation.labels import KINDS, Labelled, read_labels
from pipeline.evaluation.score import Finding, Score, Tally, interval, macro_f1, tallies_of, total
from pipeline.evaluation.trust import false_alarms, false_critical, traps_hit
from pipeline.evaluation.tuning import Trial, detector_of, sweep, threshold_of, values_around
from pipeline.span import Speaker

TABLE_WIDTH = 92
"""Columns; a narrower terminal scrolls rather than losing figures."""


@app.command(
    epilog="Voorbeelden: python run_live.py evaluate labels.jsonl --errors 5 · "
    "python run_live.py evaluate labels.jsonl --tune missing_acknowledgement"
)
def evaluate(
    context: typer.Context,
    labels: Annotated[Path, typer.Argument(metavar="LABELS.jsonl", help="Labelled dialogues: docs/evaluation.md.")],
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    errors: Annotated[int, typer.Option(min=0, help="Show at most this many errors per kind and sort.")] = 3,
    tune: Annotated[str | None, typer.Option(metavar="KIND", help="Vary this detector's main threshold.")] = None,
    field: Annotated[str | None, typer.Option(help="With --tune: another threshold of that detector.")] = None,
    as_data: Annotated[bool, typer.Option("--json", help="One JSON object on stdout instead of tables.")] = False,
) -> None:
    """Check the detectors on labelled dialogues: precision, recall and F1 per kind, with 95% intervals, and the errors.

    --tune shows what the main threshold of one detector does to precision and recall; nothing is changed.
    """
    detectors = detectors_for(context.find_object(Common).load())
    labelled = list(read_labels(labels))
    if tune is not None:
        _tune(labelled, detectors, tune, field, as_data=as_data)
        return
    kinds = kind or [*KINDS]
    if unknown := [name for name in kinds if name not in KINDS]:
        raise UsageError("kind_unknown", f'"{unknown[0]}" cannot be labelled.', f"Kinds: {', '.join(KINDS)}.")
    found = _found(labelled, detectors)
    tallies = tallies_of(labelled, found, kinds)
    critical, traps = false_critical(labelled, tallies), traps_hit(labelled, found, kinds)
    turns = _agent_turns(labelled)
    scores = {name: total(own, turns) for name, own in tallies.items()}
    ranges = {name: interval(own, turns) for name, own in tallies.items()}
    if as_data:
        body = {name: _numbers(score) | {"f1_interval": ranges[name]} for name, score in scores.items()}
        more = {
            "false_per_100": false_alarms(tallies.values(), turns),
            "false_critical": asdict(critical) | {"ratio": critical.ratio},
            "traps": {name: asdict(share) for name, share in traps.items()},
        }
        typer.echo(json.dumps({"dialogues": len(labelled), "macro_f1": macro_f1(scores), "kinds": body} | more))
        return
    out.print(_table(scores, ranges), width=max(out.width, TABLE_WIDTH), crop=False)
    out.print(f"macro F1 {macro_f1(scores):.3f} · {len(labelled)} gesprekken · {sum(turns)} beurten van medewerkers")
    out.print(
        f"{false_alarms(tallies.values(), turns):.2f} valse vlaggen per 100 beurten van medewerkers · "
        f"een valse ernstige vlag in {critical.hit} van de {critical.all} gesprekken zonder ernstig label "
        f"({critical.ratio:.0%})"
    )
    if traps:
        out.print("valstrikken geraakt: " + " · ".join(f"{name} {each.hit}/{each.all}" for name, each in traps.items()))
    _print_errors(labelled, tallies, errors)


def _tune(
    labelled: Sequence[Labelled],
    detectors: Sequence[Detector],
    kind: str,
    field: str | None,
    *,
    as_data: bool,
) -> None:
    kinds = [name for name in KINDS if kind in (name, name.split(":")[0])]
    if not kinds:
        raise UsageError("kind_unknown", f'"{kind}" cannot be labelled.', f"Kinds: {', '.join(KINDS)}.")
    detector = detector_of(kind, detectors)
    name, default = threshold_of(detector, field)
    turns = _agent_turns(labelled)

    def judge(changed: Detector) -> Score:
        tallies = tallies_of(labelled, _found(labelled, [changed]), kinds)
        return total((one for own in tallies.values() for one in own), turns * len(kinds))

    trials = sweep(detector, name, values_around(default), judge)
    if as_data:
        tried = [{"value": trial.value} | _numbers(trial.score) for trial in trials]
        typer.echo(json.dumps({"kind": kind, "threshold": name, "default": default, "trials": tried}))
        return
    out.print(f"[bold]{kind}[/]: {name} (nu {default:g})")
    out.print(_trials(trials, name))
    points = [(trial.score.recall, trial.score.precision, "◆" if trial.default else "•") for trial in trials]
    out.print(scatter(points, x_name="recall", y_name="precisie"))
    out.print("◆ de drempel van nu · elke • een andere waarde uit de tabel")


def _found(labelled: Sequence[Labelled], detectors: Sequence[Detector]) -> list[list[Finding]]:
    found = []
    with progress("gesprekken") as bar:
        task = bar.add_task("luisteren", total=len(labelled))
        for one in labelled:
            flags = [as_json(flag) for flag in flags_of(one.dialogue, Core(detectors)) if flag.utterance is not None]
            flags.sort(key=lambda flag: flag["turn"])
            found.append([Finding(kind=flag["kind"], turn=flag["turn"], words=flag["span"]) for flag in flags])
            bar.advance(task)
    return found


def _agent_turns(labelled: Sequence[Labelled]) -> list[int]:
    return [sum(turn.speaker is Speaker.AGENT for turn in one.dialogue.turns) for one in labelled]


def _numbers(score: Score) -> dict[str, Any]:
    ratios = {name: getattr(score, name) for name in ("precision", "recall", "f1", "false_per_100")}
    return asdict(score) | ratios


def _table(scores: dict[str, Score], ranges: dict[str, tuple[float, float]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("soort")
    for title in ("echt", "goed", "vals", "gemist", "precisie", "recall", "F1", "95%", "vals/100"):
        table.add_column(title, justify="right")
    for name, score in scores.items():
        low, high = ranges[name]
        counts = (score.hits + score.missed, score.hits, score.false, score.missed)
        ratios = (score.precision, score.recall, score.f1)
        table.add_row(
            name,
            *map(str, counts),
            *(f"{ratio:.2f}" for ratio in ratios),
            f"{low:.2f}–{high:.2f}",
            f"{score.false_per_100:.2f}",
        )
    return table


def _trials(trials: Sequence[Trial], name: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in (name, "precisie", "recall", "F1", "vals/100"):
        table.add_column(title, justify="right")
    for trial in trials:
        score = trial.score
        figures = (score.precision, score.recall, score.f1, score.false_per_100)
        mark = "◆ " if trial.default else ""
        table.add_row(f"{mark}{trial.value:g}", *(f"{figure:.2f}" for figure in figures))
    return table


def _print_errors(labelled: Sequence[Labelled], tallies: dict[str, list[Tally]], most: int) -> None:
    for kind, own in tallies.items():
        pairs = list(zip(labelled, own, strict=True))
        false = [(one, finding.turn, finding.words) for one, counted in pairs for finding in counted.false]
        missed = [
            (one, label.last, " / ".join(label.texts) or None) for one, counted in pairs for label in counted.missed
        ]
        for title, cases in (("vals", false), ("gemist", missed)):
            for one, turn, words in cases[:most]:
                turn = min(max(turn, 0), len(one.dialogue.turns) - 1)
                quoted = f" “{words}”" if words else ""
                said = one.dialogue.turns[turn].text[:100]
                out.print(f"{kind} {title}: {one.dialogue.id}, beurt {turn}{quoted} | {said}", markup=False)
