"""Where events go: terminal, JSON Lines, WebVTT, summary."""
