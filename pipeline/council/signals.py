"""Every kind of flag in plain Dutch, and what it is measured from: for people who know no code."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from pipeline.detectors.registry import ENTRY_POINTS
from pipeline.detectors.yaml_lines import mapping
from pipeline.sinks.wording import kind as named

FILE = Path(__file__).with_name("signals.yaml")
SOURCES = {"geluid": "geluid", "woorden": "woorden", "beide": "geluid en woorden"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One kind, explained."""

    kind: str
    name: str
    """Its Dutch name, as pages show it."""
    source: str
    about: str
    """Whose behaviour."""
    told: str


@cache
def explained() -> dict[str, Signal]:
    """The kinds of Souffleur's own detectors, in the order of the document."""
    return {
        key: Signal(
            kind=str(key), name=named(key), source=SOURCES[fields["source"]], about=fields["about"], told=fields["told"]
        )
        for key, fields, _ in mapping(FILE)
    }


def measured(off: Collection[str] = ()) -> list[Signal]:
    """What is measured now: ours and what other packages added, without those that are `off`."""
    known = dict(explained())
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        known.setdefault(point.name, _added(point.name))
    return [signal for kind, signal in known.items() if kind not in off]


def _added(kind: str) -> Signal:
    """A detector that the organisation added itself: only its makers can say what it hears."""
    told = "Toegevoegd door uw eigen organisatie. Vraag wie het maakte wat het hoort; Souffleur weet dat niet."
    return Signal(kind=kind, name=named(kind), source="onbekend", about="onbekend", told=told)
