"""A lexicon's entry: one thing that can be said, in all its wordings, checked as it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline.detectors.patterns import Language, Pattern, PatternError
from pipeline.detectors.yaml_lines import Line, lexicon_error, mapping
from pipeline.errors import LexiconError

HERE = Path(__file__).parent
_KEYS = ("say", "also", "except", "unless_near", "why", "instead", "category", "severity", "tags", "examples", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be said, in all its wordings."""

    id: str
    say: tuple[Pattern, ...]
    exceptions: tuple[Pattern, ...] = ()
    """`except:` cancels a match that it overlaps."""
    unless_near: tuple[Pattern, ...] = ()
    """Cancels a match in the same sentence, at most NEAR words away."""
    why: str = ""
    instead: tuple[str, ...] = ()
    category: str = ""
    severity: Literal["mild", "strong"] = "mild"
    tags: frozenset[str] = frozenset()
    flag: tuple[str, ...]
    """Sentences that must match."""
    passing: tuple[str, ...]
    """`pass:` sentences that must not match."""
    source: str = ""
    line: int = 0


def entry_of(key: str, fields: Mapping[str, Any], *, source: str, line: int = 0) -> Entry:
    """The entry `key` with the fields that docs/lexicons.md describes; `source` and `line` say where it stands.

    Raises LexiconError that names them and what is wrong.
    """

    def fail(what: str, at: object = None) -> LexiconError:
        return lexicon_error(source, at.line if isinstance(at, Line) else line, f"entry '{key}': {what}")

    def strings(name: str, value: Any) -> tuple[str, ...]:
        value = [value] if isinstance(value, str) else value
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise fail(f"{name} must be a text or a list of texts (quote what YAML reads as something else)")
        return tuple(value)

    def compiled(name: str, text: str) -> Pattern:
        try:
            return language().compile(text)
        except PatternError as error:
            raise fail(f"{name}: {error}", text) from error

    def patterns(name: str) -> tuple[Pattern, ...]:
        return tuple(compiled(name, text) for text in strings(name, fields.get(name)))

    if unknown := sorted(set(fields) - set(_KEYS)):
        raise fail(f"unknown field '{unknown[0]}' (known: {', '.join(_KEYS)})", unknown[0])
    if not fields.get("say"):
        raise fail("no say: nothing to look for")
    examples = fields.get("examples") or {}
    if not isinstance(examples, dict) or set(examples) - {"flag", "pass"}:
        raise fail("examples must hold flag: and pass:, both lists of sentences")
    flag = strings("examples: flag", examples.get("flag"))
    passing = strings("examples: pass", examples.get("pass"))
    if not flag or not passing:
        raise fail("needs at least one example that must flag and one that must pass")
    severity = fields.get("severity", "mild")
    if severity not in ("mild", "strong"):
        raise fail(f"severity is mild or strong, not '{severity}'")
    return Entry(
        id=key,
        say=patterns("say"),
        exceptions=patterns("except"),
        unless_near=patterns("unless_near"),
        why=" ".join(strings("why", fields.get("why"))),
        instead=strings("instead", fields.get("instead")),
        category=str(fields.get("category", "")),
        severity=severity,
        tags=frozenset(strings("tags", fields.get("tags"))),
        flag=flag,
        passing=passing,
        source=source,
        line=line,
    )


@cache
def language() -> Language:
    """The word classes and ASR slips that the product ships. Raises LexiconError."""
    return Language(classes=_lists(HERE / "classes.yaml"), slips=_lists(HERE / "asr_slips.yaml"))


def _lists(file: Path) -> dict[str, tuple[str, ...]]:
    """A YAML mapping of name -> list of texts."""
    result = {}
    for key, value, line in mapping(file):
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, Line) for item in items):
            raise lexicon_error(file, line, f"'{key}' must be a list of texts (quote numbers)")
        result[str(key)] = tuple(items)
    return result
