"""The board: snapshot and diffs give the rows, and need puts first what stands."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.audio.events import SpeechEnded, SpeechStarted
from pipeline.conversation.events import CallEnded, CallStarted, Tick
from pipeline.detectors.flag import Cleared
from pipeline.hub.hub import LEAVES_AFTER_SECONDS, Hub
from pipeline.hub.row import RowState
from pipeline.span import Span, Speaker
from tests.hub.records import calls, flag, pace

FIELDS = (
    *("id", "agent", "startedAt", "now", "state", "talkShare", "rate", "baseline", "ratio", "measurable"),
    *("lastFlag", "open", "feeling", "listeners", "muted", "need"),
)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def utc(self) -> datetime:
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)


def hub_with_clock() -> tuple[Hub, Clock]:
    clock = Clock()
    return Hub(clock=clock, utc=clock.utc), clock


class Watcher:
    """A page: it holds the rows and applies what comes."""

    def __init__(self, hub: Hub) -> None:
        self.board = hub.board
        self.seq: int | None = None
        self.rows: dict[str, dict] = {}
        self.types: list[str] = []

    def look(self) -> None:
        seq, text = self.board.after(self.seq)
        if text is None:
            return
        message = json.loads(text)
        self.types.append(message["type"])
        assert message["seq"] == seq
        if message["type"] == "snapshot":
            self.rows = {row["id"]: row for row in message["calls"]}
        else:
            assert seq == self.seq + 1
            for row in message["changed"]:
                self.rows[row["id"]] = self.rows.get(row["id"], {}) | row
            for id in message["gone"]:
                del self.rows[id]
        self.seq = seq


@given(st.lists(calls(most=25), min_size=1, max_size=3), st.data())
def test_snapshot_and_diffs_give_the_rows_whoever_looks_whenever(recorded, data):
    hub, clock = hub_with_clock()
    quick, slow = Watcher(hub), Watcher(hub)
    for i, records in enumerate(recorded):
        clock.seconds += 1
        call = hub.open(f"c{i}", agent=f"Agent {i}")
        for record in records:
            call.take(record)
            if data.draw(st.booleans()):
                hub.tick()
                quick.look()
            if data.draw(st.integers(0, 9)) == 0:
                slow.look()
        if isinstance(records[-1], CallEnded):
            call.close()
        clock.seconds += data.draw(st.sampled_from([0.0, LEAVES_AFTER_SECONDS]))
    hub.tick()
    quick.look()
    slow.look()
    assert quick.rows == slow.rows == hub.board.rows == {call.id: call.row() for call in hub.calls()}
    assert "snapshot" not in quick.types[1:]


def test_a_row_has_the_fields_of_the_board():
    hub, _ = hub_with_clock()
    hub.open("c1", agent="Noor")
    hub.tick()
    assert sorted(hub.board.rows["c1"]) == sorted(FIELDS)


def test_a_diff_holds_what_changed_and_is_made_once():
    hub, _ = hub_with_clock()
    call = hub.open("c1", agent="Noor")
    hub.tick()
    call.take(pace(at=0.5))
    hub.tick()
    first, second = hub.board.after(1)[1], hub.board.after(1)[1]
    assert first is second
    assert json.loads(first) == {
        "type": "diff",
        "seq": 2,
        "changed": [{"id": "c1", "rate": 5.0, "baseline": 4.5, "ratio": 1.11, "measurable": True}],
        "gone": [],
    }
    hub.tick()
    assert hub.board.seq == 2


def test_an_ended_call_leaves_after_a_minute_and_its_feed_with_it():
    hub, clock = hub_with_clock()
    call = hub.open("c1", agent="Noor")
    call.take(CallStarted(call_id="c1"))
    call.take(CallEnded(at=9.0))
    call.close()
    hub.tick()
    assert hub.board.rows["c1"]["state"] == "ended" and hub.live("c1") is None and hub.find("c1") is call
    clock.seconds += LEAVES_AFTER_SECONDS - 1
    hub.tick()
    assert hub.calls() == (call,)
    clock.seconds += 1
    hub.tick()
    assert hub.calls() == () and hub.board.rows == {} and hub.find("c1") is None
    assert json.loads(hub.board.after(hub.board.seq - 1)[1])["gone"] == ["c1"]


def test_a_call_that_breaks_off_says_so():
    hub, _ = hub_with_clock()
    call = hub.open("c1", agent="Noor")
    call.take(CallStarted(call_id="c1", agent="Noor"))
    call.take(Tick(at=3.5))
    call.close()
    call.close()
    items = call.feed.items()
    assert [(item["t"], item.get("state")) for item in items] == [("call", "live"), ("call", "broken"), ("ended", None)]
    assert items[-1]["at"] == 3.5 and call.row()["state"] == "ended"


class Told:
    """A call's controls that note what they are told."""

    def __init__(self) -> None:
        self.muted: list[bool] = []
        self.detectors: list[tuple] = []

    def mute(self, on: bool) -> None:
        self.muted.append(on)

    def use(self, detectors) -> None:
        self.detectors.append(detectors)


