"""One detector's threshold moved over a range: how precision and recall trade against each other."""

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.detectors.flag import Detector
from pipeline.errors import UsageError
from pipeline.evaluation.score import Score

FACTORS = (0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5, 3.0)
"""A measure is tried at these multiples of its default."""
MOST_COUNT = 12
"""A count is tried from 1 up to its default and as far beyond, at most this many values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A threshold's value and the score that it gives."""

    value: float
    score: Score
    default: bool = False


def detector_of(kind: str, detectors: Sequence[Detector]) -> Detector:
    """The detector that finds `kind` ("question:S": the question detector). Raises UsageError."""
    named = {_name(detector): detector for detector in detectors}
    wanted = kind.split(":")[0]
    if wanted not in named:
        raise UsageError("kind_unknown", f'No detector finds "{kind}".', f"Known kinds: {', '.join(named)}.")
    return named[wanted]


def threshold_of(detector: Detector, name: str | None = None) -> tuple[str, float]:
    """The name and value of a detector's threshold: the field `name`, else the first number among its fields.

    Raises UsageError when it has none or `name` is not one of them.
    """
    numbers: dict[str, float] = {
        field.name: value
        for field in (dataclasses.fields(detector) if dataclasses.is_dataclass(detector) else ())
        if isinstance(value := getattr(detector, field.name), int | float) and not isinstance(value, bool)
    }
    if not numbers:
        raise UsageError(
            "nothing_to_tune",
            f"{_name(detector)} has no threshold.",
            "Change its lexicon instead: docs/lexicons.md.",
        )
    if name is not None and name not in numbers:
        raise UsageError(
            "threshold_unknown",
            f'{_name(detector)} has no threshold "{name}".',
            f"It has: {', '.join(numbers)}.",
        )
    chosen = name or next(iter(numbers))
    return chosen, numbers[chosen]


def values_around(default: float) -> list[float]:
    """The values to try: the default among them, in order."""
    if isinstance(default, int):
        return [float(value) for value in range(1, max(2 * default, default + 3) + 1)][:MOST_COUNT]
    return [round(default * factor, 4) for factor in FACTORS]


def sweep(detector: Detector, name: str, values: Sequence[float], judge: Callable[[Detector], Score]) -> list[Trial]:
    """Judge the detector with each value in turn."""
    default = getattr(detector, name)
    trials = []
    for value in values:
        changed: Any = dataclasses.replace(detector, **{name: type(default)(value)})  # type: ignore[type-var]
        trials.append(Trial(value=value, score=judge(changed), default=value == default))
    return trials


def _name(detector: Detector) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(detector).__name__).lower()
