"""Whether an agent's reply acknowledges: wordings, the customer's own words said back, and what undoes either."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.detectors.echo import find_echo
from pipeline.detectors.lexicon import Lexicon, Match, load_lexicon
from pipeline.detectors.patterns import normalised
from pipeline.detectors.plain_words import LISTENING_NOISES

HERE = Path(__file__).parent
UNDOING = frozenset({"minimising", "joking", "pseudo"})
"""Undo an acknowledgement wherever they stand."""
AFTER_MAAR = UNDOING | {"blaming", "passing_on"}
"""Undo an acknowledgement that "maar" leads away from."""
NO_ACKNOWLEDGEMENT = AFTER_MAAR | {"cheering", "thin", "interjection", "invitation"}
"""Categories of the lexicon that are no acknowledgement, or not enough of one."""
BACKCHANNEL_WORDS = 8
"""Most words of a listening noise."""
_BUT = frozenset({"maar", "alleen", "echter", "helaas"})

Quality = Literal["full", "thin", "invitation", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an agent's reply does with the frustration before it."""

    quality: Quality
    by: str = ""
    """What acknowledged (entry id or "echo"), or what undid it."""
    dismissive: bool = False
    """It minimises, jokes, blames, passes on or cheers."""


@cache
def acknowledgement_lexicon() -> Lexicon:
    """Ways in which agents acknowledge, and ways that look like it."""
    return load_lexicon(HERE / "acknowledgement")


def is_backchannel(words: Sequence[str]) -> bool:
    """Only listening noises and courtesies ("Ja, oké."): the floor stays with the other."""
    if len(words) > BACKCHANNEL_WORDS:
        return False
    return all(token in LISTENING_NOISES for token in map(normalised, words) if token)


def weight_of(words: Sequence[str]) -> int:
    """How many words say something: listening noises do not count."""
    return sum(token not in LISTENING_NOISES for token in map(normalised, words) if token)


def judge_reply(words: Sequence[str], customer: Sequence[str], *, complete: bool = True) -> Reply:
    """The quality of the reply in `words` to the customer's words. `complete=False`: more may follow."""
    matches = acknowledgement_lexicon().matches(words, complete=complete)
    against = [match for match in matches if match.entry.category in AFTER_MAAR]
    undoing = [match for match in against if match.entry.category in UNDOING]
    dismissive = bool(against)
    buts = [index for index, word in enumerate(words) if normalised(word) in _BUT]
    for match in matches:
        category = match.entry.category
        if category in NO_ACKNOWLEDGEMENT:
            continue
        if any(other.start < match.end and match.start < other.end for other in undoing):
            continue
        if not _undone(match.start, match.end, buts, against, undoing):
            return Reply(quality="full", by=match.entry.id, dismissive=bool(undoing))
    interjections = [match for match in matches if match.entry.category == "interjection"]
    said_back = find_echo(words, customer, [match.start for match in interjections])
    if said_back and not _undone(*said_back, buts, against, undoing):
        return Reply(quality="full", by="echo", dismissive=dismissive)
    for match in matches:
        if match.entry.category == "thin" and not any(0 <= but - match.end <= 2 for but in buts) and not dismissive:
            return Reply(quality="thin", by=match.entry.id, dismissive=dismissive)
    if interjections and weight_of(words) <= 3:
        return Reply(quality="thin", by="interjection")
    if any(match.entry.category == "invitation" for match in matches) and not dismissive:
        return Reply(quality="invitation", dismissive=dismissive)
    return Reply(quality="none", by=against[0].entry.id if against else "", dismissive=dismissive)


def _undone(start: int, end: int, buts: Sequence[int], against: Sequence[Match], undoing: Sequence[Match]) -> bool:
    """Something takes the acknowledgement in words [start, end) back."""
    if any(match.start > start for match in undoing):
        return True
    but = next((index for index in buts if 0 <= index - end <= 8), None)
    return but is not None and any(match.end > but and match.start <= but + 14 for match in against)
