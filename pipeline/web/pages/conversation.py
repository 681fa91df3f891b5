"""A call's page, running or stored: as the coach follows it, or as its agent looks back on it; the agent's corner."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pipeline.store import calls
from pipeline.store.people import Role
from pipeline.web.render import iso, page
from pipeline.web.roles import Agent, CoachOrAgent, SeenCall
from pipeline.web.services import Services, ServicesHere

router = APIRouter(include_in_schema=False)
TEMPLATES = {Role.COACH: "call.html.j2", Role.AGENT: "reflection.html.j2"}


@router.get("/agent")
def corner(request: Request, account: Agent) -> Response:  # noqa: ARG001
    """The agent's page for the corner of a screen."""
    return page(request, "agent.html.j2")


@router.get("/calls/{call_id}")
async def call(request: Request, call_id: SeenCall, account: CoachOrAgent, here: ServicesHere) -> Response:
    """One call; its words and flags come as items."""
    shown = _running(here, call_id) or await run_in_threadpool(_stored, here, call_id)
    return page(request, TEMPLATES[account.role], call=shown)


def _running(here: Services, call_id: str) -> dict[str, Any] | None:
    live = here.hub.live(call_id)
    if live is None:
        return None
    return {"id": call_id, "agent": live.agent, "state": "live", "startedAt": iso(live.started_at)}


def _stored(here: Services, call_id: str) -> dict[str, Any]:
    """From the store; a call that just ended may still be on the board alone."""
    on_board = here.hub.find(call_id)
    if on_board is not None:
        return {"id": call_id, "agent": on_board.agent, "state": "ended", "startedAt": iso(on_board.started_at)}
    stored = calls.get(here.store, call_id)
    state = "broken" if stored.ended_at is None else "ended"
    return {"id": call_id, "agent": stored.agent, "state": state, "startedAt": iso(stored.started_at)}
