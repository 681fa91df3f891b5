"""A stored call as its page shows it: the same items as live, with what people added put among them."""

from typing import Any

from pipeline.hub.items import Item, items_of
from pipeline.store import audit, calls, notes
from pipeline.store.calls import StoredCall
from pipeline.store.store import Store
from pipeline.web import actions

MOST_LISTENINGS = 200


def items(store: Store, call: StoredCall) -> list[Item]:
    """All items of a call that is over, each with "seq"; those that people added come last."""
    made = items_of(calls.records(store, call.id), started_at=call.started_at)
    if call.ended_at is None:
        made = [item | {"state": "broken"} if item["t"] == "call" else item for item in made]
    seq = made[-1]["seq"] if made else 0
    return made + [{"seq": seq + n, **item} for n, item in enumerate(_added(store, call), start=1)]


def verdicts(store: Store, call: StoredCall, account_id: int | None = None) -> dict[str, bool]:
    """Each flag's key -> whether it was accepted: by `account_id`, or the latest of anyone."""
    return {
        flag.key: accepted
        for flag in calls.flags(store, call.id)
        for by, accepted in flag.verdicts
        if account_id in (None, by)
    }


def heard_by(store: Store, call: StoredCall) -> list[Item]:
    """Who began or stopped listening in, in order, as items."""
    lines = audit.page(
        store, actions=(actions.LISTEN_START, actions.LISTEN_STOP), call_id=call.id, limit=MOST_LISTENINGS
    ).items
    return [
        {
            "t": "listening",
            "by": line.actor,
            "on": line.action == actions.LISTEN_START,
            "at": max(0.0, round((line.created_at - call.started_at).total_seconds(), 1)),
        }
        for line in reversed(lines)
    ]


def _added(store: Store, call: StoredCall) -> list[Item]:
    added: list[Item] = [bookmark_item(mark) for mark in notes.bookmarks(store, call.id)]
    added += [
        {"t": "whisper", "id": str(said.id), "at": said.at, "text": said.text, "by": said.account}
        for said in notes.whispers(store, call.id)
    ]
    added += heard_by(store, call)
    added.sort(key=lambda item: item["at"])
    judged: list[dict[str, Any]] = [
        {"t": "verdict", "flag": key, "accepted": accepted} for key, accepted in verdicts(store, call).items()
    ]
    return added + judged


def bookmark_item(mark: notes.Bookmark) -> Item:
    """A bookmark as an item."""
    return {"t": "bookmark", "id": str(mark.id), "at": mark.at, "note": mark.note, "by": mark.account}
