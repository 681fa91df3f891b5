"""Pages out of templates, in the reader's language."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from pipeline.sinks.drawing import clock
from pipeline.sinks.wording import KINDS, MARKS, SPEAKERS, kind
from pipeline.web.i18n import DEFAULT, LOCALES, translations
from pipeline.web.notices import notices

TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates(locale: str) -> jinja2.Environment:
    """The templates of this room in one language; everything put into them is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "day": lambda moment: format_date(moment, "d MMMM y", locale=locale),
        "time": lambda moment: format_time(moment, "HH:mm", locale=locale),
        "moment": lambda moment: format_datetime(moment, "d MMM y HH:mm", locale=locale),
        "decimal": lambda value: format_decimal(value, format="0.0", locale=locale),
        "clock": clock,
        "kind": kind,
    }
    environment.globals |= {"MARKS": MARKS, "KINDS": KINDS, "SPEAKERS": SPEAKERS, "LOCALES": LOCALES}
    return environment


def locale_of(connection: HTTPConnection) -> str:
    """The account's language; before sign-in ?locale=, else Dutch, whatever the browser was installed in."""
    account = getattr(connection.state, "account", None)
    if account is not None and account.locale in LOCALES:
        return account.locale
    asked = connection.query_params.get("locale", "")
    return asked if asked in LOCALES else DEFAULT


def translator(connection: HTTPConnection) -> Callable[[str], str]:
    """gettext in the language of whoever asks."""
    return translations(locale_of(connection)).gettext


def page(connection: HTTPConnection, template: str, **content: Any) -> HTMLResponse:
    """A template as a response. Every page knows `me` (the account or None), `locale`, `theme`, `path` and `notices`;
    `content` may have its own."""
    me = getattr(connection.state, "account", None)
    locale = locale_of(connection)
    shared = {
        "me": me,
        "locale": locale,
        "theme": me.theme if me else "auto",
        "path": connection.url.path,
    }
    if "notices" not in content and me is not None:
        shared["notices"] = notices(connection, locale)
    return HTMLResponse(templates(locale).get_template(template).render(shared | content))


def iso(moment: datetime) -> str:
    """A moment as pages and JSON write it."""
    return moment.isoformat(timespec="seconds")
