"""A caller who speaks another language: Whisper, told to write Dutch, half translates them ("Het gaat een minuut van 8
minuten" for "It will take about a minute"). Where it hears another language, that language's words are taken.

Whisper's own idea of the language is no proof (it takes a Dutch "Kom en stop met ons op" for English): it only says
which language to try; the words that Whisper finds likelier win. docs/decisions/captions.md has the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

KIN = {"nl": ("af",)}
"""Languages that Whisper mistakes a language for, and that are not spoken here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignOptions:
    """When a segment's words are tried in another language, and when they are taken."""

    languages: tuple[str, ...] = ("en", "fr", "de")
    """The languages that callers may speak; () never tries one."""
    min_seconds: float = 1.0
    """Seconds of sound from which Whisper can tell."""
    min_probability: float = 0.2
    """Whisper's probability of the other language, of a hundred languages, at least."""
    min_share: float = 0.8
    """Its share among these languages and our own, at least."""
    min_gain: float = 0.3
    """By how much its words must be likelier than ours (mean log-probability of a token)."""


def candidate(heard: Mapping[str, float], own: str, options: ForeignOptions = ForeignOptions()) -> str | None:
    """The language to try, from Whisper's probability of each language; None to stay with our own."""
    others = {name: heard.get(name, 0.0) for name in options.languages if name != own}
    if not others:
        return None
    best = max(others, key=others.__getitem__)
    ours = sum(heard.get(name, 0.0) for name in (own, *KIN.get(own, ())))
    likely = others[best] >= options.min_probability
    return best if likely and others[best] >= options.min_share * (ours + sum(others.values())) else None
