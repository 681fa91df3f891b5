"""Personal numbers and addresses become labels ("[IBAN]") at the door of a call, before anything keeps or shows them.

    redact(utterance, before=...)  words: what a call hears
    redact_text(text)              notes, whispers, bookmarks

What is found, and what stays: docs/decisions/redaction-at-the-door.md.
"""

from pipeline.redaction.kinds import LABELS, Kind
from pipeline.redaction.redact import redact, redact_text

__all__ = ["LABELS", "Kind", "redact", "redact_text"]
