"""The WebSockets on a real server: who may watch what, nothing missing after a break, a slow client, listening in."""

import json
from collections.abc import Iterator

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from pipeline.audio.frame import Frame
from pipeline.conversation.events import CallEnded, CallStarted, Tick
from pipeline.detectors.gate import Nudge
from pipeline.hub import hub as hub_module
from pipeline.hub.sound import HEADER
from pipeline.span import Speaker
from pipeline.store import audit, people
from pipeline.web import actions, sockets
from tests.hub.records import flag, heard, pace
from tests.web.serving import Served, items_until, told

PATHS = ("/ws/board", "/ws/calls/c1", "/ws/calls/c2", "/ws/agent", "/ws/calls/c1/audio")
MAY = {
    "coach": {"/ws/board", "/ws/calls/c1", "/ws/calls/c2", "/ws/calls/c1/audio"},
    "agent": {"/ws/calls/c1", "/ws/agent"},
    "other": {"/ws/calls/c2", "/ws/agent"},
    "admin": set(),
    None: set(),
}
"""c1 is a call of sanne ("agent"), c2 of joris ("other")."""


@pytest.fixture
def served(store) -> Iterator[Served]:
    with Served(store) as server:
        yield server


@pytest.fixture
def cookies(served, services, accounts) -> dict[str | None, str | None]:  # noqa: ARG001 - the accounts must exist
    return {None: None} | {name: served.cookie(name) for name in ("coach", "agent", "other", "admin")}


@pytest.fixture
def call(served):
    """A running call of sanne, and one of joris."""
    served.do(served.hub.open, "c2", agent="joris")
    live = served.do(served.hub.open, "c1", agent="sanne")
    served.do(live.take, CallStarted(call_id="c1", agent="sanne"))
    return live


@pytest.mark.usefixtures("call")
def test_who_may_watch_what(served, cookies):
    for who, may in MAY.items():
        for path in PATHS:
            if path in may:
                with served.watch(path, cookies[who]) as socket:
                    assert told(socket)
            else:
                with pytest.raises(InvalidStatus) as refused:
                    served.watch(path, cookies[who])
                assert refused.value.response.status_code == 403, (who, path)


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize("origin", [None, "http://evil.example", "null"])
def test_another_origin_is_refused(served, cookies, origin):
    for path in PATHS:
        with pytest.raises(InvalidStatus) as refused:
            served.watch(path, cookies["coach"], origin=origin)
        assert refused.value.response.status_code == 403


def test_a_call_that_is_not_there_is_refused_like_one_that_one_may_not_see(served, cookies):
    for path in ("/ws/calls/nope", "/ws/calls/nope/audio", "/ws/calls/nope?after=-1", "/ws/calls/nope?after=x"):
        with pytest.raises(InvalidStatus) as refused:
            served.watch(path, cookies["coach"])
        assert refused.value.response.status_code == 403


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("hello", 1003),
        ('{"type":"beat","more":1}', 1003),
        ("[" * 1000, 1003),
        (b'{"type":"beat"}', 1003),
        ('{"type":"beat"}' + " " * 1010, 1009),
        (b"x" * 5000, 1009),
    ],
)
def test_a_client_that_says_anything_but_a_beat_is_closed(served, cookies, sent, code):
    for path in ("/ws/board", "/ws/calls/c1", "/ws/calls/c1/audio"):
        with served.watch(path, cookies["coach"]) as socket:
            socket.send('{"type": "beat"}')
            socket.send(sent)
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    socket.recv(timeout=30)
            assert closed.value.rcvd.code == code


def test_the_board_is_a_snapshot_and_then_diffs(served, cookies, call):
    with served.watch("/ws/board", cookies["coach"]) as socket:
        first = told(socket)
        assert first["type"] == "snapshot"
        served.do(served.hub.tick)
        served.do(call.take, pace(at=0.5))
        diff = told(socket)
        while {"id": "c1", "rate": 5.0, "baseline": 4.5, "ratio": 1.11, "measurable": True} not in diff["changed"]:
            diff = told(socket)
        assert diff["type"] == "diff" and diff["gone"] == []


