"""Written dialogues (chat, transcripts, evaluation): JSON Lines in, conversation events out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, CallStarted, Event, Heard
from pipeline.errors import DialogueError
from pipeline.span import Span, Speaker

SECONDS_PER_WORD = 0.35
"""Assumed where a turn has no times: Dutch conversation, about 170 words a minute."""
GAP_SECONDS = 0.4
"""Assumed silence between turns without times."""
MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line is no dialogue."""


Direction = Literal["inbound", "outbound"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueTurn:
    """One written turn; start and end in seconds, None where the text has no times."""

    speaker: Speaker
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A written dialogue with its id."""

    id: str
    turns: tuple[DialogueTurn, ...]
    variety: Literal["NL", "BE"] = "NL"
    direction: Direction = "inbound"


def read_dialogues(path: Path, *, direction: Direction = "inbound") -> Iterator[Dialogue]:
    """The dialogues of a JSON Lines file, in order; empty lines are skipped. `direction`: of those that name none.

    Raises DialogueError with the line's number; the good lines before it have been yielded by then.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise DialogueError(
            "dialogues_unreadable",
            f"Cannot read {path}: {error.strerror or error}.",
            "Give a readable JSON Lines file, one dialogue a line.",
        ) from error
    with file:
        for number, line in enumerate(_lines(file, path), start=1):
            if line.strip():
                yield _parsed(line, f"{path}, line {number}", direction)


def _lines(file: Any, path: Path) -> Iterator[bytes]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise _error(f"{path}, line {number}", f"the line is longer than {MAX_LINE_BYTES // 2**20} MB")
        yield line


def _error(where: str, what: str) -> DialogueError:
    return DialogueError(
        "dialogue_malformed",
        f"{where}: {what}.",
        'One JSON object a line: {"id": "...", "turns": [{"speaker": "agent", "text": "..."}]}.',
    )


def _parsed(line: bytes, where: str, direction: Direction) -> Dialogue:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _error(where, f"not valid JSON ({error})") from error
    if not isinstance(data, dict):
        raise _error(where, "not a JSON object")
    turns = data.get("turns")
    if not isinstance(data.get("id"), str | int):
        raise _error(where, '"id" is missing or no text')
    if not isinstance(turns, list):
        raise _error(where, '"turns" is missing or no list')
    variety = "BE" if data.get("variety") == "BE" else "NL"
    direction = data.get("direction") or direction
    if direction not in get_args(Direction):
        raise _error(where, f'"direction" must be "inbound" or "outbound", not {str(direction)[:40]!r}')
    return Dialogue(
        id=str(data["id"]),
        turns=tuple(_turn(turn, f"{where}, turn {i}") for i, turn in enumerate(turns)),
        variety=variety,
        direction=direction,
    )


def _turn(turn: Any, where: str) -> DialogueTurn:
    if not isinstance(turn, dict):
        raise _error(where, "not a JSON object")
    if turn.get("speaker") not in ("agent", "customer"):
        raise _error(where, f'"speaker" must be "agent" or "customer", not {str(turn.get("speaker"))[:40]!r}')
    if not isinstance(turn.get("text"), str):
        raise _error(where, '"text" is missing or no text')
    times = [turn.get("start"), turn.get("end")]
    for name, value in zip(("start", "end"), times, strict=True):
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e7
        ):
            raise _error(where, f'"{name}" must be seconds from the call\'s start')
    return DialogueTurn(speaker=Speaker(turn["speaker"]), text=turn["text"], start=times[0], end=times[1])


def turn_id(index: int) -> str:
    """The utterance id of a written turn; `turn_index` is its inverse."""
    return f"t{index}"


def turn_index(utterance_id: str) -> int:
    """The 0-based index of the written turn that an utterance came from."""
    return int(utterance_id.removeprefix("t"))


def events_of(dialogue: Dialogue) -> Iterator[Event]:
    """A dialogue as the events of a call: one final utterance per turn, in order, each heard at its end."""
    yield CallStarted(call_id=dialogue.id, variety=dialogue.variety, direction=dialogue.direction)
    clock = 0.0
    for index, turn in enumerate(dialogue.turns):
        texts = turn.text.split()
        start = clock + GAP_SECONDS if turn.start is None else max(turn.start, 0.0)
        end = start + SECONDS_PER_WORD * len(texts) if turn.end is None else max(turn.end, start)
        utterance = Utterance(
            id=turn_id(index), speaker=turn.speaker, span=Span(start, end), words=_spread(texts, start, end)
        )
        clock = max(clock, end)
        yield Heard(at=clock, utterance=utterance)
    yield CallEnded(at=clock)


def _spread(texts: list[str], start: float, end: float) -> tuple[Word, ...]:
    """Words spread over a span in proportion to their length in letters."""
    total = sum(len(text) + 1 for text in texts)
    edges, letters = [start], 0
    for text in texts:
        letters += len(text) + 1
        edges.append(start + (end - start) * letters / total)
    return tuple(Word(text=text, span=Span(*edge)) for text, edge in zip(texts, pairwise(edges), strict=True))
