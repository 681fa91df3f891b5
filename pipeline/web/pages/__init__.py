"""The HTML pages, one file per area. Each page's data beyond the first look comes from /api or a WebSocket."""

from pipeline.web.pages.admin import router as admin
from pipeline.web.pages.conversation import router as conversation
from pipeline.web.pages.entry import router as entry
from pipeline.web.pages.past import router as past
from pipeline.web.pages.words import router as words

ROUTERS = (entry, conversation, past, words, admin)
"""A router of a new area is added here."""
