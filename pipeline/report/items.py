"""What the report tells: flags of one kind and rule together, numbered, what went well apart from what may change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.detectors.flag import Severity
from pipeline.detectors.ledger import Entry
from pipeline.report.figures import CallFigures
from pipeline.sinks.wording import NOTES, TALLIED
from pipeline.sinks.wording import kind as dutch_kind

PRINTED_WELL, PRINTED_BETTER = 1150, 2350
"""Letters of items that fit on the first printed page; the screen shows all."""
CARD_LETTERS = 110
"""An item takes this many letters more: its title, its times, and lines that are seldom full."""
LONGEST = 220
"""Letters of a message or advice that are shown."""
RANK: dict[Severity, int] = {"critical": 0, "warning": 1, "info": 2, "positive": 3}
SPIN = (("S", "situatie"), ("P", "probleem"), ("I", "gevolg"), ("N", "nut"), ("other", "overig"))
STEPS = ("erkennen", "excuses", "oplossen", "houding", "urgentie")
"""Hyken's five steps in answering a complaint."""
STAGES = ("aanvoelen", "erkennen", "leiden")
"""The stages of gevoelsmanagement."""
CALM_SHARE = 0.7
BALANCED = (0.35, 0.65)
"""A talk share in which both have room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Flags that say the same, told once. `number` is None for a figure that no flag stands for."""

    number: int | None
    title: str
    severity: Severity
    message: str
    advice: str = ""
    quotes: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step or stage, and when it was heard."""

    name: str
    entry: Entry | None = None


def told(figures: CallFigures) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """(what went well, what may change), numbered through; the weightiest first, then in order of time."""
    groups: dict[tuple[str, str, bool], list[Entry]] = {}
    for entry in figures.entries:
        flag = entry.flag
        if flag.kind not in TALLIED | NOTES and flag.kind != "promise":
            key = (flag.kind, flag.rule or flag.category or flag.message, flag.severity == "positive")
            groups.setdefault(key, []).append(entry)
    ordered = sorted(groups.values(), key=lambda group: min(RANK[entry.flag.severity] for entry in group))
    good = [group for group in ordered if group[0].flag.severity == "positive"]
    better = [group for group in ordered if group[0].flag.severity != "positive"]
    well = [_item(number, group) for number, group in enumerate(good, start=1)]
    change = [_item(number, group) for number, group in enumerate(better, start=len(good) + 1)]
    return (*well, *_measured(figures)), tuple(change)


def _item(number: int, group: Sequence[Entry]) -> Item:
    flags = [entry.flag for entry in group]
    worst = min(flags, key=lambda flag: RANK[flag.severity])
    quotes = tuple(dict.fromkeys(f.evidence for f in flags if f.evidence and f.evidence not in worst.message))
    return Item(
        number=number,
        title=dutch_kind(worst.kind),
        severity=worst.severity,
        message=shortened(worst.message),
        advice=shortened(worst.advice),
        quotes=tuple(shortened(quote, 90) for quote in quotes[:3]),
        entries=tuple(group),
    )


def _measured(figures: CallFigures) -> list[Item]:
    """What the measures show to have gone well, beside the flags."""
    found = []
    if figures.calm_share is not None and figures.calm_share >= CALM_SHARE:
        text = f"{figures.calm_share:.0%} van de spreektijd bleef rond het eigen tempo."
        found.append(Item(number=None, title="rustig tempo", severity="positive", message=text))
    share = figures.agent_share
    if share is not None and BALANCED[0] <= share <= BALANCED[1]:
        text = f"De klant kreeg ruimte: {1 - share:.0%} van het spreken was voor de klant."
        found.append(Item(number=None, title="ruimte", severity="positive", message=text))
    deeper = sum(spin(figures).get(type_, 0) for type_ in "PIN")
    if deeper:
        noun = "vraag" if deeper == 1 else "vragen"
        text = f"{deeper} {noun} naar wat het probleem is en wat het met de klant doet."
        found.append(Item(number=None, title="gevraagd naar het probleem", severity="positive", message=text))
    return found


def spin(figures: CallFigures) -> Counter[str]:
    """How many questions of each SPIN type the agent asked."""
    return Counter(entry.flag.type or "other" for entry in figures.entries if entry.flag.kind == "question")


def promises(figures: CallFigures) -> tuple[Entry, ...]:
    """What the agent said would be done, in order."""
    return tuple(entry for entry in figures.entries if entry.flag.kind == "promise")


def notes(figures: CallFigures) -> tuple[Entry, ...]:
    """What is to be known of the call as a whole, in order."""
    return tuple(entry for entry in figures.entries if entry.flag.kind in NOTES)


def steps(figures: CallFigures, kind: str, names: Sequence[str]) -> tuple[Step, ...]:
    """The steps of `kind` in order, each with the first flag whose type it is; () when no step was heard."""
    first: dict[str, Entry] = {}
    for entry in figures.entries:
        if entry.flag.kind == kind:
            first.setdefault(entry.flag.type, entry)
    return tuple(Step(name=name, entry=first.get(name)) for name in names) if first else ()


def fitting(items: Sequence[Item], letters: int) -> int:
    """How many items, from the first, fit in so many letters: two in a row, which is as high as the longer one."""
    lengths = [len(item.message) + len(item.advice) + sum(map(len, item.quotes)) + CARD_LETTERS for item in items]
    count = 0
    for first in range(0, len(lengths), 2):
        row = lengths[first : first + 2]
        letters -= 2 * max(row)
        if letters < 0:
            break
        count += len(row)
    return count


def shortened(text: str, longest: int = LONGEST) -> str:
    """At most `longest` letters, cut at a word."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + "…"
