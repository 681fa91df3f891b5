"""Every sentence that a reader may see has its English, with the same places to fill in."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from pipeline.council.settings import LABELS
from pipeline.sinks.wording import KINDS
from pipeline.web import actions, i18n, problem

WEB = Path(i18n.__file__).parent
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def _template_messages() -> Iterator[str]:
    options = {"silent": "false", "trimmed": "true"}
    for path in sorted((WEB / "templates").glob("*.j2")):
        for _, message, *_ in extract("jinja2.ext:babel_extract", path.open("rb"), options=options):
            yield message if isinstance(message, str) else message[0]


def _script_messages() -> Iterator[str]:
    for path in sorted((WEB / "static").glob("*.js")):
        for _, message, *_ in extract("javascript", BytesIO(path.read_bytes()), keywords={"t": None}):
            yield message


def _python_messages() -> Iterator[str]:
    """What problems say, and whatever stands in _( ) in Python."""
    yield "Dit"  # what is unknown where nothing is said of it
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            said = node.args[2:] if node.func.id == "Problem" else node.args  # a problem's status and code come first
            if node.func.id in ("_", "unknown", "Problem"):
                yield from (
                    word.value for word in said if isinstance(word, ast.Constant) and isinstance(word.value, str)
                )


def needed() -> dict[str, str]:
    """Each message -> where it is from."""
    found: dict[str, str] = {}
    for where, messages in (
        ("template", _template_messages()),
        ("script", _script_messages()),
        ("python", _python_messages()),
        ("kind", KINDS.values()),
        ("setting", LABELS.values()),
        ("audit", actions.TOLD.values()),
        ("rule", (text for rule in problem.RULES.values() for text in rule)),
    ):
        for message in messages:
            found.setdefault(message, where)
    return found


@pytest.fixture(scope="module")
def english() -> Catalog:
    return i18n.catalogue("en")


def test_there_is_much_to_translate():
    sources = set(needed().values())
    assert sources == {"template", "script", "python", "kind", "setting", "audit", "rule"}


def test_every_message_has_its_english(english):
    missing = [f"{where}: {message}" for message, where in needed().items() if not english.get(message)]
    assert missing == []
    empty = [message for message in needed() if not english.get(message).string]
    assert empty == []


def test_a_translation_has_the_same_places_to_fill_in(english):
    for entry in english:
        if entry.id:
            assert sorted(PLACES.findall(entry.id)) == sorted(PLACES.findall(entry.string)), entry.id


def test_nothing_is_translated_that_nobody_reads(english):
    assert {entry.id for entry in english if entry.id} - set(needed()) == set()


def test_dutch_needs_no_catalogue_and_an_unknown_language_reads_as_dutch():
    assert i18n.messages("nl") == {} == i18n.messages("xx")
    assert i18n.translations("xx").gettext("Aanmelden") == "Aanmelden"
    assert i18n.translations("en").gettext("Aanmelden") == "Sign in"
    assert i18n.messages("en")["Aanmelden"] == "Sign in"


def test_who_has_not_chosen_reads_dutch(visitors):
    client = visitors.client()
    assert '<html lang="nl"' in client.get("/setup", headers={"Accept-Language": "en-US,en;q=0.9"}).text
    assert '<html lang="en"' in client.get("/setup?locale=en").text
    assert '<html lang="nl"' in client.get("/setup?locale=xx").text


def test_a_reader_who_chose_english_gets_english(visitors, accounts):  # noqa: ARG001
    client = visitors.signed_in("coach")
    assert '<html lang="nl"' in client.get("/council").text
    client.put("/api/me", json={"locale": "en"})
    page = client.get("/council").text
    assert '<html lang="en"' in page
    assert "Works council" in page
    assert client.get("/api/settings").json()["error"]["message"] == "This does not belong to your role."
