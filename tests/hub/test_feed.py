"""The feed of a call: numbered, nothing missing and nothing twice, and bounded."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.conversation.events import CallStarted
from pipeline.hub.feed import Feed, message
from pipeline.hub.items import Itemiser, items_of, replaces
from pipeline.hub.live_call import LiveCall
from pipeline.span import Speaker
from tests.hub.records import calls, flag, heard, pace

STARTED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def live_call() -> LiveCall:
    return LiveCall("c1", agent="Noor", started_at=STARTED)


def page(items: list[dict]) -> list[dict]:
    """What a page holds that was given these items: of an item that replaces another, the newest."""
    kept: dict = {}
    for item in items:
        key = replaces(item) or item["seq"]
        kept.pop(key, None)
        kept[key] = item
    return list(kept.values())


def read(feed: Feed, seq: int, at_once: int) -> tuple[int, list[dict]]:
    items: list[dict] = []
    while True:
        seq, texts = feed.after(seq, at_once=at_once)
        if not texts:
            return seq, items
        items += json.loads(message(texts))["items"]


@given(calls(), st.data())
def test_a_reader_who_comes_back_has_nothing_missing_and_nothing_twice(records, data):
    call, every = live_call(), []
    for record in records:
        before = call.feed.last
        call.take(record)
        every += read(call.feed, before, 1000)[1]
    assert [item["seq"] for item in every] == list(range(1, call.feed.last + 1))
    left_at = data.draw(st.integers(0, call.feed.last))
    seen = [item for item in every if item["seq"] <= left_at]
    place, rest = read(call.feed, left_at, data.draw(st.integers(1, 5)))
    assert place == call.feed.last
    assert all(item["seq"] > left_at for item in rest)
    assert page(seen + rest) == page(every) == call.feed.items()


@given(calls())
def test_the_stored_call_has_the_items_of_the_live_one(records):
    call = live_call()
    for record in records:
        call.take(record)
    assert items_of(records, started_at=STARTED) == call.feed.items()


def test_partials_are_kept_once():
    call = live_call()
    for i in range(500):
        call.take(heard("agent-1", *["woord"] * (i % 5 + 1), at=5.0 + i / 10, final=False))
    call.take(heard("agent-1", "goedemiddag", at=60.0))
    (item,) = call.feed.items()
    assert item["seq"] == 501 and item["final"] and item["words"] == [["goedemiddag", 58.0, 58.3]]


def test_a_final_without_words_takes_its_partial_back_and_is_else_no_item():
    itemiser = Itemiser(started_at=STARTED)
    assert itemiser.items(heard("agent-1")) == ()
    assert len(itemiser.items(heard("agent-2", "ja", final=False))) == 1
    (taken_back,) = itemiser.items(heard("agent-2"))
    assert taken_back["words"] == [] and taken_back["final"]


def test_pace_comes_once_a_second_and_only_the_agents():
    itemiser = Itemiser(started_at=STARTED)
    paces = [pace(at=i / 10, rate=None if i > 20 else 5.123) for i in range(41)]
    items = [item for each in paces for item in itemiser.items(each)]
    assert [item["at"] for item in items] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert items[0] == {"t": "pace", "who": "agent", "at": 0.0, "rate": 5.12, "baseline": 4.5, "measurable": True}
    assert items[-1]["rate"] is None and not items[-1]["measurable"]
    assert itemiser.items(pace(at=9.0, speaker=Speaker.CUSTOMER)) == ()


def test_the_first_item_tells_which_call_it_is():
    (item,) = items_of([CallStarted(call_id="c1", agent="Noor", direction="outbound")], started_at=STARTED)
    assert item == {
        "seq": 1,
        "t": "call",
        "id": "c1",
        "agent": "Noor",
        "variety": "NL",
        "direction": "outbound",
        "startedAt": "2026-03-02T09:30:00.000+00:00",
        "state": "live",
    }


def test_a_flag_carries_its_evidence_and_no_field_for_a_feeling():
    (item,) = Itemiser(started_at=STARTED).items(flag())
    fields = (
        "t key kind type severity who start end at utterance evidence message advice value limit unit category rule"
    )
    assert sorted(item) == sorted(fields.split())


def test_beyond_the_bound_the_oldest_go_and_are_counted():
    feed = Feed(bound=100)
    for at in range(250):
        feed.add({"t": "lost", "who": "agent", "start": at, "end": at})
    assert len(feed) == 100 and feed.dropped == 150
    assert [item["seq"] for item in feed.items()] == list(range(151, 251))


@pytest.mark.parametrize("seq", [0, 7, 1000])
def test_an_empty_feed_has_nothing_for_anyone(seq):
    assert Feed().after(seq) == (seq, [])
