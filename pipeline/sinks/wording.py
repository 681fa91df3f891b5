"""The Dutch names of what the program calls agent, rushing, warning: one place, so that every screen says the same."""

from pipeline.detectors.flag import Severity
from pipeline.span import Speaker

SPEAKERS = {Speaker.AGENT: "Medewerker", Speaker.CUSTOMER: "Klant"}

KINDS = {
    "rushing": "tempo",
    "missing_acknowledgement": "erkenning ontbreekt",
    "itch_word": "jeukwoord",
}

MARKS: dict[Severity, tuple[str, str]] = {
    "positive": ("✓", "green"),
    "info": ("·", "dim"),
    "warning": ("▲", "yellow"),
    "critical": ("■", "bold red"),
}
"""Shape and style per severity: the shape alone tells them apart."""

REASONS = {
    "muted": "gedempt",
    "budget": "genoeg voor dit gesprek",
    "cooldown": "te kort na de vorige",
    "too_late": "te laat",
    "recovered": "al hersteld",
    "ended": "gesprek voorbij",
}
"""Why a nudge was not shown."""


def kind(name: str) -> str:
    """A flag's kind in Dutch; an unknown kind keeps its own name."""
    return KINDS.get(name, name.replace("_", " "))
