"""What the meaning of the words adds to the rules about frustration and acknowledgement: one more piece of evidence.

Never alone: the classifiers move a score that the rules left in the balance, and overrule them about an echo or about
an acknowledgement without a known wording only when they are sure. Without the model all functions change nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.detectors.agent_reply import Reply
from pipeline.detectors.frustration_cues import Evidence
from pipeline.meaning.classifier import judge
from pipeline.meaning.embedder import available

REASON = "meaning"
"""The reason of the evidence that `voiced` gives."""
WEIGHT = 0.12
"""Weight of the evidence per unit of log-odds."""
MOST = 0.5
"""Most that it adds or takes: two mild wordings outweigh it."""
LEAST_WORDS = 3
"""Words from which a customer's turn is judged."""
SURE = 2.5
"""Log-odds from which a reply acknowledges without a known wording."""
DOUBTED = 0.0
"""Log-odds below which shared words are facts, no echo."""


def warm() -> None:
    """Load model and weights before a call, not at its first words."""
    if available():
        judge("frustration", "warm")
        judge("acknowledgement", "warm")


def voiced(words: Sequence[str]) -> Evidence | None:
    """How much a customer's `words` mean frustration, with the nearest example; None where that can't be judged."""
    if not available() or len(words) < LEAST_WORDS:
        return None
    found = judge("frustration", " ".join(words))
    weight = max(-MOST, min(MOST, WEIGHT * found.log_odds("frustrated")))
    return Evidence(reason=REASON, weight=round(weight, 3), like=found.nearest if weight > 0 else "")


def weighed(reply: Reply, words: Sequence[str]) -> Reply:
    """What the rules made of a reply, overruled where its meaning is clear."""
    if not available() or not words:
        return reply
    echoes = reply.quality == "full" and reply.by == "echo"
    unknown = reply.quality in ("none", "invitation") and not reply.dismissive
    if not echoes and not unknown:
        return reply
    odds = judge("acknowledgement", " ".join(words)).log_odds("acknowledging")
    if echoes and odds < DOUBTED:
        return replace(reply, quality="none", by="echo_of_facts")
    if unknown and odds >= SURE:
        return replace(reply, quality="full", by=REASON)
    return reply
