"""Who speaks in the calls: each voice is a mixture of Kokoro's style vectors at a pace of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A voice. Every utterance's `speed` in a call is relative to `pace`, the speaker's own calm pace."""

    timbre: dict[str, float]
    """Kokoro style -> weight, for the sound of the voice (the first half of a style vector)."""
    melody: dict[str, float]
    """Kokoro style -> weight, for pitch and rhythm (the second half)."""
    pace: float
    """Kokoro's speed input when this speaker is calm."""
    devoices_v: bool = False
    """Says v as f, as most speakers in the Netherlands do and Flemish speakers do not."""


WOMAN = {"jf_gongitsune": 1.0}
MAN = {"jm_kumo": 1.0}

SPEAKERS = {
    "bas": Speaker(timbre=MAN, melody=MAN, pace=1.05, devoices_v=True),
    "peeters": Speaker(timbre=MAN, melody=MAN, pace=1.0),
    "sanne": Speaker(timbre=WOMAN, melody=WOMAN, pace=1.0),
    "van_dijk": Speaker(timbre=WOMAN, melody=WOMAN, pace=1.0, devoices_v=True),
    "lotte": Speaker(timbre=WOMAN, melody=WOMAN, pace=0.95),
}
"""Who is who in calls/*.yaml. Flemish speakers are a little slower (Verhoeven, De Pauw & Kloots 2004)."""
