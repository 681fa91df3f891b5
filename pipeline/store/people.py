"""Accounts and logins. Passwords come here hashed, tokens as their SHA-256: the store never sees either."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pipeline.errors import UsageError
from pipeline.store.columns import NAME, checked
from pipeline.store.errors import missing
from pipeline.store.store import Store
from pipeline.store.tables import AccountRow, LoginRow

LOCALES = ("nl", "en")
THEMES = ("light", "dark", "auto")
MOST_ACCOUNTS = 1000


class Role(StrEnum):
    """What someone may do."""

    COACH = "coach"
    AGENT = "agent"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Someone who can log in, unless `disabled`."""

    id: int
    name: str
    role: Role
    agent: str | None
    """The agent whose calls are theirs."""
    password_hash: str
    locale: str
    theme: str
    created_at: datetime
    disabled: bool


def create(
    store: Store,
    *,
    name: str,
    role: Role,
    password_hash: str,
    agent: str | None = None,
    locale: str = "nl",
    theme: str = "auto",
    only_if_first: bool = False,
) -> Account:
    """A new account. `only_if_first`: for the first-run page, refused once there is any account.

    Raises UsageError: name in use, an agent account without its agent's name, not the first.
    """
    role = Role(role)
    if (agent is None) is (role is Role.AGENT):
        raise UsageError("account_agent", "Only an agent's account names an agent.", "Give one, or another role.")
    row = AccountRow(
        name=checked("name", name, NAME),
        role=role.value,
        agent=agent and checked("agent", agent, NAME),
        password_hash=checked("password hash", password_hash, 500),
        locale=_known("language", locale, LOCALES),
        theme=_known("theme", theme, THEMES),
        created_at=store.now(),
        disabled=False,
    )
    try:
        with store.writing() as session:
            if only_if_first:
                _lock(session)
                if session.scalar(select(func.count()).select_from(AccountRow)):
                    raise UsageError("not_first", "There is an account already.", "Log in with it.")
            session.add(row)
            session.flush()
            return _account(row)
    except IntegrityError as error:
        raise UsageError("name_taken", f"There is an account {name} already.", "Choose another name.") from error


def count(store: Store) -> int:
    """How many accounts there are; 0: show the first-run page."""
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(AccountRow)) or 0


def everyone(store: Store) -> tuple[Account, ...]:
    """All accounts, by name."""
    with store.reading() as session:
        rows = session.scalars(select(AccountRow).order_by(AccountRow.name).limit(MOST_ACCOUNTS))
        return tuple(_account(row) for row in rows)


def get(store: Store, account_id: int) -> Account:
    """One account. Raises UsageError where there is none."""
    with store.reading() as session:
        row = session.get(AccountRow, account_id)
    if row is None:
        raise missing("account", account_id)
    return _account(row)


def by_name(store: Store, name: str) -> Account | None:
    """The account of this name, disabled or not."""
    with store.reading() as session:
        row = session.scalar(select(AccountRow).where(AccountRow.name == name.strip()))
    return _account(row) if row else None


def change(
    store: Store,
    account_id: int,
    *,
    password_hash: str | None = None,
    role: Role | None = None,
    agent: str | None = None,
    locale: str | None = None,
    theme: str | None = None,
    disabled: bool | None = None,
) -> Account:
    """Change what is given. Who is disabled, or gets another password or role, is logged out everywhere.

    A role other than agent forgets the agent's name. Raises UsageError, also rather than leave nobody in charge.
    """
    with store.writing() as session:
        _lock(session)
        row = session.get(AccountRow, account_id)
        if row is None:
            raise missing("account", account_id)
        row.role = Role(role).value if role else row.role
        row.agent = (checked("agent", agent, NAME) if agent else row.agent) if row.role == Role.AGENT else None
        if row.role == Role.AGENT and not row.agent:
            raise UsageError("account_agent", "An agent's account names its agent.", "Give the agent's name.")
        row.password_hash = checked("password hash", password_hash, 500) if password_hash else row.password_hash
        row.locale = _known("language", locale, LOCALES) if locale else row.locale
        row.theme = _known("theme", theme, THEMES) if theme else row.theme
        row.disabled = row.disabled if disabled is None else disabled
        session.flush()
        in_charge = select(func.count()).where(AccountRow.role != Role.AGENT.value, AccountRow.disabled.is_(False))
        if not session.scalar(in_charge):
            raise UsageError("nobody_left", "Nobody would be left in charge.", "Make another coach or admin first.")
        if password_hash or role or row.disabled:
            session.execute(delete(LoginRow).where(LoginRow.account_id == account_id))
        return _account(row)


def log_in(store: Store, account_id: int, *, token_sha256: str, expires_at: datetime) -> None:
    """Remember a session by the SHA-256 of its token, in hex."""
    with store.writing() as session:
        session.execute(delete(LoginRow).where(LoginRow.expires_at <= store.now()))
        session.add(
            LoginRow(token_sha256=token_sha256, account_id=account_id, created_at=store.now(), expires_at=expires_at)
        )


def logged_in(store: Store, token_sha256: str) -> Account | None:
    """Whose session this is; None when it is over or was never there, or the account is disabled."""
    query = (
        select(AccountRow)
        .join(LoginRow, LoginRow.account_id == AccountRow.id)
        .where(LoginRow.token_sha256 == token_sha256, LoginRow.expires_at > store.now(), AccountRow.disabled.is_(False))
    )
    with store.reading() as session:
        row = session.scalar(query)
    return _account(row) if row else None


def prolong(store: Store, token_sha256: str, expires_at: datetime) -> None:
    """Let a session last longer."""
    with store.writing() as session:
        session.execute(update(LoginRow).where(LoginRow.token_sha256 == token_sha256).values(expires_at=expires_at))


def log_out(store: Store, token_sha256: str) -> None:
    """End a session."""
    with store.writing() as session:
        session.execute(delete(LoginRow).where(LoginRow.token_sha256 == token_sha256))


def _lock(session: Session) -> None:
    """Nobody else changes accounts until we are done. In SQLite a writing session is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))


def _known(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise UsageError("choice_unknown", f"There is no {what} {value[:20]!r}.", f"Choose {', '.join(known)}.")
    return value


def _account(row: AccountRow) -> Account:
    values = {name: getattr(row, name) for name in Account.__slots__}
    return Account(**values | {"role": Role(row.role)})
