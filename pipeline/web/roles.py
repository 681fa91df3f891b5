"""Who is signed in, and what that lets them see.

coach   all calls; the lexicon; who listened
agent   their own calls only (call.agent == account.agent), and who listened to them
admin   accounts, settings, the audit log; no call

A call that one may not see answers like a call that is not there: 404.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from pipeline.errors import UsageError
from pipeline.store import calls
from pipeline.store.people import Account, Role
from pipeline.web import login
from pipeline.web.problem import signed_out, unknown, wrong_role
from pipeline.web.services import Services, ServicesHere


def signed_in_or_none(connection: HTTPConnection, here: ServicesHere) -> Account | None:
    """The account whose cookie came along; kept in `connection.state.account`, where pages look for it."""
    account = login.account_of(connection, here)
    connection.state.account = account
    return account


def signed_in(account: Annotated[Account | None, Depends(signed_in_or_none)]) -> Account:
    """The account, of any role. Problem 401 without one."""
    if account is None:
        raise signed_out()
    return account


def having(*roles: Role) -> Callable[[Account], Account]:
    """A dependency: the account, in one of `roles`. Problem 401 without a sign-in, 403 in another role."""

    def checked(account: Annotated[Account, Depends(signed_in)]) -> Account:
        if account.role not in roles:
            raise wrong_role()
        return account

    return checked


Anyone = Annotated[Account | None, Depends(signed_in_or_none)]
SignedIn = Annotated[Account, Depends(signed_in)]
Coach = Annotated[Account, Depends(having(Role.COACH))]
Agent = Annotated[Account, Depends(having(Role.AGENT))]
Admin = Annotated[Account, Depends(having(Role.ADMIN))]
CoachOrAgent = Annotated[Account, Depends(having(Role.COACH, Role.AGENT))]


def may_see(account: Account, agent: str | None) -> bool:
    """Whether `account` may see a call of `agent`."""
    if account.role == Role.COACH:
        return True
    return account.role == Role.AGENT and agent is not None and account.agent == agent


def seen_call(call_id: str, account: CoachOrAgent, here: ServicesHere) -> str:
    """A dependency: the id of a call, running or stored, that `account` may see. Problem 404 otherwise."""
    if not may_see_call(account, call_id, here):
        raise unknown("Dit gesprek")
    return call_id


SeenCall = Annotated[str, Depends(seen_call)]


def may_see_call(account: Account, call_id: str, here: Services) -> bool:
    """Whether there is such a call, running or stored, and `account` may see it. Any thread may ask."""
    running = here.hub.find(call_id)
    if running is not None:
        return may_see(account, running.agent)
    try:
        stored = calls.get(here.store, call_id)
    except UsageError:
        return False
    return stored.erased_at is None and may_see(account, stored.agent)
