"""Settings and the agreement with the works council, for administrators."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints
from starlette.concurrency import run_in_threadpool

from pipeline.council import lock
from pipeline.council.settings import EDITABLE, LABELS, value_of
from pipeline.redaction import redact_text
from pipeline.store.people import Account
from pipeline.web import detecting
from pipeline.web.api.shapes import REFUSALS, Shape, Text
from pipeline.web.roles import Admin
from pipeline.web.services import Services, ServicesHere

router = APIRouter(prefix="/api", tags=["settings"], responses=REFUSALS)
Value = bool | int | float | str | list[Annotated[str, StringConstraints(max_length=80)]]


class SettingOut(BaseModel):
    """One setting: what it is called in Dutch, and its value now."""

    name: str
    label: str
    value: Any
    agreed: Any = None
    """What the council agreed to, where that is something else."""


class SettingsOut(BaseModel):
    """What an administrator may change, and where it stands towards the council."""

    settings: list[SettingOut]
    agreed_at: datetime | None
    sha256: str
    differences: list[str]


class SettingsChange(Shape):
    """Values by name. `deviation` is the reason for leaving what the council agreed to."""

    values: dict[Literal[EDITABLE], Value]  # type: ignore[valid-type]
    deviation: Annotated[Text, StringConstraints(max_length=lock.LONGEST_REASON, strip_whitespace=True)] | None = None


class AgreeIn(Shape):
    """The SHA-256 at the foot of the document that the council read."""

    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


@router.get("/settings")
def shown(_: Admin, here: ServicesHere) -> SettingsOut:
    """The settings of now."""
    return _out(here)


@router.put("/settings")
async def changed(account: Admin, given: SettingsChange, here: ServicesHere) -> SettingsOut:
    """Change settings. What the council agreed to is refused with "council_locked", unless a reason is given."""
    await run_in_threadpool(_change, here, account, given)
    await detecting.renew(here)
    return await run_in_threadpool(_out, here)


@router.post("/council/agree", status_code=201)
def agree(account: Admin, given: AgreeIn, here: ServicesHere) -> SettingsOut:
    """The council agreed to the settings of now."""
    lock.agree(here.store, here.settings, sha256=given.sha256, actor=account.name, account_id=account.id)
    return _out(here)


def _change(here: Services, account: Account, given: SettingsChange) -> None:
    lock.change(
        here.store,
        here.settings,
        given.values,
        actor=account.name,
        account_id=account.id,
        deviation=redact_text(given.deviation) if given.deviation else None,
    )


def _out(here: Services) -> SettingsOut:
    now = here.settings_now()
    found = lock.standing(here.store, here.settings)
    agreed = {name: was for name, (was, _) in found.differences.items()}
    listed = [
        SettingOut(name=name, label=LABELS[name], value=value_of(now, name), agreed=agreed.get(name))
        for name in EDITABLE
    ]
    return SettingsOut(
        settings=listed, agreed_at=found.since, sha256=found.sha256, differences=sorted(found.differences)
    )
