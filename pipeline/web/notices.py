"""What every page says at its top to everyone who is signed in."""

from dataclasses import dataclass

from babel.dates import format_date
from starlette.requests import HTTPConnection

from pipeline.council import lock
from pipeline.council.settings import LABELS
from pipeline.web.i18n import translations


@dataclass(frozen=True, slots=True)
class Notice:
    """One line, with the shape of its severity."""

    level: str
    text: str


def notices(connection: HTTPConnection, locale: str) -> tuple[Notice, ...]:
    """That calls can't be stored, or that the settings are not as the works council agreed, while that is so."""
    here = connection.app.state.services
    _ = translations(locale).gettext
    waiting = _("De opslag hapert. Wat nu gezegd wordt, wacht en wordt bewaard zodra het weer kan.")
    stuck = (Notice("critical", waiting),) if here.trouble() else ()
    standing = lock.standing(here.store, here.settings)
    if not standing.differences or standing.since is None:
        return stuck
    told = _("De instellingen wijken af van de afspraak met de ondernemingsraad van %(day)s: %(what)s.") % {
        "day": format_date(standing.since.astimezone(), "d MMMM y", locale=locale),
        "what": ", ".join(_(LABELS.get(name, name)) for name in sorted(standing.differences)),
    }
    return (*stuck, Notice("warning", told))
