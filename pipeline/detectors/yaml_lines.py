"""YAML as plain values that know their line, so that an error in a lexicon can say where it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pipeline.errors import LexiconError

_REMEDY = "docs/lexicons.md shows how an entry is written."
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}


class Line(str):
    """A text and the line (from 1) on which it stands in its file."""

    __slots__ = ("line",)

    def __new__(cls, text: str, line: int) -> "Line":
        self = super().__new__(cls, text)
        self.line = line
        return self


def lexicon_error(file: Path | str, line: int, what: str) -> LexiconError:
    """A LexiconError that names file and line."""
    return LexiconError("lexicon", f"{file}:{line}: {what}", _REMEDY)


def mapping(file: Path) -> Iterator[tuple[str, Any, int]]:
    """Key, value and line (from 1) of each entry at the top of a YAML file. Texts in values are `Line`s; `no`, `on`
    and `off` stay texts (YAML 1.2). Raises LexiconError."""
    try:
        root = YAML(typ="safe").compose(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise lexicon_error(file, 1, f"cannot be read: {error}") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise lexicon_error(file, mark.line + 1 if mark else 1, str(error.problem or error.context)) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise lexicon_error(file, 1, f"not readable as YAML: {error}") from error
    if not isinstance(root, MappingNode):
        raise lexicon_error(file, 1, "must be a mapping of entries")
    for key, value in _pairs(root, file):
        yield key, _value(value, file), key.line


def _pairs(node: MappingNode, file: Path) -> Iterator[tuple[Line, Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode) or not key.tag.endswith(":str"):
            raise lexicon_error(file, line, "a name must be a text: put it in quotes")
        if key.value in seen:
            raise lexicon_error(file, line, f"'{key.value}' stands here twice")
        seen.add(key.value)
        yield Line(key.value, line), value


def _value(node: Node, file: Path) -> Any:
    if isinstance(node, MappingNode):
        return {key: _value(value, file) for key, value in _pairs(node, file)}
    if isinstance(node, SequenceNode):
        return [_value(item, file) for item in node.value]
    if node.tag.endswith((":bool", ":null")) and node.value.lower() in _PLAIN:
        return _PLAIN[node.value.lower()]
    if node.tag.endswith((":str", ":bool", ":null")):
        return Line(node.value, node.start_mark.line + 1)
    return float(node.value) if node.tag.endswith(":float") else node.value
