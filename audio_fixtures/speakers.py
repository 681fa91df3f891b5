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


SPEAKERS = {
    "sanne": Speaker(timbre={"jf_gongitsune": 1.0}, melody={"jf_gongitsune": 1.0}, pace=1.0),
    "van_dijk": Speaker(timbre={"jm_kumo": 1.0}, melody={"jm_kumo": 1.0}, pace=1.0),
}
