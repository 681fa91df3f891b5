"""Types of columns, and how long a text may be."""

import math
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from pipeline.errors import UsageError

ID = 64
"""Longest id of a call, letters."""
NAME = 80
"""Longest name of a person, a kind, a rule or a setting."""
KEY = 200
"""Longest key of a flag."""
QUOTE = 500
"""Longest message, advice or evidence kept beside a flag; the record itself keeps all of it."""
NOTE = 2000
"""Longest note with a bookmark."""
WHISPER = 200
"""Longest whisper."""
PATH = 1000
"""Longest path of a file."""
DETAIL = 4000
"""Longest detail of an audit line, as JSON."""
VALUE = 200_000
"""Longest value of a setting or of an agreement, as JSON."""


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: with its zone in Python and in PostgreSQL, without in SQLite, which has no such type.

    A moment without a zone is refused with ValueError: nobody knows which one was meant.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment_of(at: float) -> float:
    """A moment of a call that someone gave, seconds of stream time. Raises UsageError where it is none."""
    if not 0 <= at < 1e6:
        raise UsageError("moment_unknown", "That is no moment of a call.", "Give seconds since the call began.")
    return float(at)


def finite(number: float) -> float:
    """A derived number as a column takes it: 0 where it is none."""
    return number if math.isfinite(number) else 0.0


def storable(text: str) -> str:
    """A derived text without NUL, which PostgreSQL refuses, and without halves of surrogate pairs."""
    return text.replace("\0", "").encode(errors="replace").decode()


def shortened(text: str | None, longest: int) -> str | None:
    """A derived text as a column takes it: `storable`, and at most `longest` letters."""
    return None if text is None else storable(text)[:longest]


def checked(what: str, text: str, longest: int, *, least: int = 1) -> str:
    """A text that someone typed, trimmed. Raises UsageError where it is empty, too long or holds control characters."""
    text = text.strip()
    if len(text) < least:
        raise UsageError("text_missing", f"The {what} is empty.", f"Give a {what}.")
    if len(text) > longest:
        raise UsageError("text_too_long", f"The {what} has {len(text)} letters.", f"Use at most {longest}.")
    if any((ord(letter) < 32 and letter not in "\n\t") or 0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise UsageError("text_unreadable", f"The {what} holds control characters.", "Use plain text.")
    return text
