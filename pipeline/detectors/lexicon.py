"""Lexicons: YAML files of entries (say, except, why, ...) read with line numbers, matched on words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.detectors.entry import Entry, entry_of
from pipeline.detectors.patterns import Pattern, Text, prepare
from pipeline.detectors.yaml_lines import lexicon_error, mapping

HERE = Path(__file__).parent
NEAR = 10
"""Words between a match and an `unless_near` pattern at most: unpunctuated speech is one long sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Words [start, end) say what `entry` describes."""

    entry: Entry
    start: int
    end: int


_LOADED: list["Lexicon"] = []


@dataclass(frozen=True)
class Lexicon:
    """Entries, ready to be looked for."""

    entries: tuple[Entry, ...]

    @cached_property
    def _patterns(self) -> tuple[tuple[Entry, Pattern], ...]:
        return tuple((entry, pattern) for entry in self.entries for pattern in entry.say)

    @cached_property
    def _index(self) -> tuple[dict[str, list[int]], list[int]]:
        """Numbers of the patterns by each of their anchors, and of those that have none."""
        by_anchor: dict[str, list[int]] = defaultdict(list)
        always: list[int] = []
        for number, (_, pattern) in enumerate(self._patterns):
            if pattern.anchors is None:
                always.append(number)
            for anchor in pattern.anchors or ():
                by_anchor[anchor].append(number)
        return dict(by_anchor), always

    def matches(self, words: Sequence[str], *, complete: bool = True) -> list[Match]:
        """All that is said in `words` (punctuation attached), by start; matches of one entry do not overlap.

        `complete=False` when more words of the same utterance may follow: `$` then waits for them.
        """
        text = prepare(words, complete=complete)
        by_anchor, always = self._index
        candidates = set(always).union(*(by_anchor[key] for key in text.keys & by_anchor.keys()))
        found: dict[str, tuple[Entry, list[tuple[int, int]]]] = {}
        for number in candidates:
            entry, pattern = self._patterns[number]
            if places := pattern.find(text):
                found.setdefault(entry.id, (entry, []))[1].extend(places)
        result = [
            Match(entry=entry, start=text.indices[first], end=text.indices[last - 1] + 1)
            for entry, places in found.values()
            for first, last in _kept(_disjoint(places), entry, text)
        ]
        return sorted(result, key=lambda match: (match.start, -match.end, match.entry.id))

    def warm(self) -> None:
        """Compile every pattern now (about 1 s for the shipped words), rather than when a word first needs it."""
        for entry in self.entries:
            for pattern in (*entry.say, *entry.exceptions, *entry.unless_near):
                _ = pattern.regex

    def plus(self, more: Iterable[Entry]) -> "Lexicon":
        """These entries and `more`; of two with one id the later."""
        return Lexicon(tuple({entry.id: entry for entry in (*self.entries, *more)}.values()))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def failed_examples(lexicon: Lexicon) -> list[tuple[Entry, str]]:
    """The entries that do not keep their word, with what is wrong. Empty when every example holds."""
    wrong = []
    for entry in lexicon:
        for sentences, wanted in ((entry.flag, True), (entry.passing, False)):
            for sentence in sentences:
                found = any(match.entry is entry for match in lexicon.matches(sentence.split()))
                if found is not wanted:
                    fault = "should flag, does not" if wanted else "should pass, but flags"
                    wrong.append((entry, f"{fault}: {sentence}"))
    return wrong


def load_lexicon(path: Path | str, *own: Path | str) -> Lexicon:
    """The lexicon in `path`, overridden and extended by an organisation's `own` files, the last one wins.

    A folder stands for all its *.yaml files; there the file's name (up to a hyphen: buzzword-meer.yaml) is the
    category where an entry gives none.

    In an own file, an entry with a known id replaces the fields that it gives; `also:` adds patterns to
    `say:`; `off: true` drops the entry; a new id is a new entry. With an own file all examples are run.
    Raises LexiconError naming file, line and what is wrong.
    """
    raw: dict[str, tuple[dict[str, Any], str, int]] = {}
    shipped = sorted(Path(path).glob("*.yaml")) if Path(path).is_dir() else [Path(path)]
    for file in (*shipped, *map(Path, own)):
        for key, fields, line in mapping(file):
            if not isinstance(fields, dict):
                raise lexicon_error(file, line, f"entry '{key}' must hold fields such as say: and examples:")
            if Path(path).is_dir() and file in shipped:
                fields.setdefault("category", file.stem.split("-")[0])
            if key in raw and file not in shipped:
                fields = {**raw[key][0], **fields}
            elif key in raw:
                raise lexicon_error(file, line, f"entry '{key}' stands in another file too")
            fields["say"] = [*fields.get("say", []), *fields.pop("also", [])]
            raw[key] = (fields, str(file), line)
    lexicon = Lexicon(
        tuple(
            entry_of(key, fields, source=file, line=line)
            for key, (fields, file, line) in raw.items()
            if not fields.get("off")
        )
    )
    for entry, what in failed_examples(lexicon) if own else ():
        raise lexicon_error(entry.source, entry.line, f"entry '{entry.id}': {what}")
    _LOADED.append(lexicon)
    return lexicon


def warm_lexicons() -> None:
    """Compile the patterns of every lexicon loaded so far: before a live call, so that no word of it waits for them."""
    for lexicon in _LOADED:
        lexicon.warm()


@cache
def shipped_lexicon(folder: str) -> Lexicon:
    """The lexicon that the product ships in `folder`, beside the detectors. Raises LexiconError."""
    return load_lexicon(HERE / folder)


def _disjoint(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of overlapping places only the longest, the first of equals."""
    kept: list[tuple[int, int]] = []
    for first, last in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
        if all(last <= other_first or first >= other_last for other_first, other_last in kept):
            kept.append((first, last))
    return kept


def _kept(places: list[tuple[int, int]], entry: Entry, text: Text) -> Iterator[tuple[int, int]]:
    if not places:
        return
    cancelled = [place for pattern in entry.exceptions for place in pattern.find(text)]
    near = [place for pattern in entry.unless_near for place in pattern.find(text)]
    for first, last in places:
        if any(first < end and start < last for start, end in cancelled):
            continue
        if any(
            text.sentences[start] == text.sentences[first] and start - last <= NEAR and first - end <= NEAR
            for start, end in near
        ):
            continue
        yield first, last
