"""The conversation's words, cut where flags begin and end, so that each flagged word can be marked and linked to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.captions.utterance import Utterance
from pipeline.detectors.flag import Severity
from pipeline.detectors.ledger import Entry
from pipeline.report.figures import CallFigures
from pipeline.report.items import RANK, Item
from pipeline.span import Span, Speaker

PRINTED_LETTERS = 3800
"""Letters of words that fit on the printed page."""
LINE_LETTERS = 55
"""A turn takes this many letters more: its line is seldom full, and its heading takes room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of words under the same flags. `anchors` are the flags that begin here; `question` a SPIN type."""

    text: str
    items: tuple[Item, ...] = ()
    anchors: tuple[str, ...] = ()
    severity: Severity | None = None
    question: str = ""
    promised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidTurn:
    """One utterance: its passages, and the items to tell beside it (each item once, where it comes first)."""

    id: str
    speaker: Speaker
    at: float
    passages: tuple[Passage, ...]
    anchors: tuple[str, ...] = ()
    whole: tuple[Item, ...] = ()
    """What is about the whole turn rather than some of its words."""
    notes: tuple[Item, ...] = ()
    severity: Severity | None = None
    printed: bool = True

    @property
    def letters(self) -> int:
        """The room it takes on paper."""
        said = sum(len(passage.text) + 1 for passage in self.passages)
        return said + LINE_LETTERS


def anchor(entry: Entry, figures: CallFigures) -> str:
    """The name under which a flag's words can be linked to."""
    return f"v{figures.entries.index(entry) + 1}"


def turns(figures: CallFigures, items: Sequence[Item]) -> tuple[SaidTurn, ...]:
    """All utterances in order, marked; `printed` where they fit on paper, flagged ones first."""
    owners = {entry.flag.key: item for item in items for entry in item.entries}
    told: set[int | None] = set()
    said = []
    for utterance in figures.conversation.utterances:
        here = [entry for entry in figures.entries if _is_about(entry, utterance)]
        whole = [entry for entry in here if not _words_under(entry, utterance)]
        notes: list[Item] = []
        for entry in here:
            item = owners.get(entry.flag.key)
            if item is not None and item.number not in told:
                told.add(item.number)
                notes.append(item)
        levels = [entry.flag.severity for entry in here if entry.flag.key in owners]
        said.append(
            SaidTurn(
                id=utterance.id,
                speaker=utterance.speaker,
                at=utterance.span.start,
                passages=_passages(utterance, here, owners, figures),
                anchors=tuple(anchor(entry, figures) for entry in whole),
                whole=tuple(owners[entry.flag.key] for entry in whole if entry.flag.key in owners),
                notes=tuple(notes),
                severity=min(levels, key=RANK.__getitem__, default=None),
            )
        )
    return _printed(said)


def _is_about(entry: Entry, utterance: Utterance) -> bool:
    flag = entry.flag
    if flag.utterance is not None:
        return flag.utterance == utterance.id
    return flag.speaker is utterance.speaker and utterance.span.start <= flag.span.start < utterance.span.end


def _words_under(entry: Entry, utterance: Utterance) -> range:
    """The indices of the words under a flag; none for a flag about the whole turn or about sound."""
    if entry.flag.evidence is None:
        return range(0)
    under = [i for i, word in enumerate(utterance.words) if _middle_within(word.span, entry.flag.span)]
    return range(under[0], under[-1] + 1) if under else range(0)


def _middle_within(word: Span, flag: Span) -> bool:
    return flag.start - 0.01 <= (word.start + word.end) / 2 <= flag.end + 0.01


def _passages(
    utterance: Utterance, here: Sequence[Entry], owners: dict[str, Item], figures: CallFigures
) -> tuple[Passage, ...]:
    under = {entry.flag.key: _words_under(entry, utterance) for entry in here}
    covering = [tuple(entry for entry in here if i in under[entry.flag.key]) for i in range(len(utterance.words))]
    passages, place = [], 0
    for entries, run in groupby(range(len(utterance.words)), key=lambda i: covering[i]):
        count = len(list(run))
        text = " ".join(word.text.strip() for word in utterance.words[place : place + count])
        own = [owners[entry.flag.key] for entry in entries if entry.flag.key in owners]
        ends = [entry for entry in entries if under[entry.flag.key].stop == place + count]
        passages.append(
            Passage(
                text=text,
                items=tuple(dict.fromkeys(own)),
                anchors=tuple(anchor(e, figures) for e in entries if under[e.flag.key].start == place),
                severity=min((item.severity for item in own), key=RANK.__getitem__, default=None),
                question=next((e.flag.type or "other" for e in ends if e.flag.kind == "question"), ""),
                promised=any(entry.flag.kind == "promise" for entry in entries),
            )
        )
        place += count
    return tuple(passages)


def _printed(said: list[SaidTurn]) -> tuple[SaidTurn, ...]:
    """The same turns; what does not fit on paper is left to the screen, turns without remarks first."""
    flagged = {i for i, turn in enumerate(said) if turn.severity}
    before = {i - 1 for i in flagged if i}
    weight = [RANK[turn.severity] if turn.severity else 4 if i in before else 5 for i, turn in enumerate(said)]
    left, kept = PRINTED_LETTERS, set()
    for i in sorted(range(len(said)), key=lambda i: (weight[i], i)):
        if said[i].letters <= left:
            left -= said[i].letters
            kept.add(i)
    return tuple(replace(turn, printed=i in kept) for i, turn in enumerate(said))
