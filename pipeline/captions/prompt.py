"""What Whisper is told was said before: an organisation's own terms, or any text.

By default nothing: with the encoder splice every prompt that was tried made more words wrong than right (the opening of
a service call, a polite question, a list of terms: docs/decisions/captions.md). Whoever has terms that matter more
than the rest, such as a product's name, can still name them.
"""

from dataclasses import dataclass

MAX_TERMS = 40
"""Terms beyond this number are left out: a long prompt costs time at every decode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A text that precedes every segment. It never holds words of the call, so that finals do not depend on timing."""

    opening: str = ""
    """Text that every segment is taken to follow."""
    terms: tuple[str, ...] = ()
    """Words that this organisation uses, as it writes them: products, jargon, names of departments."""

    @property
    def text(self) -> str:
        """The whole prompt; empty when there is nothing to say."""
        terms = ", ".join(dict.fromkeys(term.strip() for term in self.terms[:MAX_TERMS] if term.strip()))
        return " ".join(part for part in (f"{terms}." if terms else "", self.opening) if part)
