"""The pattern language of the lexicons: a line of words, as one regular expression over normalised words.

    in principe            the words, on whole words; case, accents and punctuation do not matter
    (ik|we|wij) kan        alternatives, each may be several words       [even] optional, [even|eens] too
    wacht* *uur            any word with this start, this end            _ exactly one word
    ik ... proberen        a gap of 0-4 words in the same sentence       ...2 a gap of 0-2 words
    @klasse                a word class from classes.yaml; built in: @getal, @rangtelwoord, @cijfers
    ^ $                    the start, the end of a sentence              ? (last) a question mark ends it

A literal word also matches its ASR slips (asr_slips.yaml) and, from FOLD_FROM letters, what sounds the same to an ASR
that spells by ear ("gewon", "ferfelend"). A pattern never crosses the end of a sentence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.detectors.words import FOLD_FROM, Text, normalised, prepare, sounds

__all__ = ["Language", "Pattern", "PatternError", "Text", "normalised", "prepare", "sounds"]

GAP = 4
"""Words that a bare `...` may skip."""
_TOKEN = re.compile(r"\.\.\.\d*|…\d*|@[^\s()|\[\]^$?]+|[()|\[\]^$?]|[^\s()|\[\]^$?]+")
_COMMON = frozenset(
    (
        "de",
        "het",
        "een",
        "en",
        "van",
        "ik",
        "u",
        "je",
        "we",
        "wij",
        "dat",
        "die",
        "dit",
        "er",
        "is",
        "zijn",
        "was",
        "in",
        "op",
        "te",
        "met",
        "voor",
        "aan",
        "niet",
        "maar",
        "om",
        "ook",
        "dan",
        "dus",
        "nog",
        "wel",
        "zo",
        "als",
        "kan",
        "kunt",
        "heb",
        "heeft",
        "hebt",
        "hebben",
        "naar",
        "bij",
        "of",
        "uw",
        "mijn",
        "ons",
        "wat",
        "hier",
        "daar",
        "nu",
        "al",
        "mij",
        "me",
        "geen",
        "moet",
        "moeten",
        "gaan",
        "ga",
        "gaat",
        "wordt",
        "worden",
        "zal",
        "zou",
        "zult",
    )
)
_WORD = r"[a-z0-9]+/[a-z0-9]+ "
_ANY_SOUND = "/[a-z0-9]+ "
_UNITS = (
    "half|anderhalf|nul|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|"
    "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|miljoen|en"
)
_BUILT_IN = {
    "cijfers": rf"[0-9]+[a-z]{{0,2}}{_ANY_SOUND}",
    "getal": rf"(?:[0-9]+x?|(?!en/)(?:{_UNITS})+){_ANY_SOUND}",
    "rangtelwoord": rf"(?:[0-9]+(?:e|de|ste)|eerste|derde|(?:{_UNITS})+(?:de|ste)){_ANY_SOUND}",
}


class PatternError(ValueError):
    """A pattern that cannot be read: says what and where in the line."""


@dataclass(frozen=True)
class Pattern:
    """One line, read; its regular expression is compiled when a text first has one of its anchors."""

    source: str
    expression: str
    anchors: frozenset[str] | None
    """At least one of these keys must occur in the text; None when nothing is certain."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression over `Text.encoded`."""
        return re.compile(self.expression)

    def find(self, text: Text) -> list[tuple[int, int]]:
        """All matches as [first, last) positions among the kept words of `text`, not overlapping."""
        if self.anchors is not None and self.anchors.isdisjoint(text.keys):
            return []
        found = (text.place(*match.span()) for match in self.regex.finditer(text.encoded))
        return [(first, last) for first, last in found if last > first]


