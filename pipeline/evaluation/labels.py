"""Labelled dialogues: the truth that detectors are checked against.

One JSON object a line: a written dialogue (pipeline.conversation.dialogue) with "labels". Every list in "labels" may
be left out. What may be flagged without being asked for (the "*_optional" lists) counts neither way.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.conversation.dialogue import Dialogue, read_dialogues
from pipeline.errors import DialogueError

SPIN = ("S", "P", "I", "N")
STALEMATE_TURNS = 2
"""A stalemate may be found this many turns from the labelled one."""
BY_TURN = {
    "no_without_alternative": ("no_without_alternative", "no_optional"),
    "tutoyeren": ("tutoyeren", "tutoyeren_optional"),
    "summary": ("summaries", "summaries_optional"),
    "stalemate": ("stalemate", "stalemate_optional"),
    "signpost": ("signposts", "signposts_optional"),
}
"""Kinds that are labelled with turn numbers alone: (the list's name, its optional twin)."""
HALF = ("thin", "late")
"""Qualities of an acknowledgement that count neither way."""
CRITICAL = (
    "missing_acknowledgement",
    "itch_word",
    "no_without_alternative",
    "tutoyeren",
    "stalemate",
    "jargon_swap",
)
"""Kinds that tell an agent that something went wrong: a false one costs trust."""
KINDS = (
    "missing_acknowledgement",
    "itch_word",
    "no_without_alternative",
    "tutoyeren",
    "promise",
    "summary",
    "stalemate",
    "jargon_swap",
    "signpost",
    *(f"question:{type_}" for type_ in SPIN),
)
"""All kinds that labels can hold, in the table's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One thing to find: anywhere from turn `first` to turn `last`; in one of `texts`, when there are any."""

    first: int
    last: int
    texts: tuple[str, ...] = ()
    lost: bool = False
    """Speech recognition destroyed the words: not asked for, not held against anyone."""
    alternative: str | None = None
    """Another kind that is as good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Something that looks like a `kind` and is none: `sort` says what it is instead ("" where the labels do not)."""

    kind: str
    place: Label
    sort: str = ""

    @property
    def name(self) -> str:
        """Under which it is counted."""
        return f"{self.kind} ({self.sort})" if self.sort else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A dialogue, what must be found in it per kind, what may be, and what may surely not."""

    dialogue: Dialogue
    wanted: dict[str, tuple[Label, ...]]
    optional: dict[str, tuple[Label, ...]]
    traps: tuple[Trap, ...] = ()


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Exchange(_Lenient):
    customer_turn: int
    agent_turn: int
    quality: str = ""


class _Passage(_Lenient):
    turn: int
    text: str = ""
    agent_word: str = ""
    customer_word: str = ""
    asr_text: str = ""
    type: str = ""
    alt: str | None = None
    lost: bool = False

    def label(self, *, alternative: str | None = None) -> Label:
        texts = (self.text, self.agent_word, self.customer_word, self.asr_text)
        return Label(
            first=self.turn,
            last=self.turn,
            texts=tuple(filter(None, texts)),
            lost=self.lost,
            alternative=alternative,
        )


class _Trap(_Passage):
    kind: str = ""


class _Labels(_Lenient):
    hard_negatives: list[_Trap] = []
    itch_hard_negatives: list[_Passage] = []
    no_with_alternative: list[int | None] = []
    missing_acknowledgement: list[_Exchange] = []
    missing_acknowledgement_optional: list[_Exchange] = []
    acknowledged: list[_Exchange] = []
    itch_words: list[_Passage] = []
    itch_optional: list[_Passage] = []
    promises: list[_Passage] = []
    promises_optional: list[_Passage] = []
    jargon_swap: list[_Passage] = []
    questions: list[_Passage] = []
    no_without_alternative: list[int | None] = []
    no_optional: list[int | None] = []
    tutoyeren: list[int | None] = []
    tutoyeren_optional: list[int | None] = []
    summaries: list[int | None] = []
    summaries_optional: list[int | None] = []
    stalemate: list[int | None] = []
    stalemate_optional: list[int | None] = []
    signposts: list[int | None] = []
    signposts_optional: list[int | None] = []
    lost: dict[str, list[int]] = {}


class _Line(_Lenient):
    labels: _Labels


def read_labels(path: Path) -> Iterator[Labelled]:
    """The labelled dialogues of a JSON Lines file. Raises DialogueError with the line's number."""
    empty = True
    for dialogue, (number, line) in zip(read_dialogues(path), _filled(path), strict=True):
        empty = False
        yield _labelled(dialogue, line, f"{path}, line {number}")
    if empty:
        raise DialogueError("labels_missing", f"{path} holds no dialogues.", _REMEDY)


def _filled(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        yield from ((number, line) for number, line in enumerate(file, start=1) if line.strip())


_REMEDY = 'Every line needs "labels": {"itch_words": [{"turn": 2, "text": "even"}], ...}; see docs/evaluation.md.'


def _labelled(dialogue: Dialogue, line: bytes, where: str) -> Labelled:
    try:
        labels = _Line.model_validate(json.loads(line)).labels
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DialogueError("labels_malformed", f"{where}: {place}: {first['msg'].lower()}.", _REMEDY) from error
    wanted, optional = _wanted(labels), _optional(labels)
    turns = len(dialogue.turns)
    for kind, found in wanted.items():
        slack = STALEMATE_TURNS if kind == "stalemate" else 0
        if any(label.first + slack < 0 or label.last - slack >= turns for label in found):
            raise DialogueError(
                "labels_malformed",
                f"{where}: {kind}: a label points past the {turns} turns.",
                "Turns count from 0.",
            )
    return Labelled(dialogue=dialogue, wanted=wanted, optional=optional, traps=tuple(_traps(labels)))


def _traps(labels: _Labels) -> Iterator[Trap]:
    for passage in labels.itch_hard_negatives:
        yield Trap(kind="itch_word", place=passage.label())
    for trap in labels.hard_negatives:
        if trap.kind in KINDS:
            yield Trap(kind=trap.kind, place=Label(first=trap.turn, last=trap.turn))
    for exchange in labels.acknowledged:
        if exchange.quality not in HALF:
            (place,) = _exchanges([exchange])
            yield Trap(kind="missing_acknowledgement", place=place, sort="erkend")
    for turn in labels.no_with_alternative:
        if turn is not None:
            yield Trap(kind="no_without_alternative", place=Label(first=turn, last=turn), sort="met alternatief")


def _wanted(labels: _Labels) -> dict[str, tuple[Label, ...]]:
    wanted = {
        "missing_acknowledgement": _exchanges(labels.missing_acknowledgement),
        "itch_word": tuple(passage.label() for passage in labels.itch_words),
        "promise": tuple(passage.label() for passage in labels.promises),
        "jargon_swap": tuple(passage.label() for passage in labels.jargon_swap),
    }
    for type_ in SPIN:
        asked = [passage for passage in labels.questions if passage.type == type_]
        wanted[f"question:{type_}"] = tuple(
            passage.label(alternative=f"question:{passage.alt}" if passage.alt else None) for passage in asked
        )
    for kind, (name, _) in BY_TURN.items():
        wanted[kind] = _turns(kind, getattr(labels, name), labels.lost.get(name, []))
    return wanted


def _optional(labels: _Labels) -> dict[str, tuple[Label, ...]]:
    half = [found for found in labels.acknowledged if found.quality in HALF]
    optional = {
        "missing_acknowledgement": _exchanges([*labels.missing_acknowledgement_optional, *half]),
        "itch_word": tuple(passage.label() for passage in labels.itch_optional),
        "promise": tuple(passage.label() for passage in labels.promises_optional),
        "jargon_swap": (),
    }
    for type_ in SPIN:
        optional[f"question:{type_}"] = tuple(passage.label() for passage in labels.questions if passage.alt == type_)
    for kind, (_, name) in BY_TURN.items():
        optional[kind] = _turns(kind, getattr(labels, name), [])
    return optional


def _exchanges(found: list[_Exchange]) -> tuple[Label, ...]:
    return tuple(Label(first=exchange.customer_turn, last=exchange.agent_turn) for exchange in found)


def _turns(kind: str, turns: list[int | None], lost: list[int]) -> tuple[Label, ...]:
    slack = STALEMATE_TURNS if kind == "stalemate" else 0
    return tuple(Label(first=turn - slack, last=turn + slack, lost=turn in lost) for turn in turns if turn is not None)
