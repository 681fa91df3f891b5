"""models: list and fetch Whisper models."""
