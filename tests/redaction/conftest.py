"""Utterances from texts."""

import pytest

from pipeline.captions.utterance import Utterance, Word
from pipeline.span import Span, Speaker


def _said(text: str, *, final: bool = True, speaker: Speaker = Speaker.CUSTOMER, start: float = 10.0) -> Utterance:
    words = text.split()
    spans = [Span(start + 0.3 * i, start + 0.3 * i + 0.25) for i in range(len(words))]
    return Utterance(
        id=f"{speaker}-{start}",
        speaker=speaker,
        span=Span(start, start + 0.3 * len(words)),
        words=tuple(
            Word(text=word, span=span, probability=0.9 - 0.01 * i)
            for i, (word, span) in enumerate(zip(words, spans, strict=True))
        ),
        final=final,
        stable=None if final else len(words) // 2,
    )


@pytest.fixture(scope="session")
def said():
    """said(text, final=True, speaker=CUSTOMER, start=10.0): the text as an utterance, a third of a second a word."""
    return _said
