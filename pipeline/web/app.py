"""The web application: routes, guard and error pages put together. Serving it is the command line's business."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket

from pipeline.errors import UsageError
from pipeline.store.errors import StoreError
from pipeline.web import housekeeping
from pipeline.web.api import ROUTERS as API
from pipeline.web.guard import Guard
from pipeline.web.pages import ROUTERS as PAGES
from pipeline.web.problem import Problem, is_for_programs, of_error, of_status, respond
from pipeline.web.services import Services
from pipeline.web.sockets import router as sockets

STATIC = Path(__file__).parent / "static"


class _Static(StaticFiles):
    """Our own scripts and styles: kept by the browser, but asked about each time (ETag)."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def create_app(services: Services) -> FastAPI:
    """The application over `services`. While it is served, it also deletes once a day what is too old."""
    app = FastAPI(title="Souffleur", docs_url=None, redoc_url=None, lifespan=housekeeping.beside)
    app.state.services = services
    app.add_middleware(Guard, options=services.options)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(UsageError, _usage)
    app.add_exception_handler(StoreError, _unavailable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    for router in (*API, sockets, *PAGES):
        app.include_router(router)
    app.mount("/static", _Static(directory=STATIC), name="static")
    return app


async def _problem(connection: HTTPConnection, problem: Exception) -> Response | None:
    assert isinstance(problem, Problem)
    if isinstance(connection, WebSocket):  # before the accept the client sees HTTP 403
        await connection.close(4000 + problem.status, problem.code)
        return None
    if problem.status == 401 and not is_for_programs(connection):
        return RedirectResponse("/login", 303)
    return respond(connection, problem)


async def _usage(connection: HTTPConnection, error: Exception) -> Response | None:
    """A rule of a room below: what was asked cannot be done."""
    assert isinstance(error, UsageError)
    return await _problem(connection, of_error(error))


async def _unavailable(connection: HTTPConnection, error: Exception) -> Response | None:
    """The store cannot do it now; its own words may name files, so they stay here."""
    assert isinstance(error, StoreError)
    problem = Problem(
        503, error.code, "De opslag is nu niet bereikbaar.", "Probeer het zo nog eens.", retry_after_seconds=5
    )
    return await _problem(connection, problem)


async def _invalid(connection: HTTPConnection, error: Exception) -> Response | None:
    """What was sent does not have the shape that OpenAPI tells; its values are not repeated."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    problem = Problem(422, "invalid", f"{where or 'body'}: {first['msg']}", "Zie /openapi.json.")
    return await _problem(connection, problem)


async def _refused(connection: HTTPConnection, error: Exception) -> Response | None:
    assert isinstance(error, HTTPException)
    return await _problem(connection, of_status(error.status_code))
