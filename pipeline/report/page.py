"""The report as one self-contained page of HTML, as Markdown and as data. No network, no script, no asset outside."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from pipeline.detectors.ledger import Entry
from pipeline.report import items as told
from pipeline.report.figures import LONG_SILENCE_SECONDS, CallFigures
from pipeline.report.items import Item
from pipeline.report.passages import anchor, turns
from pipeline.report.timeline import timeline
from pipeline.sinks.drawing import clock
from pipeline.sinks.flagline import ending
from pipeline.sinks.wording import SPEAKERS

TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> jinja2.Environment:
    """The templates of this folder; what is put into HTML and SVG is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and not name.endswith(".md.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def number(value: float) -> str:
    """One decimal, as the Dutch write it."""
    return f"{value:.1f}".replace(".", ",")


def percent(share: float) -> str:
    """A share as whole percents."""
    return f"{share:.0%}"


def style() -> Markup:
    """Our own style sheet, to be put into a page."""
    return Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))


def as_html(figures: CallFigures) -> str:
    """The page to read together; printed on A4 it is two pages."""
    return templates().get_template("report.html.j2").render(_content(figures))


def as_markdown(figures: CallFigures) -> str:
    """The same without a drawing; what was said cannot become markup."""
    return templates().get_template("report.md.j2").render(_content(figures) | {"plain": _plain})


def _content(figures: CallFigures) -> dict[str, Any]:
    well, better = told.told(figures)
    numbered = [item for item in (*well, *better) if item.number]
    said = turns(figures, numbered)
    mix, kept = told.spin(figures), told.promises(figures)
    ladders = (
        ("Gevoelsmanagement", told.steps(figures, "feeling_stage", told.STAGES)),
        ("Een klacht in vijf stappen", told.steps(figures, "complaint_step", told.STEPS)),
    )
    placed = {id_ for turn in said for id_ in turn.anchors}
    placed |= {id_ for turn in said for passage in turn.passages for id_ in passage.anchors}

    def target(entry: Entry, item: Item) -> str:
        name = anchor(entry, figures)
        return name if name in placed else f"p{item.number}"

    drawing = templates().get_template("timeline.svg.j2").render(line=timeline(figures, numbered))
    return {
        "figures": figures,
        "well": well,
        "better": better,
        "notes": told.notes(figures),
        "turns": said,
        "hidden": sum(not turn.printed for turn in said),
        "mix": mix,
        "mix_most": max(mix.values(), default=1),
        "promises": kept,
        "promise": _promise,
        "ladders": ladders,
        "printed_well": told.fitting(well, told.PRINTED_WELL),
        "printed_better": told.fitting(better, told.PRINTED_BETTER),
        "ending": _ending,
        "has_panels": bool(mix or kept or any(steps for _, steps in ladders)),
        "spin_names": told.SPIN,
        "question_names": dict(told.SPIN),
        "speakers": SPEAKERS,
        "drawing": Markup(drawing),
        "style": style(),
        "long_silence": f"{LONG_SILENCE_SECONDS:g}",
        "clock": clock,
        "number": number,
        "percent": percent,
        "anchor": lambda entry: anchor(entry, figures),
        "target": target,
    }


def _promise(entry: Entry) -> str:
    """What was promised, who and when, as the flag tells it."""
    return told.shortened(entry.flag.message.removeprefix("Toezegging. "), 110)


def _ending(entry: Entry) -> str:
    """How a flag ended: "hersteld om 1:35"."""
    assert entry.cleared is not None
    return f"{ending(entry.cleared)} om {clock(entry.cleared.at)}"


def _plain(text: str) -> str:
    """Text in which nothing counts as Markdown or HTML."""
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|~" else letter for letter in line)