def test_a_slow_board_delays_nobody_and_ends_as_the_others(served, cookies):
    calls = [served.do(served.hub.open, f"call-{i}", agent=f"Agent {i}") for i in range(40)]
    updates = 120

    def rush(step: int) -> None:
        for live in calls:
            live.take(flag(f"itch_word:{step}", raised=float(step)))
        served.hub.tick()

    with (
        served.watch("/ws/board", cookies["coach"], buffer_bytes=4096) as slow,
        served.watch("/ws/board", cookies["coach"]) as quick,
    ):
        seen = {"quick": 0}
        for step in range(updates):
            served.do(rush, step)
            message = told(quick)
            seen["quick"] = max(seen["quick"], message["seq"])
        assert seen["quick"] >= updates, "nobody waited for the slow one"
        want = json.loads(served.do(lambda: served.hub.board.snapshot))
        types, rows, seq = [], {}, None
        while seq != want["seq"]:
            message = told(slow)
            types.append(message["type"])
            assert message["type"] == "snapshot" or message["seq"] == seq + 1, "a gap is bridged by a snapshot"
            seq = message["seq"]
            if message["type"] == "snapshot":
                rows = {}
            for row in message.get("calls", message.get("changed")):
                rows[row["id"]] = rows.get(row["id"], {}) | row
        assert list(rows.values()) and rows == {row["id"]: row for row in want["calls"]}
        assert len(types) < updates and "snapshot" in types[1:], "it skipped what was old"


def test_a_call_is_resumed_with_nothing_missing_and_nothing_twice(served, cookies, call):
    items, seq = [], 0
    for part in range(4):
        with served.watch(f"/ws/calls/c1?after={seq}", cookies["agent"]) as socket:
            for i in range(5):
                served.do(call.take, heard(f"agent-{part}-{i}", "ja", at=float(part)))
            last = served.do(lambda: call.feed.last)
            items += items_until(socket, lambda item, last=last: item.get("seq") == last)
            seq = last
        served.do(call.take, heard(f"agent-between-{part}", "nee", at=float(part)))
    served.do(call.take, CallEnded(at=9.0))
    served.do(call.close)
    with served.watch(f"/ws/calls/c1?after={seq}", cookies["coach"]) as socket:
        items += items_until(socket, lambda item: item["t"] == "ended")
    assert [item["seq"] for item in items] == list(range(1, 4 * 6 + 3))
    assert items == served.do(call.feed.items)


def test_the_clock_is_told_once_a_second_and_not_kept(served, cookies, call):
    with served.watch("/ws/calls/c1", cookies["coach"]) as socket:
        told(socket)
        served.do(call.take, Tick(at=1.0))
        served.do(call.take, Tick(at=1.5))
        served.do(call.take, heard("agent-1", "ja", at=1.6))
        seen = []
        while not any(item["t"] == "words" for item in seen):
            seen += told(socket, "items")["items"]
        assert [item["at"] for item in seen if item["t"] == "now"] == [1.0]
        assert "now" not in {item["t"] for item in served.do(call.feed.items)}


def test_a_call_that_left_the_board_closes_its_sockets(served, cookies, call, monkeypatch):
    monkeypatch.setattr(hub_module, "LEAVES_AFTER_SECONDS", 0.0)
    with served.watch("/ws/calls/c1", cookies["coach"]) as socket:
        served.do(call.close)
        assert items_until(socket, lambda item: item["t"] == "ended")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
        assert closed.value.rcvd.code == 1000


