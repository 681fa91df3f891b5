"""The first run, and accounts as administrators make and change them. Every change is in the audit log."""

import secrets
from dataclasses import dataclass

from pipeline.store import audit, people
from pipeline.store.people import Account, Role
from pipeline.web import actions, login
from pipeline.web.problem import Problem
from pipeline.web.services import Services

SETUP = "setup"
"""Under this name wrong start codes are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """A name and a password as they were typed."""

    name: str
    password: str


def exist(here: Services) -> bool:
    """Whether the first run is over."""
    return people.count(here.store) > 0


def set_up(here: Services, coach: NewAccount, admin: NewAccount | None, code: str, address: str) -> Account:
    """Make the first coach and, if asked, the administrator. Once only.

    Raises Problem: 404 when it is over, 403 for a wrong start code, 422 for names or passwords that cannot be.
    """
    over = Problem(404, "set_up", "Souffleur is al ingericht.", "Meld u aan.")
    if exist(here):
        raise over
    with here.attempts.one(SETUP, address) as attempt:
        wanted = here.options.setup_code
        if wanted is not None and not secrets.compare_digest(code.strip().encode(), wanted.encode()):
            attempt.failed()
            raise Problem(403, "setup_code", "Die startcode klopt niet.", "Kijk waar Souffleur is gestart.")
        if admin and admin.name.strip().casefold() == coach.name.strip().casefold():
            raise Problem(422, "name_taken", "Coach en beheerder hebben elk een eigen naam.", "Kies een andere naam.")
        made = [(Role.COACH, coach)] + ([(Role.ADMIN, admin)] if admin else [])
        hashes = [login.hashed(here, new.name, new.password) for _, new in made]
        if exist(here):
            raise over
        accounts = [
            people.create(here.store, name=new.name, role=role, password_hash=hash_, only_if_first=role is Role.COACH)
            for (role, new), hash_ in zip(made, hashes, strict=True)
        ]
    for account in accounts:
        _tell(here, actions.ACCOUNT_CREATED, accounts[0], account, {"role": account.role})
    return accounts[0]


def create(here: Services, by: Account, new: NewAccount, role: Role, agent: str | None) -> Account:
    """A new account, made by `by`. Raises Problem and UsageError."""
    made = people.create(
        here.store,
        name=new.name,
        role=role,
        agent=agent,
        password_hash=login.hashed(here, new.name, new.password),
    )
    _tell(here, actions.ACCOUNT_CREATED, by, made, {"role": made.role, "agent": made.agent})
    return made


def create_admin_once(here: Services, by: Account, new: NewAccount) -> Account:
    """The first administrator, made by a coach: only while there is none. Raises Problem 403 afterwards."""
    with here.attempts.one(SETUP, str(by.id)):
        if not may_create_admin(here, by):
            raise Problem(403, "wrong_role", "Er is al een beheerder.", "Vraag het de beheerder.")
        return create(here, by, new, Role.ADMIN, None)


def may_create_admin(here: Services, by: Account) -> bool:
    """Whether `by` is a coach in a place that never had an administrator."""
    return by.role is Role.COACH and all(account.role is not Role.ADMIN for account in people.everyone(here.store))


def change(
    here: Services, by: Account, account_id: int, *, password: str | None, agent: str | None, disabled: bool | None
) -> Account:
    """Change what is given; who gets another password or is disabled is signed out. Raises Problem and UsageError."""
    if account_id == by.id and disabled:
        raise Problem(422, "yourself", "U kunt uzelf niet uitzetten.", "Vraag het een andere beheerder.")
    before = people.get(here.store, account_id)
    after = people.change(
        here.store,
        account_id,
        password_hash=None if password is None else login.hashed(here, before.name, password),
        agent=agent,
        disabled=disabled,
    )
    told = {"password": password is not None, "agent": after.agent, "disabled": after.disabled}
    _tell(here, actions.ACCOUNT_CHANGED, by, after, told)
    return after


def _tell(here: Services, action: str, by: Account, about: Account, detail: dict[str, object]) -> None:
    detail = {"account": about.name, **detail}
    audit.write(here.store, action, actor=by.name, account_id=by.id, detail=detail)
