"""The HTML pages, one file per area. Each page's data beyond the first look comes from /api or a WebSocket."""

from pipeline.web.pages.entry import router as entry

ROUTERS = (entry,)
"""In this order; a page of a new area is added here."""
