"""text: the detectors over written dialogues."""

import json
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from pipeline.cli.app import Common, app, detectors_for
from pipeline.cli.outfile import writing
from pipeline.cli.printing import progress
from pipeline.conversation.dialogue import Dialogue, events_of, read_dialogues, turn_index
from pipeline.core import Core
from pipeline.detectors.flag import Flag
from pipeline.detectors.ledger import Ledger

SPIN = ("S", "P", "I", "N")
"""Types of question that have a kind of their own in the output: "question:S"."""


@app.command(epilog="Voorbeeld: python run_live.py text gesprekken.jsonl --flags flags.jsonl")
def text(
    context: typer.Context,
    dialogues: Annotated[Path, typer.Argument(metavar="IN.jsonl", help="One dialogue a line; `-h` shows the form.")],
    flags: Annotated[Path | None, typer.Option(help="Where the flags go (default: stdout).")] = None,
    direction: Annotated[
        str | None, typer.Option(help="inbound or outbound, where a dialogue names no direction (default: inbound).")
    ] = None,
) -> None:
    """Flag written dialogues: chats, transcripts, evaluation sets.

    In, one line each, times may be missing: {"id", "turns": [{"speaker": "agent"|"customer", "text", "start", "end"}]};
    "direction": "outbound" where the agent calls.

    Out, one line each: {"id", "flags": [{"kind", "turn", "span", "severity", "message", "advice"}]}.
    """
    settings = context.find_object(Common).load(call={"direction": direction})
    found = detectors_for(settings)
    with writing(flags) as file, progress("gesprekken") as bar:
        task = bar.add_task(dialogues.name, total=None)
        for dialogue in read_dialogues(dialogues, direction=settings.call.direction):
            _write(file, dialogue, flags_of(dialogue, Core(found, redacts=settings.privacy.redact)))
            bar.advance(task)


def flags_of(dialogue: Dialogue, core: Core) -> tuple[Flag, ...]:
    """The flags that stand at the end of a written dialogue."""
    return Ledger.of(outcome for event in events_of(dialogue) for outcome in core.apply(core.admitted(event))).flags


def _write(file: TextIO, dialogue: Dialogue, flags: tuple[Flag, ...]) -> None:
    found = [as_json(flag) for flag in flags if flag.utterance is not None]
    found.sort(key=lambda flag: flag["turn"])
    file.write(json.dumps({"id": dialogue.id, "flags": found}, ensure_ascii=False) + "\n")


def as_json(flag: Flag) -> dict[str, Any]:
    """A flag about words as the `text` command writes it; empty fields are left out."""
    assert flag.utterance is not None
    body = {
        "kind": f"{flag.kind}:{flag.type}" if flag.kind == "question" and flag.type in SPIN else flag.kind,
        "turn": turn_index(flag.utterance),
        "span": flag.evidence,
        "severity": flag.severity,
        "message": flag.message,
        "advice": flag.advice,
    }
    return body | {name: value for name in ("type", "category", "rule") if (value := getattr(flag, name))}
