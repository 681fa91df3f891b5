"""Signing in and out, the first run, and one's own account."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from pipeline.store import audit, people
from pipeline.store.people import Account, Role
from pipeline.web import accounts, actions, login
from pipeline.web.accounts import NewAccount
from pipeline.web.api.shapes import REFUSALS, Name, Password, Shape, Text
from pipeline.web.roles import Anyone, Coach, SignedIn
from pipeline.web.services import ServicesHere

router = APIRouter(prefix="/api", tags=["session"], responses=REFUSALS)


class Credentials(Shape):
    """A name and a password."""

    name: Name
    password: Password

    def new(self) -> NewAccount:
        """As pipeline.web.accounts takes it."""
        return NewAccount(name=self.name, password=self.password)


class FirstRun(Credentials):
    """The coach's name and password; the administrator's, if there is to be one; the start code, if asked for."""

    code: Text = ""
    admin: Credentials | None = None


class NewPassword(Shape):
    """The password of now, and the one to have."""

    current: Password
    fresh: Password


class Preferences(Shape):
    """What to change of one's own account; null leaves it."""

    locale: Literal["nl", "en"] | None = None
    theme: Literal["light", "dark", "auto"] | None = None


class Me(BaseModel):
    """Who is signed in."""

    name: str
    role: Role
    agent: str | None
    locale: str
    theme: str

    @classmethod
    def of(cls, account: Account) -> "Me":
        """As the account has it."""
        return cls(
            name=account.name, role=account.role, agent=account.agent, locale=account.locale, theme=account.theme
        )


@router.post("/login")
def sign_in(request: Request, response: Response, given: Credentials, here: ServicesHere) -> Me:
    """Sign in: sets the cookie."""
    account, token = login.sign_in(here, given.name, given.password, login.address_of(request))
    login.set_cookie(response, here.options, token)
    return Me.of(account)


@router.post("/logout", status_code=204)
def sign_out(request: Request, response: Response, account: Anyone, here: ServicesHere) -> None:
    """Sign out here; harmless when nobody is signed in."""
    login.sign_out(request, here)
    login.drop_cookie(response, here.options)
    if account is not None:
        audit.write(here.store, actions.SIGN_OUT, actor=account.name, account_id=account.id)


@router.post("/setup", status_code=201)
def set_up(request: Request, response: Response, given: FirstRun, here: ServicesHere) -> Me:
    """The first run: make the coach, and sign in as such. Once only."""
    admin = given.admin.new() if given.admin else None
    coach = accounts.set_up(here, given.new(), admin, given.code, login.address_of(request))
    login.set_cookie(response, here.options, login.begin(here, coach))
    return Me.of(coach)


@router.post("/setup/admin", status_code=201)
def set_up_admin(account: Coach, given: Credentials, here: ServicesHere) -> Me:
    """Make the first administrator; only while there is none."""
    return Me.of(accounts.create_admin_once(here, account, given.new()))


@router.get("/me")
def me(account: SignedIn) -> Me:
    """Who is signed in."""
    return Me.of(account)


@router.put("/me")
def change_me(account: SignedIn, given: Preferences, here: ServicesHere) -> Me:
    """Choose language or theme."""
    return Me.of(people.change(here.store, account.id, locale=given.locale, theme=given.theme))


@router.put("/me/password", status_code=204)
def change_password(
    request: Request, response: Response, account: SignedIn, given: NewPassword, here: ServicesHere
) -> None:
    """Choose another password: signs out everywhere else."""
    token = login.changed(here, account, given.current, given.fresh, login.address_of(request))
    login.set_cookie(response, here.options, token)
