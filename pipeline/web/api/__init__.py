"""The JSON routes, one file per subject; all but a few open ones stand under /api."""

from pipeline.web.api.accounts import router as accounts
from pipeline.web.api.calls import router as calls
from pipeline.web.api.notes import router as notes
from pipeline.web.api.open import router as open_
from pipeline.web.api.session import router as session

ROUTERS = (open_, session, accounts, calls, notes)
"""A router of a new subject is added here."""
