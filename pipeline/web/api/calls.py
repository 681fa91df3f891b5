"""Calls: listed, replayed, exported, erased."""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pipeline.store import audit, calls, erase
from pipeline.store.calls import CallFilter, StoredCall
from pipeline.store.people import Account, Role
from pipeline.web import actions, exporting, history
from pipeline.web.api.shapes import REFUSALS, Name, Text
from pipeline.web.problem import Problem, unknown
from pipeline.web.roles import Coach, CoachOrAgent, SeenCall
from pipeline.web.services import ServicesHere

router = APIRouter(prefix="/api/calls", tags=["calls"], responses=REFUSALS)
PAGE = 50
BLANK = BeforeValidator(lambda value: None if value == "" else value)
"""What a form sends for a field that was left empty."""
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 1, 1))]


class CallOut(BaseModel):
    """A call in a list. Seconds of stream time, rates in syllables/s, shares 0..1; null where not measured."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    id: str
    agent: str | None
    variety: str
    direction: str
    state: Literal["live", "ended", "broken"]
    started_at: datetime
    ended_at: datetime | None
    seconds: float | None
    talk_share: float | None
    usual_rate: float | None
    baseline: float | None
    words: int | None
    words_deleted_at: datetime | None

    @classmethod
    def of(cls, call: StoredCall, *, live: bool) -> "CallOut":
        """As the store has it; `live`: whether it is running now."""
        state = "live" if live else "broken" if call.ended_at is None else "ended"
        fields = {name: getattr(call, name) for name in cls.model_fields if name != "state"}
        return cls(state=state, **fields)


class CallPage(BaseModel):
    """Calls, newest first; `next` is the next page's `page`, null on the last."""

    calls: list[CallOut]
    next: str | None


class CallDetail(BaseModel):
    """A call with what stands beside it: its flags' verdicts by key, and who listened in."""

    call: CallOut
    verdicts: dict[str, bool]
    listened: list[dict[str, Any]]


class Items(BaseModel):
    """What a call page is made of, as /ws/calls/{id} sends it."""

    items: list[dict[str, Any]]


@router.get("")
def listed(
    account: CoachOrAgent,
    here: ServicesHere,
    agent: Annotated[Name | None, BLANK, Query()] = None,
    since: Annotated[Day | None, BLANK, Query(alias="from")] = None,
    until: Annotated[Day | None, BLANK, Query(alias="to")] = None,
    kind: Annotated[Name | None, BLANK, Query()] = None,
    text: Annotated[Text, Query(max_length=calls.LONGEST_SEARCH)] = "",
    page: Annotated[Text | None, Query(max_length=200)] = None,
) -> CallPage:
    """Calls by agent, day (`to` included), flag and words. An agent gets their own."""
    which = CallFilter(
        agent=account.agent if account.role is Role.AGENT else agent,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        flag_kind=kind,
        text=text,
    )
    found = calls.page(here.store, which, limit=PAGE, after=page)
    return CallPage(calls=[_out(call, here) for call in found.items], next=found.next)


@router.get("/{call_id}")
def one(call_id: SeenCall, account: CoachOrAgent, here: ServicesHere) -> CallDetail:
    """One call."""
    call = calls.get(here.store, call_id)
    mine = account.id if account.role is Role.AGENT else None
    return CallDetail(
        call=_out(call, here),
        verdicts=history.verdicts(here.store, call, mine),
        listened=history.heard_by(here.store, call),
    )


@router.get("/{call_id}/items")
async def items(call_id: SeenCall, here: ServicesHere) -> Items:
    """All items of a call: from the board while it is there, from the store after."""
    running = here.hub.find(call_id)
    if running is not None:
        return Items(items=running.feed.items())
    return Items(items=await run_in_threadpool(lambda: history.items(here.store, calls.get(here.store, call_id))))


@router.get("/{call_id}/export.{form}", response_class=Response)
def export(call_id: SeenCall, form: exporting.Form, account: CoachOrAgent, here: ServicesHere) -> Response:
    """A call that is over as a file: its event log, captions, or the report to read together."""
    _over(call_id, here)
    body = exporting.body(here.store, call_id, form)
    _audited(actions.EXPORT, account, call_id, here, form=form.value)
    name = "gesprek-" + re.sub(r"[^A-Za-z0-9_-]", "_", call_id) + f".{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=exporting.MEDIA[form], headers=headers)


@router.delete("/{call_id}", status_code=204)
async def erased(call_id: SeenCall, account: Coach, here: ServicesHere) -> None:
    """Erase a call that is over: its words, sound, flags and notes. The audit log keeps that it happened."""

    def wipe() -> None:
        _over(call_id, here)
        erase.erase(here.store, call_id, actor=account.name, account_id=account.id)

    await run_in_threadpool(wipe)
    here.hub.forget(call_id)


def _over(call_id: str, here: ServicesHere) -> None:
    if here.hub.live(call_id) is not None:
        raise Problem(409, "call_running", "Dit gesprek loopt nog.", "Doe het na het gesprek.")
    if calls.get(here.store, call_id).erased_at is not None:
        raise unknown("Dit gesprek")


def _audited(action: str, account: Account, call_id: str, here: ServicesHere, **detail: str) -> None:
    audit.write(here.store, action, actor=account.name, account_id=account.id, call_id=call_id, detail=detail)


def _out(call: StoredCall, here: ServicesHere) -> CallOut:
    return CallOut.of(call, live=here.hub.live(call.id) is not None)


def _midnight(day: date) -> datetime:
    """The beginning of a day where the server stands."""
    return datetime.combine(day, time()).astimezone()
