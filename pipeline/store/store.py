"""One database: opened, brought up to date, and given out as sessions that read or write."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import platformdirs
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.orm import Session

from pipeline.store import migrate
from pipeline.store.columns import utc_now
from pipeline.store.errors import StoreError

POSTGRES_DRIVER = "postgresql+pg8000"
PATIENCE_SECONDS = 5.0
"""How long a write waits for another process's write in SQLite, and for any answer of a server."""
CONNECTIONS = 10
"""Kept open; twice as many more while there is a rush."""


def default_url() -> str:
    """SOUFFLEUR_STORE, else a SQLite file in the user's data folder."""
    chosen = os.environ.get("SOUFFLEUR_STORE")
    return chosen or f"sqlite:///{Path(platformdirs.user_data_dir('souffleur')) / 'souffleur.sqlite3'}"


class Store:
    """A database whose schema is this program's. Every method may be called from any thread.

    Use `with store.reading() as session:` and `with store.writing() as session:`; both raise StoreError when the
    database cannot do it. Close it in the end, or use it as a context manager.
    """

    def __init__(self, url: URL, engine: Engine, clock: Callable[[], datetime]) -> None:
        self.url = url
        self.engine = engine
        self.now = clock
        self._writer = engine.execution_options(writing=True)

    @classmethod
    def open(cls, url: str | None = None, *, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open a database by its URL ("sqlite:///calls.sqlite3", "postgresql://user@host/name") or its file's path,
        make it where it isn't there yet, and bring its schema up to date.

        A SQLite file is readable by its owner alone: it holds what people said. `clock` gives the moment, in UTC.
        Raises StoreError: no such place, no permission, no driver, a server that is away, a newer store.
        """
        parsed = _parsed(url or default_url())
        if parsed.get_backend_name() == "sqlite":
            _make_private(Path(str(parsed.database)))
        try:
            engine = _engine(parsed)
            migrate.upgrade(engine)
        except ModuleNotFoundError as error:
            raise StoreError(
                "store_driver_missing",
                f"No driver for {parsed.drivername}: {error}.",
                "pip install souffleur[postgres]",
            ) from error
        except (DBAPIError, OSError) as error:
            raise _unavailable(parsed, error) from error
        return cls(parsed, engine, clock)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @property
    def name(self) -> str:
        """The URL without its password: what people may see."""
        return self.url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for a server."""
        return Path(str(self.url.database)) if self.dialect == "sqlite" else None

    @property
    def folder(self) -> Path:
        """Where files beside the database lie: recordings, and events that it could not take."""
        return self.path.parent if self.path else Path(platformdirs.user_data_dir("souffleur"))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database. It delays no writer; keep it short all the same."""
        with self._session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end, or rolled back when an error leaves it.

        In SQLite it holds the write lock from the start: what it read stays true until it writes.
        """
        with self._session(self._writer) as session:
            session.connection()
            yield session
            session.commit()

    def with_patience(self, seconds: float) -> "Store":
        """The same database through connections of their own, which give up sooner or later. Close it too."""
        return Store(self.url, _engine(self.url, patience_seconds=seconds), self.now)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except IntegrityError:
            raise  # what was asked for contradicts what is there: its caller knows why
        except DBAPIError as error:
            raise _unavailable(self.url, error) from error


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError("store_url", f"{url!r} is no database URL.", "E.g. sqlite:///calls.sqlite3") from error
    if backend not in ("sqlite", "postgresql"):
        raise StoreError("store_url", f"Souffleur knows no {backend}.", "Use sqlite:/// or postgresql://")
    if backend == "postgresql":
        if parsed.drivername not in ("postgresql", POSTGRES_DRIVER):
            raise StoreError("store_url", f"Souffleur knows no {parsed.drivername}.", "Use postgresql://")
        return parsed.set(drivername=POSTGRES_DRIVER)
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError("store_url", "A store in memory keeps nothing.", "Give a file: sqlite:///calls.sqlite3")
    return parsed


def _engine(url: URL, *, patience_seconds: float = PATIENCE_SECONDS) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        max_overflow=2 * CONNECTIONS,
        connect_args={"timeout": patience_seconds},
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begin)
    return engine


def _connected(connection: Any, _: object) -> None:
    """SQLite as a store needs it: readers beside a writer, and deleted words overwritten."""
    connection.isolation_level = None  # sqlite3 begins no transaction of its own: `_begin` does
    for pragma in (
        "auto_vacuum = INCREMENTAL",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass  # and it is not touched: closing a file drops the locks that SQLite holds on it in this process
    except OSError as error:
        raise StoreError(
            "store_unavailable", f"Cannot open {path}: {error.strerror}.", "Check its folder, or choose another place."
        ) from error


def _unavailable(url: URL, error: Exception) -> StoreError:
    reason = _reason(error)
    return StoreError(
        "store_unavailable",
        f"The store {url.render_as_string(hide_password=True)} cannot do this: {reason}.",
        "See that the disk has room and, for PostgreSQL, that the server runs; then try again.",
    )


def _reason(error: Exception) -> str:
    """What the driver says is wrong, without the values that PostgreSQL adds: they may be words of a call."""
    origin = getattr(error, "orig", None) or error
    said = origin.args[0] if origin.args else type(origin).__name__
    if isinstance(said, dict):
        said = said.get("M", "")
    return str(said).partition("\n")[0][:200].rstrip(".")
