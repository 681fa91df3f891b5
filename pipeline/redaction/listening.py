"""What was said before an utterance, as far as redaction needs it: a question for a number, digits that go on."""

import re
from collections.abc import Sequence

from pipeline.captions.utterance import Utterance
from pipeline.redaction.kinds import LABELS, Kind
from pipeline.redaction.numerals import digits_of, plain
from pipeline.redaction.scene import Context
from pipeline.redaction.words import named

SECONDS_BACK = 30.0
"""A question longer ago is answered by now."""
CONTINUED_SECONDS = 4.0
"""Digits go on within this time of the last ones."""
LAST_WORDS = 8
"""Of the speaker's own previous utterance: "mijn geboortedatum is" goes on in the next."""
MOST_WORDS = 60
"""Of the other speaker's question."""
_BARE = re.compile(r"[^\w]+")


def context_of(utterance: Utterance, before: Sequence[Utterance]) -> Context:
    """The context that the utterances before (oldest first) give."""
    earlier = [
        one
        for one in before
        if one.id != utterance.id
        and one.span.start <= utterance.span.start
        and one.span.end >= utterance.span.start - SECONDS_BACK
        and one.words
    ]
    own = next((one for one in reversed(earlier) if one.speaker is utterance.speaker), None)
    other = next((one for one in reversed(earlier) if one.speaker is not utterance.speaker), None)
    asked = _names(other, MOST_WORDS) if other else frozenset()
    if own is None or (other and other.span.start > own.span.start):
        return Context(asked=asked)
    continued = utterance.span.start - own.span.end <= CONTINUED_SECONDS and _ends_in_digits(own)
    return Context(asked=asked | _names(own, LAST_WORDS), continued=continued)


def _names(utterance: Utterance, last: int) -> frozenset[Kind]:
    words = (plain(part) for word in utterance.words[-last:] for part in _BARE.split(word.text[:40]))
    return frozenset(kind for word in words if word and (kind := named(word)))


def _ends_in_digits(utterance: Utterance) -> bool:
    last = utterance.words[-1].text.strip(".,;:!?… ")
    return last in LABELS or last[-1:].isdigit() or bool(digits_of(plain(_BARE.sub("", last[:40]))))
