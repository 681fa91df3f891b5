"""Many rows in one statement."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipeline.store.tables import Base


def insert_all(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], *, renew: Sequence[str] = ()
) -> None:
    """Insert rows, each with the same columns. One that is there already is left as it is, but for the columns in
    `renew`, which take the new values; no two rows may have the same primary key then.

    PostgreSQL gets them as one JSON value: one round trip, ten times as fast with pg8000 as a row at a time.
    """
    target, connection = table.__table__, session.connection()
    keys = [part.name for part in target.primary_key]
    names = list(rows[0])
    if connection.dialect.name == "sqlite":
        insert, data = sqlite.insert(target), rows
    else:
        typed = [column(name, target.c[name].type) for name in names]
        source = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON)).table_valued(*typed)
        from_rows = select(source.render_derived(with_types=True))
        insert = postgresql.insert(target).from_select(names, from_rows)
        data = {"rows": json.dumps(rows, default=datetime.isoformat)}
    if renew:
        insert = insert.on_conflict_do_update(index_elements=keys, set_={name: insert.excluded[name] for name in renew})
    else:
        insert = insert.on_conflict_do_nothing()
    connection.execute(insert, data)
