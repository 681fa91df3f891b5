"""Calls over HTTP: what is listed and replayed, what people add, exporting, erasing."""

import json

import pytest

from pipeline.conversation.events import CallStarted
from pipeline.store import audit, calls, erase, notes
from pipeline.web import actions
from tests.hub.records import flag, heard
from tests.store.stored_calls import keep, usual_call

IBAN = "NL91 ABNA 0417 1643 00"
KEY = "itch_word:3.0"


@pytest.fixture
def over(store, accounts) -> str:  # noqa: ARG001
    """A stored call of sanne."""
    keep(store, usual_call(call_id="over", agent="sanne"), "over")
    return "/api/calls/over"


@pytest.fixture
def live(store, services, accounts):  # noqa: ARG001
    """A running call of sanne, in the store and on the board."""
    keep(store, usual_call(call_id="live", agent="sanne"), "live")
    call = services.hub.open("live", agent="sanne")
    call.take(CallStarted(call_id="live", agent="sanne"))
    call.take(heard("agent-1", "goedemiddag"))
    call.take(flag(KEY))
    return call


def items_of(client, path: str, kind: str) -> list[dict]:
    return [item for item in client.get(f"{path}/items").json()["items"] if item["t"] == kind]


def test_a_stored_call_has_the_items_of_a_live_one(signed_in, over):
    found = signed_in("coach").get(f"{over}/items").json()["items"]
    assert {"call", "words", "flag", "pace", "speech", "ended"} <= {item["t"] for item in found}
    assert [item["seq"] for item in found] == sorted({item["seq"] for item in found})


def test_a_running_call_gives_what_its_socket_would(signed_in, live):
    found = signed_in("coach").get("/api/calls/live/items").json()["items"]
    assert found == live.feed.items()
    assert signed_in("coach").get("/api/calls/live").json()["call"]["state"] == "live"


def test_calls_are_found_by_agent_day_flag_and_words(signed_in, over, store):  # noqa: ARG001
    keep(store, usual_call("vergaderen", call_id="second", agent="joris"), "second")
    client = signed_in("coach")

    def ids(**query: str) -> set[str]:
        return {call["id"] for call in client.get("/api/calls", params=query).json()["calls"]}

    assert ids() == {"over", "second"}
    assert ids(agent="sanne") == {"over"}
    assert ids(text="vergaderen") == {"second"}
    assert ids(kind="itch_word") == {"over", "second"}
    assert ids(kind="rushing") == set()
    day = calls.get(store, "over").started_at.astimezone().date().isoformat()
    assert ids(**{"from": day, "to": day}) == {"over", "second"}
    assert ids(to="2001-01-01") == set()
    assert ids(agent="", kind="") == {"over", "second"}


@pytest.mark.parametrize("query", ["page=x", "from=gisteren", "from=0001-01-01", "text=" + "x" * 101, "page=%00"])
def test_a_question_that_cannot_be_answered_is_refused(signed_in, over, query):  # noqa: ARG001
    assert signed_in("coach").get(f"/api/calls?{query}").status_code == 422


def test_a_list_goes_on_on_the_next_page(signed_in, store, accounts, monkeypatch):  # noqa: ARG001
    monkeypatch.setattr("pipeline.web.api.calls.PAGE", 2)
    for n in range(5):
        keep(store, usual_call(call_id=f"c{n}", agent="sanne"), f"c{n}")
    client, seen, page = signed_in("coach"), [], None
    while True:
        answer = client.get("/api/calls", params={"page": page} if page else {}).json()
        seen += [call["id"] for call in answer["calls"]]
        page = answer["next"]
        if page is None:
            break
    assert sorted(seen) == ["c0", "c1", "c2", "c3", "c4"]


def test_a_bookmark_is_redacted_kept_and_shown(signed_in, live, store):
    client = signed_in("coach")
    answer = client.post("/api/calls/live/bookmarks", json={"at": 2.5, "note": f"rekening {IBAN} genoemd"})
    assert answer.status_code == 201
    assert "[IBAN]" in answer.json()["note"]
    assert IBAN not in notes.bookmarks(store, "live")[0].note
    shown = items_of(client, "/api/calls/live", "bookmark")
    assert shown == [answer.json() | {"t": "bookmark", "seq": live.feed.last}]


def test_a_bookmark_of_a_stored_call_comes_back_with_it(signed_in, over):
    client = signed_in("coach")
    client.post(f"{over}/bookmarks", json={"at": 2.5, "note": "hier"})
    assert [mark["note"] for mark in items_of(client, over, "bookmark")] == ["hier"]


