"""What Whisper is told was said before: the opening of a service call, and an organisation's own terms."""

from dataclasses import dataclass

OPENING = "Goedemiddag, u spreekt met de klantenservice. Waarmee kan ik u helpen?"
"""A call's usual opening: it sets the language, the form of address ("u", "uw") and the punctuation."""
MAX_TERMS = 40
"""Terms beyond this number are left out: a long prompt costs time at every decode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A text that precedes every segment. It never holds words of the call, so that finals do not depend on timing."""

    opening: str = OPENING
    terms: tuple[str, ...] = ()
    """Words that this organisation uses, as it writes them: products, jargon, names of departments."""

    @property
    def text(self) -> str:
        """The whole prompt; empty when there is nothing to say."""
        terms = ", ".join(dict.fromkeys(term.strip() for term in self.terms[:MAX_TERMS] if term.strip()))
        return " ".join(part for part in (f"{terms}." if terms else "", self.opening) if part)
