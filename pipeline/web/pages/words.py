"""The words that coaches would rather not hear: ours to read, theirs to add, and how often each rule was right."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.detectors.itch_word import CUES, ItchWord
from pipeline.store import terms, trends
from pipeline.web.render import page
from pipeline.web.roles import Coach
from pipeline.web.services import ServicesHere

router = APIRouter(include_in_schema=False)


@router.get("/lexicon")
def words(request: Request, _: Coach, here: ServicesHere) -> Response:
    """The lexicon of itch words and its editor."""
    lexicon = ItchWord.with_lexicon(here.settings_now().flags.lexicon).lexicon
    return page(
        request,
        "lexicon.html.j2",
        terms=terms.active(here.store),
        shipped=sorted(lexicon, key=lambda entry: entry.flag[0].lower()),
        categories=tuple(CUES),
        rules=trends.precision(here.store),
    )