@dataclass(frozen=True, slots=True)
class _Node:
    """A piece of the regular expression, and the keys of which the text must hold at least one."""

    regex: str
    anchors: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What patterns may refer to: word classes (name -> patterns), slips (word -> what an ASR hears)."""

    classes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    slips: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def compile(self, source: str) -> Pattern:
        """The pattern in `source`. Raises PatternError."""
        node = self._parsed(source, ())
        return Pattern(source=source, expression="(?<= )" + node.regex, anchors=node.anchors)

    def _parsed(self, source: str, inside: tuple[str, ...]) -> _Node:
        tokens = _TOKEN.findall(source)
        asks = bool(tokens) and tokens[-1] == "?"
        if asks:
            tokens = tokens[:-1]
        if not tokens:
            raise PatternError("an empty pattern")
        node, rest = self._alternatives(tokens, inside)
        if rest:
            raise PatternError(f"'{rest[0]}' without its opening bracket in '{source}'")
        if not inside and not re.search(r"[\w@]", source.replace("_", "")):
            raise PatternError(f"no word in '{source}'")
        if asks:
            node = _Node(node.regex + rf"(?=(?:{_WORD})*>\? )", node.anchors)
        return node

    def _alternatives(self, tokens: list[str], inside: tuple[str, ...]) -> tuple[_Node, list[str]]:
        branches: list[_Node] = []
        while True:
            branch, tokens = self._sequence(tokens, inside)
            branches.append(branch)
            if not tokens or tokens[0] != "|":
                break
            tokens = tokens[1:]
        if len(branches) == 1:
            return branches[0], tokens
        certain = [branch.anchors for branch in branches]
        anchors = None if None in certain else frozenset().union(*(a for a in certain if a))
        return _Node("(?:" + "|".join(branch.regex for branch in branches) + ")", anchors), tokens

    def _sequence(self, tokens: list[str], inside: tuple[str, ...]) -> tuple[_Node, list[str]]:
        items: list[_Node] = []
        while tokens and tokens[0] not in ("|", ")", "]"):
            head, tokens = tokens[0], tokens[1:]
            if head in ("(", "["):
                node, tokens = self._alternatives(tokens, inside)
                closing = ")" if head == "(" else "]"
                if not tokens or tokens[0] != closing:
                    raise PatternError(f"'{head}' is never closed with '{closing}'")
                tokens = tokens[1:]
                items.append(_Node(f"(?:{node.regex})?") if head == "[" else node)
            else:
                items.append(self._item(head, inside))
        if not items:
            raise PatternError("an empty alternative: write [word] for something that may be left out")
        best = min((item.anchors for item in items if item.anchors is not None), key=_cost, default=None)
        return _Node("".join(item.regex for item in items), best), tokens

    def _item(self, token: str, inside: tuple[str, ...]) -> _Node:
        if token == "?":
            raise PatternError("'?' may only stand at the end of a pattern")
        if token.startswith(("...", "…")):
            most = token.lstrip(".…")
            return _Node(rf"(?:{_WORD}){{0,{int(most) if most else GAP}}}?")
        if token == "^":
            return _Node("< ")
        if token == "$":
            return _Node(r">\?? ")
        if token == "_":
            return _Node(_WORD)
        if token.startswith("@"):
            return self._class(token[1:], inside)
        if "*" in token:
            return _wildcard(token)
        word = normalised(token)
        if not word:
            raise PatternError(f"'{token}' holds no letter or digit")
        forms = [word, *(" ".join(map(normalised, slip.split())) for slip in self.slips.get(word, ()))]
        branches = [_ANY_SOUND.join((*form.split(), "")) for form in forms]
        anchors = {form.split()[0] for form in forms}
        if len(word) >= FOLD_FROM:
            branches.append(f"[a-z0-9]{{{FOLD_FROM - 1},}}/{sounds(word)} ")
            anchors.add("/" + sounds(word))
        return _Node("(?:" + "|".join(branches) + ")" if len(branches) > 1 else branches[0], frozenset(anchors))

    def _class(self, name: str, inside: tuple[str, ...]) -> _Node:
        if name in _BUILT_IN:
            return _Node(_BUILT_IN[name])
        if name not in self.classes:
            raise PatternError(f"no word class @{name}")
        if name in inside:
            raise PatternError(f"word class @{name} refers to itself")
        nodes = [self._parsed(member, (*inside, name)) for member in self.classes[name]]
        certain = [node.anchors for node in nodes]
        anchors = None if None in certain else frozenset().union(*(a for a in certain if a))
        return _Node("(?:" + "|".join(node.regex for node in nodes) + ")", anchors)


def _wildcard(token: str) -> _Node:
    head, *tail = (normalised(part) for part in token.split("*"))
    if not any((head, *tail)):
        raise PatternError("'*' needs letters beside it; write _ for any word")
    regex = "[a-z0-9]*".join((head, *tail)) + _ANY_SOUND
    return _Node(regex, frozenset({head[:3] + "*"}) if len(head) >= 3 else None)


def _cost(anchors: frozenset[str]) -> int:
    """How often these keys are expected in speech, roughly: common words make poor anchors."""
    return sum(20 if key in _COMMON else 3 if key.endswith("*") else 1 for key in anchors)
