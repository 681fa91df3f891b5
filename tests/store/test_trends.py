"""One agent's weeks, and how right each rule was."""

import inspect
from datetime import UTC, date, datetime

import pytest
from stored_calls import a_call, a_coach, flagged, keep, pace

from pipeline.detectors.flag import Cleared
from pipeline.store import erase, notes, trends
from pipeline.store.trends import RulePrecision

SUNDAY, MONDAY = datetime(2026, 3, 1, 23, 59, tzinfo=UTC), datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def test_an_agents_weeks(store):
    rushing = [flagged("rushing", float(at)) for at in (10, 20, 30)]
    keep(store, a_call(*rushing, pace(1.0, 6.0, 5.0), end=300.0), "a", started_at=SUNDAY)
    keep(store, a_call(flagged("promise", 3.0), pace(1.0, 5.0, 5.0), end=900.0), "b", started_at=SUNDAY)
    keep(store, a_call(*rushing, end=1800.0), "c", started_at=MONDAY)
    keep(store, a_call(*rushing, agent="Sami"), "d", started_at=MONDAY)
    first, second = trends.weeks(store, "Noor")
    assert (first.monday, first.calls, first.seconds) == (date(2026, 2, 23), 2, 1200.0)
    assert first.per_10_minutes == {"rushing": 1.5, "promise": 0.5}
    assert first.usual_rate == pytest.approx((6.0 * 300 + 5.0 * 900) / 1200) and first.baseline == 5.0
    assert (second.monday, second.per_10_minutes) == (date(2026, 3, 2), {"rushing": 1.0})
    assert second.usual_rate is None and second.talk_share is None
    assert trends.weeks(store, "Noor", since=MONDAY) == (second,)
    assert trends.weeks(store, "nobody") == ()


def test_flags_taken_back_erased_calls_and_hardly_any_talk_do_not_count(store):
    revised = Cleared(key="k", kind="rushing", at=5.0, reason="revised")
    keep(store, a_call(flagged("rushing", 3.0, key="k"), revised, flagged("promise", 9.0)), "a", started_at=MONDAY)
    keep(store, a_call(flagged("rushing", 3.0)), "b", started_at=MONDAY)
    erase.erase(store, "b", actor="Mira", account_id=None)
    (week,) = trends.weeks(store, "Noor")
    assert (week.calls, week.per_10_minutes) == (1, {"promise": 1.0})
    keep(store, a_call(flagged("rushing", 3.0), end=20.0), "c", started_at=SUNDAY)
    assert trends.weeks(store, "Noor")[0].per_10_minutes == {}


def test_how_right_a_rule_was(store):
    coach, other = a_coach(store), a_coach(store, "Bo")
    again = [
        flagged("x", 1.0, key="k"),
        Cleared(key="k", kind="x", at=2.0, reason="recovered"),
        flagged("x", 3.0, key="k"),
    ]
    keep(store, a_call(*again, flagged("x", 4.0, rule="other"), flagged("y", 5.0)), "a")
    keep(store, a_call(flagged("x", 1.0, key="k"), agent="Sami"), "b")
    notes.judge(store, "a", "k", accepted=True, account_id=coach.id)
    notes.judge(store, "a", "k", accepted=False, account_id=other.id)
    notes.judge(store, "a", "x:4.0", accepted=False, account_id=coach.id)
    notes.judge(store, "b", "k", accepted=True, account_id=coach.id)
    other_rule = RulePrecision(kind="x", rule="other", accepted=0, rejected=1)
    assert trends.precision(store) == (other_rule, RulePrecision(kind="x", rule="regel_x", accepted=2, rejected=1))
    assert trends.precision(store)[1].share == pytest.approx(2 / 3)
    assert trends.precision(store, agent="Sami") == (RulePrecision(kind="x", rule="regel_x", accepted=1, rejected=0),)


def test_nothing_sets_people_side_by_side():
    """Whatever is public about people takes one agent, or is about no agent at all."""
    public = [f for name, f in inspect.getmembers(trends, inspect.isfunction) if f.__module__ == trends.__name__]
    told = {f.__name__: f for f in public if not f.__name__.startswith("_")}
    assert set(told) == {"weeks", "precision"}
    assert inspect.signature(told["weeks"]).parameters["agent"].default is inspect.Parameter.empty
    assert not {"agent", "agents"} & (set(trends.Week.__slots__) | set(RulePrecision.__slots__))
