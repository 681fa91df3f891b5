"""The HTML pages, one file per area. Each page's data beyond the first look comes from /api or a WebSocket."""

from pipeline.web.pages import admin, conversation, entry, past, words

ROUTERS = tuple(area.router for area in (entry, conversation, past, words, admin))
"""A router of a new area is added here."""
