"""The audit log: all of it for administrators; about calls for coaches; about their own calls for agents."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from pipeline.store import audit
from pipeline.store.audit import AuditLine
from pipeline.store.paging import Page
from pipeline.store.people import Account, Role
from pipeline.web import actions
from pipeline.web.api.shapes import REFUSALS, Name, Text
from pipeline.web.roles import SignedIn
from pipeline.web.services import Services, ServicesHere

router = APIRouter(prefix="/api", tags=["audit"], responses=REFUSALS)
PAGE = 50


class Line(BaseModel):
    """Who did what when; `told` says it in Dutch."""

    id: int
    at: datetime
    actor: str
    action: str
    told: str
    call: str | None
    detail: dict[str, Any]


class Lines(BaseModel):
    """Newest first; `next` is the next page's `page`, null on the last."""

    lines: list[Line]
    next: str | None


@router.get("/audit")
def listed(
    account: SignedIn,
    here: ServicesHere,
    call: Annotated[Name | None, Query()] = None,
    action: Annotated[Name | None, Query()] = None,
    page: Annotated[Text | None, Query(max_length=20)] = None,
) -> Lines:
    """The lines that this account may see, of one call or one action if asked."""
    found = lines(here, account, call=call, action=action, after=page)
    return Lines(lines=[_line(line) for line in found.items], next=found.next)


def lines(
    here: Services, account: Account, *, call: str | None = None, action: str | None = None, after: str | None = None
) -> Page[AuditLine]:
    """A page of the lines that `account` may see. Raises UsageError for a page that is none."""
    seen = () if account.role is Role.ADMIN else actions.ABOUT_CALLS
    wanted = tuple(name for name in seen if action in (None, name)) if seen else (action,) if action else ()
    if seen and not wanted:
        return Page(items=())
    agent = account.agent if account.role is Role.AGENT else None
    return audit.page(here.store, actions=wanted, call_id=call, agent=agent, limit=PAGE, after=after)


def _line(line: AuditLine) -> Line:
    return Line(
        id=line.id,
        at=line.created_at,
        actor=line.actor,
        action=line.action,
        told=actions.TOLD.get(line.action, line.action),
        call=line.call_id,
        detail=dict(line.detail),
    )
