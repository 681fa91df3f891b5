"""Deleted rows off the disk, not only out of the tables."""

import time

from sqlalchemy import Connection

from pipeline.store.store import Store

PATIENCE_SECONDS = 0.2
"""One attempt holds up a writer at most this long."""
ATTEMPTS = 5
WITH_WORDS = "record, utterance, flag, verdict, bookmark, whisper"
"""The tables that hold what people said."""
PAGES = 500
"""Free pages that SQLite gives back in one go."""


def wipe(store: Store) -> bool:
    """Give deleted pages back; False when a reader still holds them, and a later wipe must do it.

    SQLite overwrites deleted rows with zeros (secure_delete); free pages leave the file here, and its log is taken in
    and emptied. PostgreSQL marks the space for reuse (VACUUM): its own log and backups are the server's matter.
    """
    hasty = store.with_patience(PATIENCE_SECONDS if store.dialect == "sqlite" else 60.0)
    try:
        with hasty.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if store.dialect == "postgresql":
                connection.exec_driver_sql(f"VACUUM {WITH_WORDS}")
                return True
            return any(_emptied(connection) for _ in range(ATTEMPTS))
    finally:
        hasty.close()


def _emptied(connection: Connection) -> bool:
    raw = connection.connection.cursor()
    try:
        while raw.execute("PRAGMA freelist_count").fetchone()[0]:
            raw.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    if busy:
        time.sleep(PATIENCE_SECONDS)
    return not busy
