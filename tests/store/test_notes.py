"""Bookmarks, whispers and verdicts; and who did what."""

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import SQLAlchemyError
from stored_calls import a_call, a_coach, keep, usual_call

from pipeline.errors import UsageError
from pipeline.store import audit, notes
from pipeline.store.errors import StoreError
from pipeline.store.tables import AuditRow

FLAG = "itch_word:3.0"


def test_notes_are_in_order_of_the_call_and_name_who_made_them(store, clock):
    keep(store, usual_call())
    coach = a_coach(store)
    notes.bookmark(store, "c1", at=9.0, note="", account_id=coach.id)
    first = notes.bookmark(store, "c1", at=3.5, note=" mooi: <b>\n ", account_id=coach.id)
    assert [(one.at, one.note, one.account) for one in notes.bookmarks(store, "c1")] == [
        (3.5, "mooi: <b>", "Mira"),
        (9.0, "", "Mira"),
    ]
    assert first.created_at == clock() and first in notes.bookmarks(store, "c1")
    whisper = notes.whisper(store, "c1", at=4.0, text="Adem even", account_id=coach.id)
    assert notes.whispers(store, "c1") == (whisper,) and whisper.account == "Mira"
    assert notes.bookmarks(store, "c2") == notes.whispers(store, "c2") == ()


def test_a_bookmark_is_removed_by_who_made_it(store):
    keep(store, usual_call())
    mine, other = a_coach(store), a_coach(store, "Bo")
    made = notes.bookmark(store, "c1", at=1.0, note="x", account_id=mine.id)
    with pytest.raises(UsageError):
        notes.remove_bookmark(store, made.id, account_id=other.id)
    notes.remove_bookmark(store, made.id, account_id=mine.id)
    assert notes.bookmarks(store, "c1") == ()


@pytest.mark.parametrize(
    ("add", "bad"),
    [
        (notes.bookmark, {"note": "x" * 2001}),
        (notes.bookmark, {"note": "x", "at": float("nan")}),
        (notes.bookmark, {"note": "x", "at": -1.0}),
        (notes.bookmark, {"note": "x", "at": float("inf")}),
        (notes.bookmark, {"note": "x", "account_id": 99}),
        (notes.whisper, {"text": " "}),
        (notes.whisper, {"text": "x" * 201}),
        (notes.whisper, {"text": "\x1b[31m"}),
        (notes.whisper, {"text": "\ud83d"}),
    ],
)
def test_a_note_that_cannot_be_is_refused(store, add, bad):
    keep(store, usual_call())
    with pytest.raises(UsageError):
        add(store, "c1", **{"at": 1.0, "account_id": a_coach(store).id, **bad})
    assert notes.bookmarks(store, "c1") == notes.whispers(store, "c1") == ()


def test_notes_are_about_calls_and_flags_that_are_there(store):
    keep(store, usual_call())
    coach = a_coach(store)
    with pytest.raises(UsageError):
        notes.bookmark(store, "c9", at=1.0, note="x", account_id=coach.id)
    with pytest.raises(UsageError):
        notes.whisper(store, "c9", at=1.0, text="x", account_id=coach.id)
    for call_id, key in (("c1", "other"), ("c9", FLAG)):
        with pytest.raises(UsageError):
            notes.judge(store, call_id, key, accepted=True, account_id=coach.id)
    with pytest.raises(UsageError):
        notes.judge(store, "c1", FLAG, accepted=True, account_id=99)


def test_who_listened_to_an_agent_is_found(store):
    keep(store, usual_call())
    keep(store, a_call(agent="Sami"), "c2")
    coach = a_coach(store)
    audit.write(store, audit.LISTEN, actor="Mira", account_id=coach.id, call_id="c1", detail={"channel": "agent"})
    audit.write(store, audit.LISTEN, actor="Bo", call_id="c2")
    audit.write(store, "login", actor="Mira", account_id=coach.id)
    (line,) = audit.page(store, actions=[audit.LISTEN], agent="Noor").items
    assert (line.actor, line.call_id, line.detail) == ("Mira", "c1", {"channel": "agent"})
    assert [line.action for line in audit.page(store, account_id=coach.id).items] == ["login", audit.LISTEN]
    assert len(audit.page(store, call_id="c2").items) == 1


def test_the_audit_log_comes_in_pages(store):
    for number in range(5):
        audit.write(store, f"a{number}", actor="x")
    page = audit.page(store, limit=2)
    seen = [line.action for line in page.items]
    while page.next:
        page = audit.page(store, limit=2, after=page.next)
        seen += [line.action for line in page.items]
    assert seen == ["a4", "a3", "a2", "a1", "a0"]
    for bad in ({"after": "x"}, {"after": "-1"}, {"after": "9" * 30}, {"limit": 0}):
        with pytest.raises(UsageError):
            audit.page(store, **bad)


def test_the_audit_log_is_never_changed(store):
    audit.write(store, "login", actor="Mira")
    with pytest.raises((StoreError, SQLAlchemyError)), store.writing() as session:
        session.execute(update(AuditRow).values(actor="Bo"))
    with pytest.raises((StoreError, SQLAlchemyError)), store.writing() as session:
        session.execute(text("UPDATE audit SET action = 'x'"))
    assert [(line.actor, line.action) for line in audit.page(store).items] == [("Mira", "login")]


@pytest.mark.parametrize("bad", [{"action": "x" * 81}, {"actor": ""}, {"detail": {"x": "y" * 5000}}])
def test_an_audit_line_is_bounded(store, bad):
    with pytest.raises(UsageError):
        audit.write(store, **{"action": "x", "actor": "x", **bad})
