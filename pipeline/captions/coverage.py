"""Speech that Whisper passed over: it sometimes ends a sentence early, or begins in its middle. Pure.

Aligned words must cover the voiced sound of a segment. Where they do not - no word, or one word of many seconds - the
stretch is decoded again by itself. Found in long segments; on short ones this costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.captions.voicing import HOP, voiced_hops
from pipeline.captions.whisper import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageOptions:
    """When a stretch counts as passed over."""

    min_voiced_s: float = 0.5
    """Voiced sound without a word, in seconds, beyond which somebody said something there."""
    longest_word_s: float = 1.0
    """Voiced sound that one word may cover, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A stretch to decode again, seconds from the segment's start, in place of `tokens[first:last]`."""

    start: float
    end: float
    first: int
    last: int


def holes(tokens: Sequence[Token], samples: Samples, options: CoverageOptions = CoverageOptions()) -> list[Hole]:
    """The stretches of `samples` that `tokens` do not account for, in order of time."""
    voiced = np.concatenate([[0], np.cumsum(voiced_hops(samples))]) * HOP / SAMPLE_RATE_HZ

    def voiced_between(start: float, end: float) -> float:
        edges = np.clip(np.round(np.array([start, end]) * SAMPLE_RATE_HZ / HOP).astype(int), 0, len(voiced) - 1)
        return float(voiced[edges[1]] - voiced[edges[0]])

    found, before, seconds = [], 0.0, len(samples) / SAMPLE_RATE_HZ
    for place, token in enumerate(tokens):
        if voiced_between(before, token.start) > options.min_voiced_s:
            found.append(Hole(start=before, end=token.start, first=place, last=place))
        if voiced_between(token.start, token.end) > options.longest_word_s:
            found.append(Hole(start=token.start, end=token.end, first=place, last=place + 1))
        before = token.end
    if voiced_between(before, seconds) > options.min_voiced_s:
        found.append(Hole(start=before, end=seconds, first=len(tokens), last=len(tokens)))
    return found


def filled(tokens: Sequence[Token], answers: Sequence[tuple[Hole, Sequence[Token]]]) -> tuple[Token, ...]:
    """`tokens` with what was heard in the holes in its place; a hole in which nothing was heard changes nothing."""
    words = list(tokens)
    for hole, heard in reversed(answers):
        if heard:
            words[hole.first : hole.last] = [
                Token(
                    text=token.text,
                    start=hole.start + token.start,
                    end=hole.start + token.end,
                    probability=token.probability,
                )
                for token in heard
            ]
    return tuple(words)
