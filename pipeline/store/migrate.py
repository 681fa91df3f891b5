"""Brings a database's schema to this program's. One process at a time does so; the others wait for it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from pipeline.store.errors import StoreError

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x50FF1E
"""PostgreSQL's advisory lock for migrating."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for our migrations, on `connection`."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def upgrade(engine: Engine) -> None:
    """Upgrade to the newest schema, in one transaction.

    Raises StoreError where the database has a schema that this program doesn't know: it was made by a newer one.
    """
    script = ScriptDirectory.from_config(config())
    with engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
            raise StoreError(
                "store_newer",
                f"The store has schema {current}, which this version of Souffleur does not know.",
                "Use the newer version that wrote it, or choose another store.",
            )
        command.upgrade(config(connection), "head")
