"""Words, and the utterance that holds them: all that the word lane says."""

from dataclasses import dataclass

from pipeline.span import Span, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word as written, punctuation attached ("modem,"), with its place and Whisper's probability (0..1)."""

    text: str
    span: Span
    probability: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A segment with its words. A partial may still change, except for its first `stable` words; a final may not."""

    id: str
    """The segment's id: partials and the final of one segment share it."""
    speaker: Speaker
    span: Span
    words: tuple[Word, ...]
    final: bool = True
    stable: int | None = None
    """How many leading words will not change; None means all (a final)."""

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def stable_words(self) -> tuple[Word, ...]:
        """The words that will not change: what wording is judged on."""
        return self.words if self.stable is None else self.words[: self.stable]
