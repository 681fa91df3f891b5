"""Dutch by default, English by a switch: gettext catalogues, read by Babel when first needed.

The message ids are the Dutch sentences themselves, so Dutch needs no catalogue.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

DEFAULT = "nl"
LOCALES = {"nl": "Nederlands", "en": "English"}
"""What a reader can choose, and what each language calls itself."""
DOMAIN = "souffleur"
FOLDER = Path(__file__).parent / "locale"


def catalogue(locale: str) -> Catalog:
    """The messages of one locale, as in its .po file; empty for Dutch."""
    path = FOLDER / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    if locale == DEFAULT:
        return Catalog(locale=DEFAULT, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=DOMAIN, charset="utf-8")


@cache
def translations(locale: str) -> NullTranslations:
    """gettext for one of LOCALES; an unknown locale reads as Dutch."""
    if locale == DEFAULT or locale not in LOCALES:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(locale))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@cache
def messages(locale: str) -> dict[str, str]:
    """Every translated message, for the scripts in a page; empty for Dutch."""
    if locale == DEFAULT or locale not in LOCALES:
        return {}
    return {
        entry.id: entry.string
        for entry in catalogue(locale)
        if isinstance(entry.id, str) and entry.id and isinstance(entry.string, str) and entry.string
    }
