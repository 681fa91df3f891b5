"""The Dutch names of what the program calls agent, rushing, warning: one place, so that every screen says the same."""

from pipeline.detectors.flag import Severity
from pipeline.span import Speaker

SPEAKERS = {Speaker.AGENT: "Medewerker", Speaker.CUSTOMER: "Klant"}

KINDS = {
    "rushing": "tempo",
    "missing_acknowledgement": "erkenning ontbreekt",
    "itch_word": "jeukwoord",
    "no_without_alternative": "nee zonder alternatief",
    "no_sold": "nee met alternatief",
    "tutoyeren": "tutoyeren",
    "question": "vraag",
    "summary": "samenvatting",
    "probe": "doorgevraagd",
    "interruption": "onderbreking",
    "overlap": "door elkaar praten",
    "dead_air": "lange stilte",
    "response_gap": "reactietijd",
    "talk_share": "spreekaandeel",
    "jargon_swap": "vakwoord",
    "signpost": "aankondiging",
    "emphasis": "nadruk",
    "key_point_repeated": "kern herhaald",
    "promise": "belofte",
    "stalemate": "patstelling",
    "complaint_step": "klachtstap",
    "feeling_stage": "gevoelsmanagement",
    "purpose_first": "doel eerst",
    "certainty": "zekerheid",
    "wish_answered": "wens beantwoord",
    "language": "andere taal",
}

TALLIED = frozenset(
    {
        "question",
        "probe",
        "response_gap",
        "overlap",
        "complaint_step",
        "feeling_stage",
        "certainty",
        "key_point_repeated",
    }
)
"""Kinds that are counted rather than told one by one."""

NOTES = frozenset({"language"})
"""Kinds that say something about the call as a whole, and are nobody's doing."""

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
