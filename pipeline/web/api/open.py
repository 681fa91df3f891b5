"""What anyone may read: whether the server works, the messages of a language, the library that draws charts."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import FileResponse

from pipeline.store import people
from pipeline.web.api.shapes import REFUSALS
from pipeline.web.i18n import messages
from pipeline.web.services import ServicesHere

router = APIRouter(tags=["open"], responses=REFUSALS)
PLOTLY = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
A_DAY = "private, max-age=86400"


@router.get("/healthz")
def health(here: ServicesHere) -> dict[str, str]:
    """Whether the store answers."""
    people.count(here.store)
    return {"status": "ok"}


@router.get("/messages.json")
def translated(locale: Annotated[str, Query(max_length=8)] = "nl") -> dict[str, str]:
    """The messages of a language by their Dutch originals; empty for Dutch."""
    return messages(locale)


@router.get("/assets/plotly.js", response_class=FileResponse)
def plotly() -> FileResponse:
    """Plotly as its package carries it."""
    return FileResponse(PLOTLY, media_type="text/javascript", headers={"Cache-Control": A_DAY})
