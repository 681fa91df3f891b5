"""How well the detectors of wording find what an annotator labelled in written dialogues.

    python bench/detectors.py LABELS.jsonl [MORE.jsonl ...] [--score SCORE.py] [--kind KIND] [--errors N]

LABELS.jsonl holds dialogues with labels, SCORE.py the scorer that came with them (default: score.py beside the
labels). Every dialogue is fed as events, turn by turn, to the detectors and the gate's deduplication; the scorer's
table is printed, then the CPU time of an utterance and the targets beside the results.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.dialogue import Dialogue, events_of, read_dialogues, turn_index
from pipeline.conversation.events import Heard
from pipeline.detectors.flag import Detector, Flag

TARGETS = {
    "written": {"itch_word": {"f1": 0.85}, "missing_acknowledgement": {"precision": 0.70, "recall": 0.50}},
    "noised": {"itch_word": {"f1": 0.72}, "missing_acknowledgement": {"precision": 0.60, "recall": 0.40}},
}


def main() -> None:
    """Print a table per labels file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--score", type=Path, help="the scorer (default: score.py beside the labels)")
    parser.add_argument("--kind", help="run and show errors of this kind alone")
    parser.add_argument("--errors", type=int, default=0, help="errors to print per kind and sort")
    args = parser.parse_args()
    for labels in args.labels:
        report(labels, args.score or labels.parent / "score.py", chosen(args.kind), args.kind, args.errors)


def chosen(kind: str | None) -> dict[str, Detector]:
    """The detectors of wording by kind; imported here so that one kind runs without the others."""
    found: dict[str, Detector] = {}
    if kind in (None, "itch_word"):
        from pipeline.detectors.itch_word import ItchWord

        found["itch_word"] = ItchWord()
    if kind in (None, "missing_acknowledgement"):
        from pipeline.detectors.missing_acknowledgement import MissingAcknowledgement

        found["missing_acknowledgement"] = MissingAcknowledgement()
    return found


def flags_of(dialogue: Dialogue, detectors: Sequence[Detector], costs: list[float]) -> list[Flag]:
    """The flags of one dialogue, repeats dropped by key; the CPU ms of each utterance are added to `costs`."""
    conversation, flags = Conversation(), dict[str, Flag]()
    for event in events_of(dialogue):
        conversation = conversation.after(event)
        start = time.thread_time()
        for detector in detectors:
            for finding in detector(conversation, event):
                if isinstance(finding, Flag):
                    flags.setdefault(finding.key, finding)
        if isinstance(event, Heard):
            costs.append(1000 * (time.thread_time() - start))
    return list(flags.values())


def report(labels: Path, scorer: Path, detectors: dict[str, Detector], kind: str | None, errors: int) -> None:
    """Run the detectors over one file and print the scorer's table with the targets."""
    cold: list[float] = []
    costs: list[float] = []
    lines = []
    for dialogue in read_dialogues(labels):
        flags_of(dialogue, tuple(detectors.values()), cold)
        flags = [
            {"kind": flag.kind, "turn": turn_index(flag.utterance), "span": flag.evidence}
            for flag in flags_of(dialogue, tuple(detectors.values()), costs)
            if flag.utterance
        ]
        lines.append(json.dumps({"id": dialogue.id, "flags": flags}, ensure_ascii=False))
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, str(scorer), str(labels), str(predictions), "--json", "--ci"]
        if errors:
            command += ["--errors", str(errors), *(["--kind", kind] if kind else [])]
        *table, figures = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    print(f"== {labels}")
    print(
        "\n".join(
            line
            for line in table
            if not line.split()[0].startswith("question:")
            and (line.split()[0] in detectors or line.split()[0] not in json.loads(figures))
        )
    )
    for name, measured in (("first time (patterns compiled on the way)", cold), ("warm", costs)):
        p50, p95, most = np.percentile(measured, [50, 95, 100])
        print(f"CPU ms per utterance, {name}: p50 {p50:.2f}  p95 {p95:.2f}  most {most:.1f}  (target: warm p95 <= 5)")
    sort = "noised" if "asr" in labels.stem else "written"
    for name, target in TARGETS[sort].items():
        for figure, wanted in target.items() if name in detectors else ():
            got = json.loads(figures)[name][figure]
            verdict = "reached" if got >= wanted else f"missed by {wanted - got:.2f}"
            print(f"{sort}: {name} {figure} {got:.2f}  target >= {wanted:.2f}  {verdict}")
    print()


if __name__ == "__main__":
    main()
