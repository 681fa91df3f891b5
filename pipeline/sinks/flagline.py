"""A flag in two lines: where, what, the evidence; and what to do instead."""

from rich.text import Text

from pipeline.detectors.flag import Cleared
from pipeline.detectors.ledger import Entry
from pipeline.sinks.drawing import clock
from pipeline.sinks.wording import MARKS, NOTES, kind

ENDINGS = {"recovered": "hersteld", "credited_late": "alsnog erkend", "revised": "ingetrokken"}
"""How a flag ended, in Dutch."""


def ending(cleared: Cleared) -> str:
    """How a flag ended, in Dutch."""
    return "weer in het Nederlands" if cleared.kind in NOTES else ENDINGS[cleared.reason]


def flag_line(entry: Entry) -> Text:
    """One flag with its evidence and advice."""
    flag = entry.flag
    mark, style = MARKS[flag.severity]
    text = Text.assemble((f"{mark} ", style), (f"{clock(flag.span.start)} ", "dim"), (kind(flag.kind), style))
    if flag.evidence and flag.evidence not in flag.message:
        text.append(f" “{flag.evidence}”", style="bold")
    text.append(f" — {flag.message}")
    if flag.value is not None and flag.limit is not None:
        text.append(f" ({flag.value:.1f} {flag.unit}, grens {flag.limit:.1f})".replace(".", ","), style="dim")
    if entry.cleared:
        text.append(f" [{ending(entry.cleared)} om {clock(entry.cleared.at)}]", style="green")
    if flag.advice:
        text.append(f"\n  → {flag.advice}", style="italic")
    return text
