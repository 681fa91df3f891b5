"""The JSON routes, one file per subject; all but a few open ones stand under /api."""

from pipeline.web.api.accounts import router as accounts
from pipeline.web.api.audit import router as audit
from pipeline.web.api.calls import router as calls
from pipeline.web.api.lexicon import router as lexicon
from pipeline.web.api.notes import router as notes
from pipeline.web.api.open import router as open_
from pipeline.web.api.session import router as session
from pipeline.web.api.settings import router as settings
from pipeline.web.api.trends import router as trends

ROUTERS = (open_, session, accounts, calls, notes, lexicon, trends, settings, audit)
"""A router of a new subject is added here."""
