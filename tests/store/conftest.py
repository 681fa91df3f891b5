"""Every test of the store runs on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from postgres_server import Server
from sqlalchemy import make_url

from pipeline.store.store import Store

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


class Clock:
    """A moment that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    server = Server()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def new_file(tmp_path_factory) -> Path:
    """A new, empty SQLite store: copying it is quicker than making another."""
    path = tmp_path_factory.mktemp("new") / "store.sqlite3"
    Store.open(str(path)).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'calls.sqlite3'}"
    return request.getfixturevalue("postgres").empty_database()


@pytest.fixture
def store(url: str, clock: Clock, tmp_path: Path, new_file: Path, monkeypatch) -> Iterator[Store]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # also for the programs that a test starts
    if path := make_url(url).database if url.startswith("sqlite") else None:
        Path(path).parent.mkdir()
        shutil.copy(new_file, path)
    with Store.open(url, clock=clock) as opened:
        yield opened
