"""Calls come back as they were told, in pages, by what was said and flagged in them."""

from datetime import timedelta

import pytest
from stored_calls import AGENT, a_call, a_coach, flagged, keep, said, usual_call

from pipeline.conversation.events import CallEnded, Tick
from pipeline.detectors.flag import Cleared
from pipeline.errors import UsageError
from pipeline.store import calls, notes
from pipeline.store.calls import CallFilter


def test_a_call_is_known_with_its_figures(store, clock):
    started = clock()
    keep(store, usual_call())
    call = calls.get(store, "c1")
    assert (call.agent, call.variety, call.direction) == ("Noor", "NL", "inbound")
    assert call.started_at == started and call.ended_at == clock()
    assert (call.seconds, call.talk_share, call.usual_rate, call.baseline) == (600.0, 0.75, 5.5, 4.8)
    assert call.words == 4 + 3
    assert calls.agents(store) == ("Noor",)


def test_a_call_without_its_end_was_broken_off(store):
    keep(store, usual_call()[:-1])
    assert calls.get(store, "c1").ended_at is None
    assert calls.get(store, "c1").seconds == pytest.approx(6.3)


def test_a_flag_raised_again_after_it_was_cleared_is_two_flags(store):
    cleared = Cleared(key="k", kind="rushing", at=5.0, reason="recovered")
    keep(store, a_call(flagged("rushing", 3.0, key="k"), cleared, flagged("rushing", 9.0, key="k")))
    assert [(flag.at, flag.cleared_reason) for flag in calls.flags(store, "c1")] == [(3.0, "recovered"), (9.0, None)]


def test_a_flag_that_its_final_took_back_does_not_count(store):
    keep(store, a_call(flagged("x", 3.0, key="k"), Cleared(key="k", kind="x", at=5.0, reason="revised")))
    assert calls.flags(store, "c1") == ()
    assert [flag.cleared_reason for flag in calls.flags(store, "c1", revised=True)] == ["revised"]
    assert calls.page(store, CallFilter(flag_kind="x")).items == ()


def test_what_was_said_is_its_last_final(store):
    spoken = [said("a", 1, "een"), said("b", 5, "weg ermee"), said("a", 1, "een twee"), said("b", 5, "")]
    keep(store, a_call(*spoken))
    assert [(one.id, one.text, one.speaker) for one in calls.utterances(store, "c1")] == [("a", "een twee", AGENT)]


def test_calls_are_found_by_agent_date_flag_and_text(store, clock):
    for number, agent in enumerate(["Noor", "Noor", "Sami", None]):
        records = a_call(
            said("a", 1, f"mijn 100% café {number}"),
            flagged("rushing" if number % 2 else "itch_word", 3.0),
            agent=agent,
            call_id=f"c{number}",
        )
        keep(store, records, f"c{number}")
        clock.forward(days=1)
    start = clock() - timedelta(days=4)

    def found(**which):
        return [call.id for call in calls.page(store, CallFilter(**which)).items]

    assert found() == ["c3", "c2", "c1", "c0"]
    assert found(agent="Noor") == ["c1", "c0"]
    assert found(since=start + timedelta(days=1), until=start + timedelta(days=3)) == ["c2", "c1"]
    assert found(flag_kind="rushing") == ["c3", "c1"]
    assert found(flag_kind="rushing", agent="Noor") == ["c1"]
    assert found(text="MIJN 100% c") == ["c3", "c2", "c1", "c0"]
    assert found(text="café 2") == ["c2"]
    assert found(text="_") == found(text="1%0") == found(agent="noor") == []
    assert calls.agents(store) == ("Noor", "Sami")


def test_pages_hold_every_call_once_whatever_comes_in_between(store, clock):
    for number in range(7):
        keep(store, [], f"c{number}")
        clock.forward(seconds=number % 2)  # some begin in the same moment
    page = calls.page(store, limit=3)
    seen = [call.id for call in page.items]
    keep(store, [], "newer", started_at=clock() + timedelta(hours=1))
    while page.next:
        page = calls.page(store, limit=3, after=page.next)
        seen += [call.id for call in page.items]
    assert sorted(seen) == [f"c{number}" for number in range(7)] and len(page.items) == 1


@pytest.mark.parametrize("bad", [{"limit": 0}, {"limit": 201}, {"after": "x"}, {"after": "2026-01-01T00:00:00|c"}])
def test_a_page_that_cannot_be_is_refused(store, bad):
    with pytest.raises(UsageError):
        calls.page(store, **bad)


def test_a_text_to_look_for_is_bounded(store):
    with pytest.raises(UsageError):
        calls.page(store, CallFilter(text="x" * 101))


def test_an_unknown_call_is_an_error(store):
    with pytest.raises(UsageError):
        calls.get(store, "nowhere")


def test_records_are_read_from_any_of_them_on(store):
    written = a_call(*(Tick(at=i / 2) for i in range(2500)), CallEnded(at=2000.0))
    keep(store, written)
    assert list(calls.records(store, "c1")) == written
    assert list(calls.records(store, "c1", first=2490)) == written[2490:]
    assert list(calls.records(store, "c1", first=9999)) == []


def test_a_flag_knows_who_judged_it(store):
    keep(store, usual_call())
    coach, other = a_coach(store), a_coach(store, "Bo")
    key = calls.flags(store, "c1")[0].key
    notes.judge(store, "c1", key, accepted=True, account_id=coach.id)
    notes.judge(store, "c1", key, accepted=False, account_id=other.id)
    assert sorted(calls.flags(store, "c1")[0].verdicts) == [(coach.id, True), (other.id, False)]
    notes.judge(store, "c1", key, accepted=False, account_id=coach.id)
    notes.withdraw_verdict(store, "c1", key, account_id=other.id)
    assert calls.flags(store, "c1")[0].verdicts == ((coach.id, False),)


def test_ids_for_calls_differ():
    assert len({calls.new_id() for _ in range(1000)}) == 1000
