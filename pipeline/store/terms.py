"""Itch words that coaches added in the board. A term is never changed: it is withdrawn, and another takes its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pipeline.errors import UsageError
from pipeline.store import audit
from pipeline.store.columns import NAME, QUOTE, checked
from pipeline.store.errors import missing
from pipeline.store.store import Store
from pipeline.store.tables import TermRow

ADDED, WITHDRAWN = "term_added", "term_withdrawn"
"""The audit log's actions."""
MOST_TEXTS = 50
"""Wordings, alternatives or examples of one term."""
MOST_TERMS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a coach would rather not hear, as an entry of a lexicon has it."""

    id: int
    say: tuple[str, ...]
    instead: tuple[str, ...]
    why: str
    category: str
    severity: str
    """"mild" or "strong"."""
    flag_examples: tuple[str, ...]
    """Sentences that must flag."""
    pass_examples: tuple[str, ...]
    """Sentences that must not."""
    account_id: int
    created_at: datetime
    withdrawn_at: datetime | None


def add(
    store: Store,
    *,
    say: Sequence[str],
    instead: Sequence[str],
    why: str,
    category: str,
    severity: str = "mild",
    flag_examples: Sequence[str],
    pass_examples: Sequence[str],
    actor: str,
    account_id: int,
) -> Term:
    """Keep a term and say so in the audit log. Whether it keeps its examples is checked before, by the lexicon.

    Raises UsageError: nothing to say, no example of either sort, texts that are too long.
    """
    if severity not in ("mild", "strong"):
        raise UsageError("choice_unknown", "A term is mild or strong.", "Choose one of the two.")
    row = TermRow(
        say=_texts("wording", say),
        instead=_texts("alternative", instead, least=0),
        why=checked("reason", why, QUOTE),
        category=checked("category", category, NAME),
        severity=severity,
        flag_examples=_texts("example that flags", flag_examples),
        pass_examples=_texts("example that passes", pass_examples),
        account_id=account_id,
        created_at=store.now(),
    )
    with store.writing() as session:
        session.add(row)
        session.flush()
        audit.add(store, session, ADDED, actor=actor, account_id=account_id, detail={"id": row.id, "say": row.say[:5]})
        return _term(row)


def withdraw(store: Store, term_id: int, *, actor: str, account_id: int) -> Term:
    """It counts no more, from now on. Raises UsageError where there is none that counts."""
    with store.writing() as session:
        row = session.get(TermRow, term_id)
        if row is None or row.withdrawn_at is not None:
            raise missing("term", term_id)
        row.withdrawn_at = store.now()
        audit.add(store, session, WITHDRAWN, actor=actor, account_id=account_id, detail={"id": term_id})
        return _term(row)


def active(store: Store) -> tuple[Term, ...]:
    """The terms that count, oldest first."""
    query = select(TermRow).where(TermRow.withdrawn_at.is_(None)).order_by(TermRow.id).limit(MOST_TERMS)
    with store.reading() as session:
        return tuple(_term(row) for row in session.scalars(query))


def _texts(what: str, texts: Sequence[str], *, least: int = 1) -> list[str]:
    if not least <= len(texts) <= MOST_TEXTS:
        raise UsageError(
            "term_incomplete", f"A term has {least} to {MOST_TEXTS} of: {what}.", "Add one, or take some out."
        )
    return [checked(what, text, QUOTE) for text in texts]


def _term(row: TermRow) -> Term:
    values = {name: getattr(row, name) for name in Term.__slots__}
    return Term(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
