"""The JSON routes, one file per subject; all but a few open ones stand under /api."""

from pipeline.web.api import accounts, audit, calls, lexicon, notes, open, session, settings, trends

ROUTERS = tuple(subject.router for subject in (open, session, accounts, calls, notes, lexicon, trends, settings, audit))
"""A router of a new subject is added here."""
