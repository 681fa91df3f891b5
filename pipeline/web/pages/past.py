"""What was: the calls of before, and one agent's weeks."""

from collections import Counter
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from pipeline.sinks.wording import KINDS, TALLIED
from pipeline.store import calls, tallies, trends
from pipeline.store.people import Account, Role
from pipeline.web.api.calls import CallPage, listed
from pipeline.web.api.trends import WeekOut
from pipeline.web.problem import unknown
from pipeline.web.render import page
from pipeline.web.roles import CoachOrAgent, may_see
from pipeline.web.services import ServicesHere

router = APIRouter(include_in_schema=False)


@router.get("/history")
def history(
    request: Request, account: CoachOrAgent, here: ServicesHere, found: Annotated[CallPage, Depends(listed)]
) -> Response:
    """Calls by agent, day, flag and words, newest first."""
    asked = {name: value for name, value in request.query_params.items() if value and name != "page"}
    return page(
        request,
        "history.html.j2",
        calls=found.calls,
        tallies=tallies.by_severity(here.store, [call.id for call in found.calls]),
        agents=_agents(account, here),
        asked=asked,
        older="?" + urlencode(asked | {"page": found.next}) if found.next else None,
        first_page="page" not in request.query_params,
    )


@router.get("/trends")
def anyone(account: CoachOrAgent, here: ServicesHere) -> Response:
    """Whose weeks: one's own; for a coach the first agent by the alphabet."""
    names = _agents(account, here)
    return RedirectResponse(f"/trends/{names[0]}" if names else "/history", 303)


@router.get("/trends/{agent}")
def weeks(request: Request, agent: str, account: CoachOrAgent, here: ServicesHere) -> Response:
    """One agent's weeks, for that agent and their coach. Nobody is put beside anybody."""
    if not may_see(account, agent):
        raise unknown("Deze pagina")
    found = trends.weeks(here.store, agent)
    often = Counter(dict.fromkeys(KINDS, 0.0))
    for week in found:
        often.update(week.per_10_minutes)
    kinds = [kind for kind, rate in often.most_common() if rate and kind not in TALLIED]
    return page(
        request,
        "trends.html.j2",
        agent=agent,
        weeks=found,
        weeks_json=[WeekOut.of(week).model_dump(mode="json", by_alias=True) for week in found],
        kinds=kinds,
        agents=_agents(account, here),
    )


def _agents(account: Account, here: ServicesHere) -> tuple[str, ...]:
    """The names that `account` may choose from."""
    return calls.agents(here.store) if account.role is Role.COACH else (account.agent,) if account.agent else ()
