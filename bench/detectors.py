"""How well the detectors find what an annotator labelled in written dialogues, and what an utterance costs.

    python bench/detectors.py LABELS.jsonl [MORE.jsonl ...] [--score SCORE.py] [--meaning on|off|both] [--errors N]

LABELS.jsonl holds dialogues with labels, SCORE.py the scorer that came with them (default: score.py beside the
labels). Every dialogue goes through the core as `text` takes it: redaction, all detectors, the gate. The scorer's
table is printed, then the targets beside the results; at the end the CPU time of an utterance, also in one call of
3,000 turns made of the dialogues. Set OMP_NUM_THREADS=1: the targets are for one core. A file with "asr" in its name is
held against the targets for recognised speech.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.conversation.dialogue import Dialogue, events_of, read_dialogues, turn_index
from pipeline.conversation.events import Heard
from pipeline.core import Core
from pipeline.detectors.flag import Detector, Flag
from pipeline.detectors.ledger import Ledger
from pipeline.detectors.lexicon import warm_lexicons
from pipeline.detectors.registry import detectors
from pipeline.meaning.embedder import available

MACRO_F1 = {"written": 0.75, "recognised": 0.60}
LONG_TURNS = 3000
COST_MS = {False: 10.0, True: 40.0}
"""p95 per utterance, without and with the embedding model."""


def main() -> None:
    """Print a table per labels file, then the costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--score", type=Path, help="the scorer (default: score.py beside the labels)")
    parser.add_argument("--meaning", choices=("on", "off", "both"), default="both" if available() else "off")
    parser.add_argument("--errors", type=int, default=0, help="errors to print per kind and sort")
    args = parser.parse_args()
    for meaning in {"on": (True,), "off": (False,), "both": (False, True)}[args.meaning]:
        found = detectors(meaning=meaning)
        warm_lexicons()
        costs: list[float] = []
        for labels in args.labels:
            print(f"== {labels.name}, {'with' if meaning else 'without'} the embedding model")
            report(labels, args.score or labels.parent / "score.py", found, args.errors, costs)
        told("CPU ms per utterance", costs, COST_MS[meaning])
        told(f"the same in a call of {LONG_TURNS} turns", long_call(args.labels[0], found), COST_MS[meaning])


def report(labels: Path, scorer: Path, found: Sequence[Detector], errors: int, costs: list[float]) -> None:
    """Run the detectors over one file and print the scorer's table with the targets."""
    lines = [
        json.dumps({"id": dialogue.id, "flags": [scored(flag) for flag in flags_of(dialogue, found, costs)]})
        for dialogue in read_dialogues(labels)
    ]
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, str(scorer), str(labels), str(predictions), "--json", "--ci"]
        command += ["--errors", str(errors)] if errors else []
        *table, last = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    print("\n".join(table))
    figures: dict[str, Any] = json.loads(last)
    heard = figures["missing_acknowledgement"]
    clean = re.search(r"without any critical label (\d+), of which (\d+)", "\n".join(table))
    goal("macro F1", float(np.mean([one["f1"] for one in figures.values()])), MACRO_F1[sort_of(labels)])
    goal("missing_acknowledgement precision", heard["precision"], 0.75)
    goal("missing_acknowledgement recall", heard["recall"], 0.60)
    goal("its false alarms per 100 agent turns", heard["false_alarms_per_100_agent_turns"], 1.5, most=True)
    goal("itch_word F1", figures["itch_word"]["f1"], 0.85)
    if clean and int(clean[1]):
        goal("share of clean dialogues with a false critical flag", int(clean[2]) / int(clean[1]), 0.05, most=True)
    print()


def flags_of(dialogue: Dialogue, found: Sequence[Detector], costs: list[float]) -> list[Flag]:
    """The flags about words that stand at the end; the CPU ms of each utterance are added to `costs`."""
    core, outcomes = Core(found), []
    for event in events_of(dialogue):
        start = time.process_time()
        outcomes += core.apply(core.admitted(event))
        if isinstance(event, Heard):
            costs.append(1000 * (time.process_time() - start))
    return [flag for flag in Ledger.of(outcomes).flags if flag.utterance is not None]


def scored(flag: Flag) -> dict[str, Any]:
    """A flag as the scorer reads it."""
    kind = f"question:{flag.type}" if flag.kind == "question" else flag.kind
    return {"kind": kind, "turn": turn_index(flag.utterance or ""), "span": flag.evidence}


def long_call(labels: Path, found: Sequence[Detector]) -> list[float]:
    """CPU ms per utterance of one long call made of the dialogues' turns, in a fixed random order."""
    turns = [turn for dialogue in read_dialogues(labels) for turn in dialogue.turns]
    drawn = random.Random(0).choices(turns, k=LONG_TURNS)
    costs: list[float] = []
    timeless = tuple(type(turn)(speaker=turn.speaker, text=turn.text) for turn in drawn)
    flags_of(Dialogue(id="long", turns=timeless), found, costs)
    return costs


def sort_of(labels: Path) -> str:
    """Written or recognised, by the file's name."""
    return "recognised" if "asr" in labels.stem else "written"


def told(what: str, costs: Sequence[float], target: float) -> None:
    """Percentiles beside the target."""
    p50, p95, most = np.percentile(costs, [50, 95, 100])
    missed = "reached" if p95 <= target else f"missed by {p95 - target:.1f}"
    print(f"{what}: p50 {p50:.1f}  p95 {p95:.1f}  most {most:.0f}  (target: p95 <= {target:.0f}: {missed})\n")


def goal(what: str, got: float, target: float, *, most: bool = False) -> None:
    """A figure beside its target."""
    missed = got - target if most else target - got
    print(f"  {what:52s} {got:6.3f}  target {'<=' if most else '>='} {target:5.2f}  ", end="")
    print("reached" if missed <= 0 else f"missed by {missed:.3f}")


if __name__ == "__main__":
    main()
