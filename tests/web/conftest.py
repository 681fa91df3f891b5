"""A whole application over a fresh store: two coaches, two agents, an administrator, and a client for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from pipeline.config import Settings
from pipeline.hub.hub import Hub
from pipeline.store import people
from pipeline.store.people import Account, Role
from pipeline.store.store import Store
from pipeline.web.app import create_app
from pipeline.web.services import Services, WebOptions

ORIGIN = "http://testserver"
PASSWORD = "een zin om te onthouden"
CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
"""The same hash with little work in it."""
PEOPLE = {
    "coach": (Role.COACH, None),
    "agent": (Role.AGENT, "sanne"),
    "other": (Role.AGENT, "joris"),
    "admin": (Role.ADMIN, None),
}
"""Accounts by the names that tests use; "agent" has the calls of sanne, "other" those of joris."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(str(tmp_path / "calls.sqlite3")) as opened:
        yield opened


@pytest.fixture
def services(store: Store) -> Services:
    """What an application without calls works with."""
    return Services(store=store, hub=Hub(), settings=Settings(), options=WebOptions(origins=(ORIGIN,)), passwords=CHEAP)


@pytest.fixture
def accounts(services: Services) -> dict[str, Account]:
    """The accounts of PEOPLE, each with PASSWORD."""
    hashed = services.passwords.hash(PASSWORD)
    return {
        name: people.create(services.store, name=name, role=role, agent=agent, password_hash=hashed)
        for name, (role, agent) in PEOPLE.items()
    }


@pytest.fixture
def app(services: Services) -> FastAPI:
    """The application."""
    return create_app(services)


@dataclass(frozen=True, slots=True)
class Visitors:
    """Clients of one application, by who they are."""

    app: FastAPI

    def client(self, *, follow: bool = False) -> TestClient:
        """Somebody who is not signed in."""
        return TestClient(self.app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=follow)

    def signed_in(self, name: str) -> TestClient:
        """One of PEOPLE, signed in."""
        client = self.client()
        client.post("/api/login", json={"name": name, "password": PASSWORD}).raise_for_status()
        return client


@pytest.fixture
def visitors(app: FastAPI) -> Visitors:
    """Clients of `app`."""
    return Visitors(app)


@pytest.fixture
def signed_in(visitors: Visitors, accounts: dict[str, Account]) -> Callable[[str], TestClient]:  # noqa: ARG001
    """signed_in("coach") is a client of that account."""
    return visitors.signed_in
