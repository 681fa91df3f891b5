"""The schema. Moments are UTC; places in a call (`at`, `start`, `end`, `seconds`) are seconds of stream time.

A change here needs a migration: `python -m pipeline.store.migrations "what changes"` writes its draft.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Double, ForeignKey, Index, MetaData, String, Text, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from pipeline.store.columns import ID, KEY, NAME, NOTE, PATH, QUOTE, WHISPER, UtcDateTime

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        float: Double,
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


def _call() -> Mapped[str]:
    return mapped_column(ForeignKey("call.id", ondelete="CASCADE"), primary_key=True)


class AccountRow(Base):
    """Someone who can log in. Never deleted, only disabled: notes and the audit log refer to it."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    agent: Mapped[str | None] = mapped_column(String(NAME))
    """The agent whose calls are theirs; None for those who are no agent."""
    password_hash: Mapped[str] = mapped_column(String(500))
    locale: Mapped[str] = mapped_column(String(16))
    theme: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    disabled: Mapped[bool] = mapped_column(server_default=false())


class LoginRow(Base):
    """A session of an account. The token itself is only in the browser's cookie."""

    __tablename__ = "login"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class CallRow(Base):
    """A call: who, when, and its figures so far (None: not measured, or deleted)."""

    __tablename__ = "call"
    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    agent: Mapped[str | None] = mapped_column(String(NAME))
    variety: Mapped[str] = mapped_column(String(8))
    direction: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    """None while the call runs, and for ever when it was broken off."""
    seconds: Mapped[float | None]
    talk_share: Mapped[float | None]
    usual_rate: Mapped[float | None]
    baseline: Mapped[float | None]
    words: Mapped[int | None]
    lost: Mapped[int] = mapped_column(server_default="0")
    """Records that could not be stored anywhere."""
    words_deleted_at: Mapped[datetime | None]
    """When retention deleted what was said."""
    flags_deleted_at: Mapped[datetime | None]
    """When retention deleted its flags: no rate is reckoned with them any more."""
    erased_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_call_agent_started_at", "agent", "started_at"),)


class RecordRow(Base):
    """One event or outcome; `body` is its line in the event log."""

    __tablename__ = "record"
    call_id: Mapped[str] = _call()
    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[float | None]
    body: Mapped[str] = mapped_column(Text)
    __table_args__ = ({"sqlite_with_rowid": False},)


class UtteranceRow(Base):
    """What was said, final: for searching."""

    __tablename__ = "utterance"
    call_id: Mapped[str] = _call()
    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    speaker: Mapped[str] = mapped_column(String(16))
    start: Mapped[float]
    end: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    __table_args__ = ({"sqlite_with_rowid": False},)


class FlagRow(Base):
    """A flag as it was raised, for lists and trends; the record holds all of it."""

    __tablename__ = "flag"
    call_id: Mapped[str] = _call()
    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The record that raised it: a key may be raised again once it was cleared."""
    key: Mapped[str] = mapped_column(String(KEY))
    kind: Mapped[str] = mapped_column(String(NAME))
    type: Mapped[str] = mapped_column(String(NAME))
    severity: Mapped[str] = mapped_column(String(16))
    speaker: Mapped[str] = mapped_column(String(16))
    start: Mapped[float]
    end: Mapped[float]
    at: Mapped[float]
    raised: Mapped[float]
    rule: Mapped[str] = mapped_column(String(NAME))
    category: Mapped[str] = mapped_column(String(NAME))
    message: Mapped[str] = mapped_column(String(QUOTE))
    advice: Mapped[str] = mapped_column(String(QUOTE))
    evidence: Mapped[str | None] = mapped_column(String(QUOTE))
    cleared_reason: Mapped[str | None] = mapped_column(String(16))
    __table_args__ = (Index("ix_flag_kind_call_id", "kind", "call_id"), Index("ix_flag_call_id_key", "call_id", "key"))


class VerdictRow(Base):
    """Someone accepts or rejects a flag; the latest counts."""

    __tablename__ = "verdict"
    call_id: Mapped[str] = _call()
    flag_key: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    accepted: Mapped[bool]
    at: Mapped[datetime]


class BookmarkRow(Base):
    """A moment of a call with a note."""

    __tablename__ = "bookmark"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    at: Mapped[float]
    note: Mapped[str] = mapped_column(String(NOTE))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]


class WhisperRow(Base):
    """A short text from a coach to the agent during the call."""

    __tablename__ = "whisper"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    at: Mapped[float]
    text: Mapped[str] = mapped_column(String(WHISPER))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]


class AuditRow(Base):
    """Who did what when. Rows are never changed (a trigger refuses it); retention deletes old ones.

    `call_id` is no foreign key: the line outlives its call.
    """

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(NAME))
    action: Mapped[str] = mapped_column(String(NAME), index=True)
    call_id: Mapped[str | None] = mapped_column(String(ID), index=True)
    detail: Mapped[dict[str, Any]]


class SettingRow(Base):
    """A value that was changed in the board."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]


class CouncilRow(Base):
    """The settings that the works council agreed to; the latest counts."""

    __tablename__ = "council"
    id: Mapped[int] = mapped_column(primary_key=True)
    agreed_at: Mapped[datetime]
    settings: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class TermRow(Base):
    """An itch word that a coach added."""

    __tablename__ = "term"
    id: Mapped[int] = mapped_column(primary_key=True)
    say: Mapped[list[str]]
    instead: Mapped[list[str]]
    why: Mapped[str] = mapped_column(String(QUOTE))
    category: Mapped[str] = mapped_column(String(NAME))
    severity: Mapped[str] = mapped_column(String(16))
    flag_examples: Mapped[list[str]]
    pass_examples: Mapped[list[str]]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RecordingRow(Base):
    """Where a call's sound lies, when it was recorded. No foreign key: whoever deletes it deletes the file too."""

    __tablename__ = "recording"
    call_id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    path: Mapped[str] = mapped_column(String(PATH))
    seconds: Mapped[float | None]
    """None while the recording runs, and when it was broken off."""
    created_at: Mapped[datetime] = mapped_column(index=True)
