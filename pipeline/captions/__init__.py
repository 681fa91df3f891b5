"""Segments -> words: model catalogue, Whisper engine, hypothesis stabiliser, scheduler."""