def test_mute_reaches_the_gate_and_the_agents_next_call():
    hub, _ = hub_with_clock()
    told = Told()
    first = hub.open("c1", agent="Noor", controls=told)
    assert first.mute(True)["on"] and told.muted == [True] and first.row()["muted"]
    second = hub.open("c2", agent="Noor", controls=told)
    assert told.muted == [True, True] and second.muted
    assert not hub.open("c3", agent="Sem").muted
    second.mute(False)
    assert not hub.open("c4", agent="Noor").muted


def test_new_detectors_reach_the_running_calls_and_those_to_come():
    hub, _ = hub_with_clock()
    running, over = Told(), Told()
    hub.open("c1", controls=running)
    hub.open("c2", controls=over).close()
    assert hub.detectors is None
    hub.use(["a detector"])
    assert running.detectors == [("a detector",)] and over.detectors == []
    assert hub.detectors == ("a detector",)


def test_the_agents_call_is_their_newest_running_one():
    hub, _ = hub_with_clock()
    hub.open("c1", agent="Noor")
    second = hub.open("c2", agent="Noor")
    assert hub.call_of("Noor") is second
    second.close()
    assert hub.call_of("Noor").id == "c1" and hub.call_of("Sem") is None


def need(*records) -> float:
    state = RowState()
    for record in records:
        state.take(record)
    return state.row()["need"]


def test_need_puts_critical_before_urgent_before_other_and_fades():
    critical = flag("c", kind="missing_acknowledgement", severity="critical")
    urgent = [flag(f"rushing:{i}", kind="rushing") for i in range(9)]
    other = [flag(f"itch_word:{i}") for i in range(9)]
    now = Tick(at=10.0)
    assert need(now, critical) > need(now, *urgent, *other) > need(now, *other) > need(now, other[0]) > need(now) == 0
    assert need(now, urgent[0]) > need(now, *other[:3])
    assert need(now, critical, Tick(at=130.0)) == 8.0
    assert need(now, flag(severity="info"), flag(severity="positive")) == 0


def test_what_is_cleared_no_longer_counts():
    state = RowState()
    state.take(flag("rushing", kind="rushing"))
    assert state.row()["open"] == {"critical": 0, "warning": 1}
    state.take(Cleared(key="rushing", kind="rushing", at=20.0, reason="recovered"))
    row = state.row()
    assert row["open"]["warning"] == 0 and row["need"] == 0 and row["lastFlag"]["key"] == "rushing"


def test_a_revised_flag_was_never_the_last_one():
    state = RowState()
    state.take(flag("itch_word:a:0"))
    state.take(flag("itch_word:b:0"))
    state.take(flag("question:1", kind="question", severity="info"))
    assert state.row()["lastFlag"]["key"] == "itch_word:b:0", "a counted kind is not told"
    state.take(Cleared(key="itch_word:b:0", kind="itch_word", at=20.0, reason="revised"))
    assert state.row()["lastFlag"]["key"] == "itch_word:a:0"


def test_a_customer_who_waits_raises_the_need():
    said = SpeechEnded(at=5.0, speaker=Speaker.CUSTOMER, span=Span(1.0, 5.0))
    assert need(said, Tick(at=7.0)) == 0
    assert need(said, Tick(at=18.0)) == 2.0
    assert need(said, Tick(at=500.0)) == 4.0
    assert need(said, Tick(at=18.0), SpeechStarted(at=18.0, speaker=Speaker.AGENT, onset=17.9)) == 0


def test_talk_share_counts_the_stretch_under_way():
    state = RowState()
    state.take(SpeechEnded(at=5.0, speaker=Speaker.CUSTOMER, span=Span(1.0, 5.0)))
    assert state.row()["talkShare"] == 0.0
    state.take(SpeechStarted(at=6.0, speaker=Speaker.AGENT, onset=6.0))
    state.take(Tick(at=10.0))
    assert state.row()["talkShare"] == 0.5


def test_feeling_is_the_last_stage():
    state = RowState()
    for i, stage in enumerate(("aanvoelen", "erkennen")):
        state.take(flag(f"feeling_stage:{i}", kind="feeling_stage", severity="info", type=stage))
    assert state.row()["feeling"] == "erkennen" and state.row()["lastFlag"] is None


def test_a_row_stays_small_in_a_long_call():
    state = RowState()
    for i in range(2000):
        state.take(flag(f"itch_word:{i}", raised=float(i)))
    assert state.row()["open"]["warning"] <= 200


def test_an_erased_call_leaves_at_once_but_not_while_it_runs():
    hub = Hub()
    call = hub.open("a")
    hub.forget("a")
    assert hub.find("a") is call
    call.close()
    hub.forget("a")
    assert hub.find("a") is None
