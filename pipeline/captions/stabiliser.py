"""Successive hypotheses of one growing segment -> which leading words will not change. Pure.

LocalAgreement-2 (Liu, Spanakis & Niehues 2020): a word stands once two hypotheses in a row agree on it and on all
words before it. Words that end close to the end of the sound wait: Whisper makes a half-heard word a whole one.
"""

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Self

from pipeline.captions.utterance import Utterance, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class StabiliserOptions:
    """When a word stands."""

    settle_s: float = 0.3
    """A word that ends less than this many seconds before the end of the sound may still change."""
    min_probability: float = 0.4
    """A word of less probability waits until it is `old_s`, and so do those after it."""
    old_s: float = 2.0
    """A word that ended this long before the end of the sound stands, agreed on or not (unless it is heard for the
    first time): what Whisper makes of so old a sound it will go on changing, the final revises it anyway, and what
    comes after it must not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stabiliser:
    """What is known of one segment's words so far. `after` gives the next state."""

    words: tuple[Word, ...] = ()
    """The stable words, then the rest of the latest hypothesis."""
    stable: int = 0
    """How many leading `words` will not change."""
    options: StabiliserOptions = StabiliserOptions()

    @property
    def prefix(self) -> tuple[Word, ...]:
        """The words that stand."""
        return self.words[: self.stable]

    def after(self, hypothesis: Utterance, *, complete: bool = False) -> Self:
        """The state once `hypothesis` came in. `complete`: silence follows its words, so that all of them stand."""
        words = _continued(self.prefix, hypothesis.words)
        stable = len(words)
        if not complete:
            agreed = _agreeing(self.words, words)
            open_words = enumerate(words[self.stable :] if self.words else (), start=self.stable)
            standing = takewhile(
                lambda place: self._stands(place[1], hypothesis.span.end, agreed=place[0] < agreed), open_words
            )
            stable = self.stable + sum(1 for _ in standing)
        return replace(self, words=words, stable=stable)

    def _stands(self, word: Word, now: float, *, agreed: bool) -> bool:
        """Whether a word will not change before the final."""
        age, options = now - word.span.end, self.options
        probable = agreed and word.probability >= options.min_probability
        return age >= options.old_s or (probable and age >= options.settle_s)

    def utterance(self, hypothesis: Utterance) -> Utterance:
        """`hypothesis` with this state's words: what is shown."""
        return replace(hypothesis, words=self.words, stable=self.stable, final=False)


def key(word: Word) -> str:
    """A word without case and punctuation: what two hypotheses are compared by."""
    return "".join(filter(str.isalnum, word.text)).lower()


def _agreeing(before: tuple[Word, ...], after: tuple[Word, ...]) -> int:
    """How many leading words are the same."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if key(old) != key(new):
            break
        count += 1
    return count


def _continued(prefix: tuple[Word, ...], words: tuple[Word, ...]) -> tuple[Word, ...]:
    """`prefix`, then what `words` say after it: by agreement where they begin alike, else by time."""
    if _agreeing(prefix, words) == len(prefix):
        return (*prefix, *words[len(prefix) :])
    heard_until = prefix[-1].span.end
    return (*prefix, *(word for word in words if (word.span.start + word.span.end) / 2 > heard_until))
