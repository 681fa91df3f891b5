"""python -m pipeline.store.migrations "what changes": drafts a version from the difference with the tables."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from pipeline.store.migrate import config
from pipeline.store.store import Store


def main() -> None:
    """Write the draft."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(str(Path(folder) / "draft.sqlite3")) as store,
        store.engine.connect() as connection,
    ):
        command.revision(config(connection), message=sys.argv[1], autogenerate=True)


if __name__ == "__main__":
    main()
