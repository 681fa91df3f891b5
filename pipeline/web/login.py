"""Signing in and out. A login is a random token in a cookie; the store keeps its SHA-256 alone."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from pwdlib import PasswordHash
from starlette.requests import HTTPConnection
from starlette.responses import Response

from pipeline.store import audit, people
from pipeline.store.people import Account
from pipeline.web import actions
from pipeline.web.problem import Problem
from pipeline.web.services import Services, WebOptions

TOKEN_BYTES = 32
LEAST_LETTERS, MOST_LETTERS = 12, 256
"""Of a password. Length is what counts; no rule asks for digits or signs (NIST SP 800-63B)."""


def account_of(connection: HTTPConnection, here: Services) -> Account | None:
    """Whose cookie came along; None without one, or when the sign-in is over."""
    token = connection.cookies.get(cookie_name(here.options))
    return people.logged_in(here.store, _fingerprint(token)) if token else None


def sign_in(here: Services, name: str, password: str, address: str) -> tuple[Account, str]:
    """The account and the token of its new login. Raises Problem 401 for a wrong name or password, which look and
    last the same; 429 after too many; 503 when many try at once."""
    with here.attempts.one(name, address) as attempt:
        account = people.by_name(here.store, name) if len(name) <= 80 else None
        known = account.password_hash if account else _nobodys(here.passwords)
        right = here.passwords.verify(password[: MOST_LETTERS + 1], known)
        if account is None or account.disabled or not right:
            attempt.failed()
            who = account.name if account else actions.NOBODY
            audit.write(here.store, actions.SIGN_IN_FAILED, actor=who, account_id=account.id if account else None)
            raise Problem(
                401, "wrong_password", "Die naam en dat wachtwoord horen niet bij elkaar.", "Probeer het nog eens."
            )
    token = begin(here, account)
    audit.write(here.store, actions.SIGN_IN, actor=account.name, account_id=account.id)
    return account, token


def begin(here: Services, account: Account) -> str:
    """A new login of `account`; comes back as the token for its cookie."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    until = here.store.now() + timedelta(hours=here.options.login_hours)
    people.log_in(here.store, account.id, token_sha256=_fingerprint(token), expires_at=until)
    return token


def sign_out(connection: HTTPConnection, here: Services) -> None:
    """End the login whose cookie came along, if any."""
    if token := connection.cookies.get(cookie_name(here.options)):
        people.log_out(here.store, _fingerprint(token))


def hashed(here: Services, name: str, password: str) -> str:
    """A new password as it is kept. Raises Problem 422 for one that is too short, too long or the name."""
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise Problem(422, "password_length", "Dat wachtwoord is te kort of te lang.", "Gebruik 12 tot 256 tekens.")
    if name.strip().casefold() in password.casefold() and len(password) - len(name.strip()) < LEAST_LETTERS // 2:
        raise Problem(422, "password_name", "Dat wachtwoord lijkt op de naam.", "Neem een zin die u goed onthoudt.")
    return here.passwords.hash(password)


def changed(here: Services, account: Account, current: str, fresh: str, address: str) -> str:
    """Change one's own password: every login ends; the token of a new one comes back. Raises Problem 403, 422, 429."""
    with here.attempts.one(account.name, address) as attempt:
        if not here.passwords.verify(current[: MOST_LETTERS + 1], account.password_hash):
            attempt.failed()
            raise Problem(403, "wrong_password", "Uw huidige wachtwoord klopt niet.", "Probeer het nog eens.")
        fresh_hash = hashed(here, account.name, fresh)
    people.change(here.store, account.id, password_hash=fresh_hash)
    audit.write(here.store, actions.PASSWORD_CHANGED, actor=account.name, account_id=account.id)
    return begin(here, account)


def cookie_name(options: WebOptions) -> str:
    """The __Host- prefix binds the cookie to this very host and to TLS; without TLS a browser would not keep it."""
    return "__Host-souffleur" if options.secure else "souffleur"


def set_cookie(response: Response, options: WebOptions, token: str) -> None:
    """Hand the token to the browser."""
    response.set_cookie(
        cookie_name(options),
        token,
        max_age=int(options.login_hours * 3600),
        path="/",
        secure=options.secure,
        httponly=True,
        samesite="strict",
    )


def drop_cookie(response: Response, options: WebOptions) -> None:
    """Take the token back."""
    response.delete_cookie(cookie_name(options), path="/", secure=options.secure, httponly=True, samesite="strict")


def address_of(connection: HTTPConnection) -> str:
    """Where a request comes from; behind a proxy the server has put the forwarded address there."""
    return connection.client.host if connection.client else ""


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobodys(passwords: PasswordHash) -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return passwords.hash(secrets.token_urlsafe(TOKEN_BYTES))
