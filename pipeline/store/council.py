"""What the works council agreed to: a copy of the settings of that day, and what differs from it now."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from pipeline.store import audit
from pipeline.store.settings import as_json
from pipeline.store.store import Store
from pipeline.store.tables import CouncilRow

AGREED = "council_agreed"
"""The audit log's action for an agreement."""
MOST = 200
"""Agreements that are given at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The settings that were agreed to; `sha256` (hex) is of their JSON with sorted keys, as the document prints it."""

    id: int
    agreed_at: datetime
    settings: Mapping[str, Any]
    sha256: str
    account_id: int | None


def agree(store: Store, settings: Mapping[str, Any], *, actor: str, account_id: int | None) -> Agreement:
    """The council agrees to these settings (JSON values); they take the place of what was agreed before."""
    text = as_json(settings)
    row = CouncilRow(
        agreed_at=store.now(), settings=json.loads(text), sha256=fingerprint(settings), account_id=account_id
    )
    with store.writing() as session:
        session.add(row)
        session.flush()
        detail = {"sha256": row.sha256}
        audit.add(store, session, AGREED, actor=actor, account_id=account_id, detail=detail)
        return _agreement(row)


def current(store: Store) -> Agreement | None:
    """What counts now; None: nothing was agreed to yet."""
    with store.reading() as session:
        row = session.scalar(select(CouncilRow).order_by(CouncilRow.id.desc()).limit(1))
    return _agreement(row) if row else None


def all_agreements(store: Store) -> tuple[Agreement, ...]:
    """All, newest first."""
    with store.reading() as session:
        rows = session.scalars(select(CouncilRow).order_by(CouncilRow.id.desc()).limit(MOST))
        return tuple(_agreement(row) for row in rows)


def fingerprint(settings: Mapping[str, Any]) -> str:
    """SHA-256 in hex of the settings' JSON with sorted keys."""
    return hashlib.sha256(as_json(settings).encode()).hexdigest()


def differences(agreed: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What is no longer as agreed: "group.name" -> (agreed, now); None where one of them has no such setting."""
    before, after = _flat(agreed), _flat(now)
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        nested = isinstance(value, Mapping) and value
        flat |= _flat(value, f"{prefix}{name}.") if nested else {f"{prefix}{name}": value}
    return flat


def _agreement(row: CouncilRow) -> Agreement:
    return Agreement(**{name: getattr(row, name) for name in Agreement.__slots__})