@pytest.mark.parametrize(
    "body", [{}, {"at": -1}, {"at": "x"}, {"at": 1e9}, {"at": 1, "note": "x" * 2001}, {"at": 1, "by": "mij"}, []]
)
def test_a_bookmark_that_is_none_is_refused(signed_in, over, body):
    assert signed_in("coach").post(f"{over}/bookmarks", json=body).status_code == 422


def test_a_whisper_is_redacted_kept_audited_and_shown_to_the_agent(signed_in, live, store):
    text = f"vraag naar {IBAN}"
    answer = signed_in("coach").post("/api/calls/live/whispers", json={"text": text})
    assert answer.status_code == 201
    assert IBAN not in json.dumps(live.feed.items())
    assert "[IBAN]" in notes.whispers(store, "live")[0].text
    shown = items_of(signed_in("agent"), "/api/calls/live", "whisper")
    assert [(item["text"], item["by"]) for item in shown] == [(answer.json()["text"], "coach")]
    line = audit.page(store, actions=(actions.WHISPER,)).items[0]
    assert (line.actor, line.call_id, dict(line.detail)) == ("coach", "live", {})


def test_one_whispers_into_running_calls_only(signed_in, over):
    assert signed_in("coach").post(f"{over}/whispers", json={"text": "te laat"}).status_code == 404


def test_a_verdict_is_the_agents_and_can_be_taken_back(signed_in, live, store):
    client, path = signed_in("agent"), f"/api/calls/live/flags/{KEY}/verdict"
    for accepted in (True, False):
        assert client.put(path, json={"accepted": accepted}).status_code == 200
        assert items_of(client, "/api/calls/live", "verdict")[-1]["accepted"] is accepted
        assert calls.flags(store, "live")[0].verdicts[0][1] is accepted
    assert client.get("/api/calls/live").json()["verdicts"] == {KEY: False}
    assert client.put(path, json={"accepted": None}).status_code == 200
    assert calls.flags(store, "live")[0].verdicts == ()
    assert live.feed.items()[-1]["accepted"] is None
    assert client.put("/api/calls/live/flags/nope/verdict", json={"accepted": True}).status_code == 404


def test_an_agent_mutes_their_own_call(signed_in, live):
    client = signed_in("agent")
    assert client.put("/api/live/mute", json={"on": True}).json() == {"on": True}
    assert live.muted
    assert client.put("/api/live/mute", json={"on": False}).status_code == 200
    assert not live.muted
    assert signed_in("other").put("/api/live/mute", json={"on": True}).status_code == 404
    assert not live.muted


def test_who_listened_stands_with_the_call(signed_in, over, store):
    for action in (actions.LISTEN_START, actions.LISTEN_STOP):
        audit.write(store, action, actor="coach", call_id="over")
    for who in ("agent", "coach"):
        told = signed_in(who).get(over).json()["listened"]
        assert [(item["by"], item["on"]) for item in told] == [("coach", True), ("coach", False)]
        assert len(items_of(signed_in(who), over, "listening")) == 2


@pytest.mark.parametrize(
    ("form", "begins"), [("jsonl", b'{"record": "log"'), ("vtt", b"WEBVTT"), ("html", b"<!doctype html>")]
)
def test_a_call_is_exported_and_that_is_told(signed_in, over, store, form, begins):
    answer = signed_in("agent").get(f"{over}/export.{form}")
    assert answer.content.startswith(begins)
    assert "attachment" in answer.headers["Content-Disposition"]
    line = audit.page(store, actions=(actions.EXPORT,)).items[0]
    assert (line.actor, line.call_id, line.detail["form"]) == ("agent", "over", form)


def test_a_call_is_exported_as_pdf_where_pango_is_there(signed_in, over):
    pytest.importorskip("weasyprint", exc_type=OSError)
    assert signed_in("coach").get(f"{over}/export.pdf").content.startswith(b"%PDF")


def test_an_erased_call_is_gone_for_everyone_and_that_is_told(signed_in, over, store):
    assert signed_in("coach").delete(over).status_code == 204
    for who in ("coach", "agent"):
        client = signed_in(who)
        assert client.get(over).status_code == 404
        assert client.get(f"{over}/items").status_code == 404
        assert client.get("/api/calls").json()["calls"] == []
        assert client.get("/calls/over").status_code == 404
    assert audit.page(store, actions=(erase.ERASED,)).items[0].actor == "coach"
    assert list(calls.lines(store, "over")) == []
    assert signed_in("agent").get("/api/audit").json()["lines"][0]["action"] == erase.ERASED


def test_a_running_call_is_neither_exported_nor_erased(signed_in, live):  # noqa: ARG001
    client = signed_in("coach")
    assert client.get("/api/calls/live/export.vtt").status_code == 409
    assert client.delete("/api/calls/live").status_code == 409
