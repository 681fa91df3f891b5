"""Conversation -> flags: one file per detector, lexicons in YAML, and the gate."""
