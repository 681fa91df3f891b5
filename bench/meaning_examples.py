"""Reads the training examples in bench/meaning: short texts with a label, in scenarios that belong together."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parent / "meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text with its label."""

    label: str
    text: str
    scenario: str
    """Examples of one scenario are trained on or tested on together, never both."""
    before: str = ""
    """What the other said just before."""


def frustration() -> list[Example]:
    """Customer turns: "frustrated" or "calm"; `before` is the agent's turn, if one is given."""
    names = {"+": "frustrated", "-": "calm"}
    result = []
    for scenario, line in _lines("frustration_*.txt"):
        mark, text = line[0], line[2:].strip()
        before = ""
        if text.startswith("["):
            before, _, text = text[1:].partition("] ")
        result.append(Example(label=names[mark], text=text, scenario=scenario, before=before))
    return result


def acknowledgement() -> list[Example]:
    """Agent replies: "acknowledging" or "businesslike"; `before` is what the customer said."""
    names = {"+": "acknowledging", "-": "businesslike"}
    result, said = [], ""
    for scenario, line in _lines("acknowledgement_*.txt", titled=False):
        if line.startswith("k: "):
            said = line[3:]
        else:
            result.append(Example(label=names[line[0]], text=line[2:].strip(), scenario=scenario, before=said))
    return result


def questions() -> list[Example]:
    """Agent questions with their type: S, P, I, N or other."""
    return [
        Example(label={"O": "other"}.get(line[0], line[0]), text=line[3:].strip(), scenario=scenario)
        for scenario, line in _lines("questions_*.txt")
    ]


def _lines(pattern: str, *, titled: bool = True) -> Iterator[tuple[str, str]]:
    """(scenario, line) of the files, comments left out; with `titled` a scenario's first line is its name."""
    for file in sorted(EXAMPLES.glob(pattern)):
        number, fresh = 0, True
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            if not line.strip():
                fresh = True
                continue
            if fresh:
                number, fresh = number + 1, False
                if titled:
                    continue
            yield f"{file.stem}/{number}", line
