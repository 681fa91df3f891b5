"""How much of what is personal is redacted, how much else is, and what digits leak.

    python bench/redaction.py [--seed N] [--per-template N] [--errors N] [--heard FILE.jsonl]

Lines are made from bench/redaction/templates.yaml with invented numbers (written and said), and from staying.yaml,
which holds none; each is measured as it is and noised as by speech recognition. by_hand.yaml is taken as it is.
Presidio's recognisers of patterns run beside ours on the same lines when presidio-analyzer is installed (no language
model is needed), else a few plain patterns do.

--heard: lines {"kind", "question", "heard"}: what a recogniser really made of such sentences (redaction_heard.py).
"""

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from redaction_baseline import Finder, baseline
from redaction_examples import MAKERS, Line, filled, marked, staying
from redaction_noise import noised
from ruamel.yaml import YAML

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.captions.utterance import Utterance, Word
from pipeline.redaction import Kind
from pipeline.redaction.atoms import atoms_of
from pipeline.redaction.listening import context_of
from pipeline.redaction.redact import find, redact, redact_text
from pipeline.span import Span, Speaker

HERE = Path(__file__).parent / "redaction"
TARGETS = {"written": (0.98, 0.97), "noised": (0.93, 0.97), "by hand": (0.93, 0.97)}


def main() -> None:
    """Print a table per kind of line and finder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-template", type=int, default=6, help="lines per template, half of them said")
    parser.add_argument("--errors", type=int, default=0, help="errors to print per table and sort")
    parser.add_argument("--heard", type=Path, help="what a recogniser made of spoken sentences")
    args = parser.parse_args()
    if args.heard:
        report_heard(args.heard, args.errors)
        return
    written = made(args.seed, args.per_template)
    rng = random.Random(args.seed + 1)
    sets = {"written": written, "noised": [noised(line, rng) for line in written]}
    sets["by hand"] = [marked(line) for line in YAML(typ="safe").load(HERE / "by_hand.yaml")]
    other, finder = baseline()
    for name, lines in sets.items():
        report(f"{name}: ours", lines, ours, TARGETS[name], args.errors)
        report(f"{name}: {other}", lines, finder, None, 0)
    cost(sets["noised"])


def made(seed: int, per_template: int) -> list[Line]:
    """The lines of one seed: every template with a number written and said in turn, and the lines that stay."""
    rng = random.Random(seed)
    templates = YAML(typ="safe").load(HERE / "templates.yaml")
    lines = [
        filled(template, kind, MAKERS[kind](rng, said=bool(i % 2)))
        for kind, own in templates.items()
        for template in own
        for i in range(per_template)
    ]
    return lines + [staying(line) for line in YAML(typ="safe").load(HERE / "staying.yaml")]


def utterance_of(text: str, speaker: Speaker = Speaker.CUSTOMER, start: float = 10.0) -> Utterance:
    """A text as an utterance."""
    words = text.split()
    spans = [Span(start + 0.3 * i, start + 0.3 * (i + 1)) for i in range(len(words))]
    return Utterance(
        id=f"u{start}",
        speaker=speaker,
        span=Span(start, start + 0.3 * len(words)),
        words=tuple(Word(text=word, span=span) for word, span in zip(words, spans, strict=True)),
    )


def before(line: Line) -> list[Utterance]:
    """The question that was asked before a line."""
    return [utterance_of(line.question, Speaker.AGENT, 2.0)] if line.question else []


def ours(line: Line) -> list[tuple[int, int, str]]:
    """What we find: one pass, as the spans of the text."""
    context = context_of(utterance_of(line.text), before(line))
    return [(found.start, found.end, found.kind.value) for found in find(line.text, context=context)]


def report(title: str, lines: Sequence[Line], finder: Finder, targets: tuple[float, float] | None, errors: int) -> None:
    """Recall, right labels and leaked digits per kind; precision over all."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        found = finder(line)
        for start, end, kind in line.spans:
            left = uncovered(line.text, start, end, found)
            hit = not re.search(r"\w", left)
            tally = counts[kind]
            tally["all"] += 1
            tally["hit"] += hit
            tally["typed"] += hit and any(k == kind for s, e, k in found if s < end and e > start)
            tally["leaked"] += sum(len(atom.digits) for atom in atoms_of(left) if atom.number and not atom.soft)
            tally["digits"] += sum(len(atom.digits) for atom in atoms_of(line.text[start:end]) if atom.number)
            if not hit:
                shown["missed"].append(f"{kind}: {line.question} || {line.text} -> {masked(line.text, found)}")
            elif not any(k == kind for s, e, k in found if s < end and e > start):
                shown["mislabelled"].append(f"{kind}: {line.question} || {line.text} -> {masked(line.text, found)}")
        for s, e, kind in found:
            true = any(s < end and e > start for start, end, _ in line.spans)
            counts[kind]["found"] += 1
            counts[kind]["true"] += true
            if not true:
                shown["false"].append(f"{kind}: {line.question} || {line.text} -> {masked(line.text, found)}")
    print(f"== {title}: {len(lines)} lines")
    print(f"{'kind':15}{'n':>5}{'recall':>8}{'labelled':>9}{'precision':>10}{'leaked digits':>15}")
    for kind in [kind.value for kind in Kind if kind.value in counts] + ["all"]:
        tally = counts[kind] if kind != "all" else sum(counts.values(), Counter())
        leaks = f"{tally['leaked']} of {tally['digits']}"
        recall, labelled = (ratio(tally[name], tally["all"]) for name in ("hit", "typed"))
        precision = ratio(tally["true"], tally["found"])
        print(f"{kind:15}{tally['all']:5}{recall:8.3f}{labelled:9.3f}{precision:10.3f}{leaks:>15}")
    total = sum(counts.values(), Counter())
    if targets:
        figures = (ratio(total["hit"], total["all"]), ratio(total["true"], total["found"]))
        for name, figure, wanted in zip(("recall", "precision"), figures, targets, strict=True):
            verdict = "reached" if figure >= wanted else f"missed by {wanted - figure:.3f}"
            print(f"{name} {figure:.3f}  target >= {wanted}  {verdict}")
    for sort, examples in shown.items():
        for example in examples[:errors]:
            print(f"  {sort}: {example}")
    print()


