"""What people add to a call: bookmarks, whispers, verdicts, and muting one's own nudges."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from pipeline.redaction import redact_text
from pipeline.store import audit, notes
from pipeline.store.columns import KEY, NOTE, WHISPER
from pipeline.web import actions, history
from pipeline.web.api.shapes import REFUSALS, Shape, Text
from pipeline.web.problem import unknown
from pipeline.web.roles import Agent, Coach, SeenCall
from pipeline.web.services import ServicesHere

router = APIRouter(prefix="/api", tags=["notes"], responses=REFUSALS)
FlagKey = Annotated[str, InPath(min_length=1, max_length=KEY)]
A_DAY_SECONDS = 86_400


class BookmarkIn(Shape):
    """A moment, seconds of stream time, with a note."""

    at: Annotated[float, Field(ge=0, le=A_DAY_SECONDS, allow_inf_nan=False)]
    note: Annotated[Text, StringConstraints(max_length=NOTE)] = ""


class BookmarkOut(BaseModel):
    """A bookmark as it was kept: personal numbers in the note have become labels."""

    id: str
    at: float
    note: str
    by: str


class WhisperIn(Shape):
    """A short text for the agent."""

    text: Annotated[Text, StringConstraints(min_length=1, max_length=WHISPER, strip_whitespace=True)]


class WhisperOut(BaseModel):
    """A whisper as the agent sees it."""

    at: float
    text: str
    by: str


class VerdictIn(Shape):
    """Whether the flag is right; null takes the verdict back."""

    accepted: bool | None


class Mute(Shape):
    """Whether the agent wants no nudges for now."""

    on: bool


@router.post("/calls/{call_id}/bookmarks", status_code=201)
async def bookmark(call_id: SeenCall, account: Coach, given: BookmarkIn, here: ServicesHere) -> BookmarkOut:
    """Keep a moment of a call, running or over."""

    def keep() -> notes.Bookmark:
        note = redact_text(given.note)[:NOTE]
        return notes.bookmark(here.store, call_id, at=given.at, note=note, account_id=account.id)

    item = history.bookmark_item(await run_in_threadpool(keep))
    if live := here.hub.find(call_id):
        live.add_item(item)
    return BookmarkOut(id=item["id"], at=item["at"], note=item["note"], by=item["by"])


@router.post("/calls/{call_id}/whispers", status_code=201)
async def whisper(call_id: SeenCall, account: Coach, given: WhisperIn, here: ServicesHere) -> WhisperOut:
    """Whisper to the agent of a running call. It is kept before it is shown."""
    live = here.hub.live(call_id)
    if live is None:
        raise unknown("Dit lopende gesprek")

    def keep(at: float) -> notes.Whisper:
        kept = notes.whisper(here.store, call_id, at=at, text=redact_text(given.text)[:WHISPER], account_id=account.id)
        audit.write(here.store, actions.WHISPER, actor=account.name, account_id=account.id, call_id=call_id)
        return kept

    kept = await run_in_threadpool(keep, round(live.now, 3))
    item = live.whisper(kept.text, account.name)
    return WhisperOut(at=item["at"], text=item["text"], by=item["by"])


@router.put("/calls/{call_id}/flags/{key:path}/verdict")
async def verdict(call_id: SeenCall, key: FlagKey, account: Agent, given: VerdictIn, here: ServicesHere) -> VerdictIn:
    """The agent finds a flag about their own call right, or not."""

    def judge() -> None:
        if given.accepted is None:
            notes.withdraw_verdict(here.store, call_id, key, account_id=account.id)
        else:
            notes.judge(here.store, call_id, key, accepted=given.accepted, account_id=account.id)

    await run_in_threadpool(judge)
    if live := here.hub.find(call_id):
        live.add_item({"t": "verdict", "flag": key, "accepted": given.accepted, "by": account.name})
    return given


@router.put("/live/mute")
async def mute(account: Agent, given: Mute, here: ServicesHere) -> Mute:
    """Mute the nudges of one's own running call, and of the next ones until it is undone."""
    live = here.hub.call_of(account.agent) if account.agent else None
    if live is None:
        raise unknown("Een lopend gesprek van u")
    live.mute(given.on)
    return given
