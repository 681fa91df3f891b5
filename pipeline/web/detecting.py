"""The detectors that running calls use: as the settings of now say, with the itch words that coaches added."""

from starlette.concurrency import run_in_threadpool

from pipeline.detectors.entry import Entry, entry_of
from pipeline.detectors.flag import Detector
from pipeline.detectors.lexicon import Lexicon
from pipeline.detectors.registry import detectors
from pipeline.store import terms
from pipeline.store.terms import Term
from pipeline.web.services import Services

SOURCE = "bord"
"""Where an entry stands that a coach added."""


def entry(term: Term) -> Entry:
    """A term as the lexicon's entry. Raises LexiconError where it cannot be one."""
    fields = {
        "say": list(term.say),
        "instead": list(term.instead),
        "why": term.why,
        "category": term.category,
        "severity": term.severity,
        "examples": {"flag": list(term.flag_examples), "pass": list(term.pass_examples)},
    }
    return entry_of(f"term_{term.id}", fields, source=SOURCE)


def current(here: Services) -> tuple[Detector, ...]:
    """The detectors as they should be now. Raises UsageError, LexiconError."""
    flags = here.settings_now().flags
    added = [entry(term) for term in terms.active(here.store)]
    Lexicon(tuple(added)).warm()
    return detectors(off=flags.off, lexicon=flags.lexicon, terms=added, meaning=flags.meaning == "auto")


async def renew(here: Services) -> None:
    """Let running calls, and those to come, use what counts now."""
    here.hub.use(await run_in_threadpool(current, here))