def ratio(part: int, whole: int) -> float:
    """part / whole, 1 where there is nothing."""
    return part / whole if whole else 1.0


def uncovered(text: str, start: int, end: int, found: Sequence[tuple[int, int, str]]) -> str:
    """What of text[start:end] no stretch covers, joined by spaces."""
    return "".join(" " if any(s <= i < e for s, e, _ in found) else text[i] for i in range(start, end))


def masked(text: str, found: Sequence[tuple[int, int, str]]) -> str:
    """The text with the stretches as labels."""
    for start, end, kind in sorted(found, reverse=True):
        text = f"{text[:start]}[{kind}]{text[end:]}"
    return text


def report_heard(path: Path, errors: int) -> None:
    """Digits left in what a recogniser heard of sentences whose only numbers are personal."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shown = []
    for entry in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        line = Line(entry["heard"], (), entry["question"])
        if not line.text:
            continue
        result = redact(utterance_of(line.text), before=before(line)).text
        digits = sum(len(atom.digits) for atom in atoms_of(line.text) if atom.number and not atom.soft)
        left = sum(len(atom.digits) for atom in atoms_of(result) if atom.number and not atom.soft)
        counts[entry["kind"]] += Counter(all=1, clean=int(left == 0 and result != line.text), digits=digits, left=left)
        if left or result == line.text:
            shown.append(f"  {entry['kind']}: {line.text} -> {result}")
    print(f"== heard by Whisper: {path.name}")
    print(f"{'kind':15}{'n':>5}{'clean':>8}{'leaked digits':>15}")
    for kind, tally in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        leaks = f"{tally['left']} of {tally['digits']}"
        print(f"{kind:15}{tally['all']:5}{ratio(tally['clean'], tally['all']):8.3f}{leaks:>15}")
    print("\n".join(shown[:errors]))


def cost(lines: Sequence[Line]) -> None:
    """CPU per utterance, and how it grows with the length of a text."""
    utterances = [(utterance_of(line.text), before(line)) for line in lines]
    costs = []
    for utterance, earlier in utterances * 2:
        start = time.thread_time()
        redact(utterance, before=earlier)
        costs.append(1000 * (time.thread_time() - start))
    p50, p95, most = np.percentile(costs[len(utterances) :], [50, 95, 100])
    print(f"CPU ms per utterance: p50 {p50:.2f}  p95 {p95:.2f}  most {most:.2f}")
    for repeats in (100, 1000):
        text = "mijn nummer is nul zes twaalf 34 56 78, of jan punt smit " * repeats
        start = time.thread_time()
        redact_text(text)
        print(f"CPU ms for {len(text) / 1000:.0f} kB: {1000 * (time.thread_time() - start):.0f}")


if __name__ == "__main__":
    main()
