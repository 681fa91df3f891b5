"""The document for the works council, in Dutch, made of the settings of now: as Markdown, as a page, on paper."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from babel.dates import format_date
from markdown_it import MarkdownIt
from markupsafe import Markup

from pipeline.config import Settings
from pipeline.council.lock import Standing
from pipeline.council.settings import LABELS
from pipeline.council.signals import measured
from pipeline.report.pdf import as_pdf as laid_out
from pipeline.sinks.wording import kind

TEMPLATES = Path(__file__).parent / "templates"
LOGS_DAYS = 183
"""AI Act, article 26(6): a deployer keeps the logs for at least six months."""


def as_markdown(settings: Settings, standing: Standing, now: datetime) -> str:
    """The document. `settings` are those that count now, `standing` where they stand towards the council."""
    return _templates().get_template("or-pakket.md.j2").render(_content(settings, standing, now))


def as_fragment(settings: Settings, standing: Standing, now: datetime) -> Markup:
    """The document as HTML to be put into a page. Whatever a value holds, it cannot become markup."""
    return Markup(
        MarkdownIt("commonmark", {"html": False}).enable("table").render(as_markdown(settings, standing, now))
    )


def as_html(settings: Settings, standing: Standing, now: datetime) -> str:
    """The document as a page by itself: no script, nothing from outside."""
    return _templates().get_template("page.html.j2").render(body=as_fragment(settings, standing, now))


def as_pdf(settings: Settings, standing: Standing, now: datetime) -> bytes:
    """The page on paper. Raises UsageError where WeasyPrint or its Pango library is missing."""
    return laid_out(as_html(settings, standing, now))


def day(moment: datetime) -> str:
    """A day as the Dutch write it."""
    return format_date(moment.astimezone(), "d MMMM y", locale="nl")


def told(value: Any) -> str:
    """A setting's value in Dutch."""
    if isinstance(value, bool):
        return "aan" if value else "uit"
    if value is None:
        return "geen"
    if isinstance(value, list | tuple):
        return ", ".join(kind(item) for item in value) or "geen"
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)


def _content(settings: Settings, standing: Standing, now: datetime) -> dict[str, Any]:
    return {
        "day": day(now),
        "sha256": standing.sha256,
        "agreed_day": day(standing.since) if standing.since else None,
        "differences": [
            (LABELS.get(name, name), *_compared(was, is_)) for name, (was, is_) in standing.differences.items()
        ],
        "measured": measured(settings.flags.off),
        "off": [kind(name) for name in sorted(settings.flags.off)],
        "own_lexicon": standing.now.get("flags.lexicon"),
        "recording": settings.board.record,
        "redact": settings.privacy.redact,
        "days": {name: _days(days) for name, days in settings.retention.model_dump().items()},
        "nudges": settings.nudges,
        "logs": _logs(settings.retention.audit_days),
        "values": [(LABELS.get(name, name), told(value)) for name, value in standing.now.items()],
        "json": _canonical(standing.now),
    }


def _compared(was: Any, now: Any) -> tuple[str, str]:
    """Of two lists only what one has and the other has not."""
    if isinstance(was, list) and isinstance(now, list):
        return told([item for item in was if item not in now]), told([item for item in now if item not in was])
    return told(was), told(now)


def _days(days: int) -> str:
    return "zo lang als het gesprek zelf, of onbeperkt" if days == 0 else "1 dag" if days == 1 else f"{days} dagen"


def _logs(audit_days: int) -> str:
    """Whether the audit log is kept as long as article 26(6) asks."""
    if 0 < audit_days < LOGS_DAYS:
        return f" (let op: het logboek wordt nu maar {audit_days} dagen bewaard)"
    return ""


def _canonical(settings: Mapping[str, Any]) -> str:
    """Exactly the text whose SHA-256 is printed (pipeline.store.council.fingerprint)."""
    return json.dumps(settings, sort_keys=True, ensure_ascii=False, allow_nan=False)


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and not name.endswith(".md.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cell": lambda text: " ".join(str(text).split()).replace("|", "\\|"),
        "number": lambda value: f"{value:g}".replace(".", ","),
    }
    return environment
