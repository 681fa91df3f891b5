"""Accounts, for administrators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel

from pipeline.store import people
from pipeline.store.people import Account, Role
from pipeline.web import accounts
from pipeline.web.accounts import NewAccount
from pipeline.web.api.shapes import REFUSALS, Name, Password, Shape
from pipeline.web.roles import Admin
from pipeline.web.services import ServicesHere

router = APIRouter(prefix="/api/accounts", tags=["accounts"], responses=REFUSALS)
AccountId = Annotated[int, InPath(ge=1, le=2**31 - 1)]


class AccountIn(Shape):
    """A new account; an agent's also names the agent whose calls they are."""

    name: Name
    role: Role
    password: Password
    agent: Name | None = None


class AccountChange(Shape):
    """What to change; null leaves it."""

    password: Password | None = None
    agent: Name | None = None
    disabled: bool | None = None


class AccountOut(BaseModel):
    """An account, without anything of its password."""

    id: int
    name: str
    role: Role
    agent: str | None
    disabled: bool
    created: datetime

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        """As the store has it."""
        return cls(
            id=account.id,
            name=account.name,
            role=account.role,
            agent=account.agent,
            disabled=account.disabled,
            created=account.created_at,
        )


@router.get("")
def everyone(_: Admin, here: ServicesHere) -> list[AccountOut]:
    """All accounts, by name."""
    return [AccountOut.of(account) for account in people.everyone(here.store)]


@router.post("", status_code=201)
def create(account: Admin, given: AccountIn, here: ServicesHere) -> AccountOut:
    """Make an account."""
    new = NewAccount(name=given.name, password=given.password)
    return AccountOut.of(accounts.create(here, account, new, given.role, given.agent))


@router.patch("/{account_id}")
def change(account: Admin, account_id: AccountId, given: AccountChange, here: ServicesHere) -> AccountOut:
    """Give another password or agent, or disable: the account is then signed out everywhere."""
    changed = accounts.change(
        here, account, account_id, password=given.password, agent=given.agent, disabled=given.disabled
    )
    return AccountOut.of(changed)