def test_the_agents_page_follows_the_agents_own_call(served, cookies):
    with served.watch("/ws/agent", cookies["agent"]) as socket:
        assert told(socket) == {"type": "idle"}
        served.do(served.hub.open, "c9", agent="joris")
        live = served.do(served.hub.open, "c8", agent="sanne")
        assert told(socket)["id"] == "c8"
        for record in (pace(at=1.0), flag(raised=2.0), Nudge(at=2.0, until=6.5, flag="f", cue="Iets rustiger")):
            served.do(live.take, record)
        served.do(live.whisper, "Vraag door!", "Els")
        served.do(live.take, CallEnded(at=9.0))
        items = items_until(socket, lambda item: item["t"] == "ended")
        assert [item["t"] for item in items] == ["pace", "nudge", "whisper", "ended"]
        served.do(live.close)
        assert told(socket) == {"type": "idle"}


def test_an_agents_page_that_comes_late_gets_what_still_counts(served, cookies):
    live = served.do(served.hub.open, "c8", agent="sanne")
    old, shown = Nudge(at=2.0, until=6.5, flag="f", cue="Oud"), Nudge(at=9.0, until=13.5, flag="g", cue="Nu")
    for record in (pace(at=1.0), old, pace(at=5.0), shown, Tick(at=10.0)):
        served.do(live.take, record)
    served.do(live.whisper, "Vraag door!", "Els")
    with served.watch("/ws/agent", cookies["agent"]) as socket:
        assert told(socket)["id"] == "c8"
        items = told(socket, "items")["items"]
    assert [(item["t"], item["at"]) for item in items] == [("pace", 5.0), ("nudge", 9.0), ("whisper", 10.0)]


def test_listening_in_is_audited_shown_and_bit_for_bit(served, cookies, call, store):
    rng = np.random.default_rng(1)
    spoken = rng.integers(-32768, 32768, 16_000).astype(np.int16)
    with (
        served.watch("/ws/calls/c1", cookies["agent"]) as page,
        served.watch("/ws/calls/c1/audio?channel=customer", cookies["coach"]) as socket,
    ):
        assert json.loads(socket.recv(timeout=30)) == {"type": "format", "rateHz": 16000}
        (begun,) = audit.page(store, actions=[actions.LISTEN_START]).items
        assert (begun.actor, begun.call_id, dict(begun.detail)) == ("coach", "c1", {"channel": "customer"})
        assert items_until(page, lambda item: item["t"] == "listening")[-1]["on"]
        got, times = [], []
        for start in range(0, 16_000, 1600):
            for speaker in Speaker:
                samples = (spoken[start : start + 1600] / 32768).astype(np.float32)
                served.do(call.sound.frame, Frame(speaker=speaker, offset=start, samples=samples))
            message = socket.recv(timeout=30)
            seconds, channel = HEADER.unpack_from(message)
            assert channel == 1
            times.append(seconds)
            got.append(np.frombuffer(message, "<i2", offset=HEADER.size))
        np.testing.assert_array_equal(np.concatenate(got), spoken)
        np.testing.assert_allclose(times, np.arange(10) / 10)
        socket.close()
        over = items_until(page, lambda item: item["t"] == "listening")[-1]
        assert (over["by"], over["on"]) == ("coach", False)
    assert served.do(lambda: call.sound.listeners) == set()
    lines = [line.action for line in audit.page(store, call_id="c1").items]
    assert lines == [actions.LISTEN_STOP, actions.LISTEN_START]


def test_a_call_that_ends_ends_listening_in(served, cookies, call):
    with served.watch("/ws/calls/c1/audio", cookies["coach"]) as socket:
        socket.recv(timeout=30)
        served.do(call.close)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
        assert closed.value.rcvd.code == 1000
    with pytest.raises(InvalidStatus):
        served.watch("/ws/calls/c1/audio", cookies["coach"])


def test_signing_out_closes_what_was_open(served, cookies, store, monkeypatch):
    monkeypatch.setattr(sockets, "BEAT_SECONDS", 0.2)
    with served.watch("/ws/board", cookies["coach"]) as socket:
        assert told(socket, "beat") == {"type": "beat"}
        account = people.by_name(store, "coach")
        people.change(store, account.id, disabled=True)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=30)
        assert closed.value.rcvd.code == 4401
