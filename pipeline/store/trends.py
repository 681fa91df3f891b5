"""One agent's weeks, and how often a rule was right. Every figure is about one agent or one rule; nothing here puts
people side by side, and there is no function that could."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from pipeline.store.calls import standing
from pipeline.store.store import Store
from pipeline.store.tables import CallRow, FlagRow, VerdictRow

MOST_CALLS = 10_000
"""Calls of one agent that are looked at, the latest."""
MOST_RULES = 500
LEAST_SECONDS = 60.0
"""A week with less talk than this has no flags per 10 minutes: a single flag would look like a storm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One agent's calls of one week (Monday to Sunday, UTC). Means are weighted by the calls' length."""

    monday: date
    calls: int
    seconds: float
    usual_rate: float | None
    """Articulation rate, syllables/s."""
    baseline: float | None
    """Their own usual rate, syllables/s."""
    talk_share: float | None
    """0..1."""
    per_10_minutes: Mapping[str, float]
    """Flags that stand per 10 minutes of call, by kind; empty for a week with hardly any talk. Calls whose flags were
    deleted don't count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePrecision:
    """How people judged the flags of one rule."""

    kind: str
    rule: str
    accepted: int
    rejected: int

    @property
    def share(self) -> float:
        """Accepted of all verdicts, 0..1."""
        return self.accepted / (self.accepted + self.rejected)


def weeks(store: Store, agent: str, *, since: datetime | None = None) -> tuple[Week, ...]:
    """One agent's weeks with calls, oldest first. For that agent and their coach."""
    query = (
        select(CallRow)
        .where(CallRow.agent == agent, CallRow.erased_at.is_(None), CallRow.seconds > 0)
        .order_by(CallRow.started_at.desc())
        .limit(MOST_CALLS)
    )
    counted = (
        select(FlagRow.call_id, FlagRow.kind, func.count())
        .join(CallRow, CallRow.id == FlagRow.call_id)
        .where(CallRow.agent == agent, CallRow.erased_at.is_(None), standing())
        .group_by(FlagRow.call_id, FlagRow.kind)
    )
    if since is not None:
        query, counted = query.where(CallRow.started_at >= since), counted.where(CallRow.started_at >= since)
    with store.reading() as session:
        calls = session.scalars(query).all()
        flags: dict[str, Counter[str]] = defaultdict(Counter)
        for call_id, kind, count in session.execute(counted):
            flags[call_id][kind] = count
    by_week: dict[date, list[CallRow]] = defaultdict(list)
    for call in calls:
        day = call.started_at.date()
        by_week[day - timedelta(days=day.weekday())].append(call)
    return tuple(_week(monday, by_week[monday], flags) for monday in sorted(by_week))


def precision(store: Store, *, agent: str | None = None, since: datetime | None = None) -> tuple[RulePrecision, ...]:
    """How each rule was judged, by kind and rule; in one agent's calls, or in all together. Rules without a
    verdict are left out."""
    flag = (
        select(FlagRow.call_id, FlagRow.key, func.min(FlagRow.kind).label("kind"), func.min(FlagRow.rule).label("rule"))
        .group_by(FlagRow.call_id, FlagRow.key)
        .subquery()
    )
    accepted = func.sum(case((VerdictRow.accepted, 1), else_=0))
    query = (
        select(flag.c.kind, flag.c.rule, accepted, func.count())
        .join(VerdictRow, (VerdictRow.call_id == flag.c.call_id) & (VerdictRow.flag_key == flag.c.key))
        .group_by(flag.c.kind, flag.c.rule)
        .order_by(flag.c.kind, flag.c.rule)
        .limit(MOST_RULES)
    )
    if agent is not None:
        query = query.join(CallRow, CallRow.id == VerdictRow.call_id).where(CallRow.agent == agent)
    if since is not None:
        query = query.where(VerdictRow.at >= since)
    with store.reading() as session:
        return tuple(
            RulePrecision(kind=kind, rule=rule, accepted=yes, rejected=count - yes)
            for kind, rule, yes, count in session.execute(query)
        )


def _week(monday: date, calls: Sequence[CallRow], flags: Mapping[str, Counter[str]]) -> Week:
    flagged = [call for call in calls if call.flags_deleted_at is None]
    seconds = sum(call.seconds or 0.0 for call in flagged)
    counts: Counter[str] = sum((flags.get(call.id, Counter()) for call in flagged), Counter())
    enough = seconds >= LEAST_SECONDS
    return Week(
        monday=monday,
        calls=len(calls),
        seconds=sum(call.seconds or 0.0 for call in calls),
        usual_rate=_mean([(call.usual_rate, call.seconds) for call in calls]),
        baseline=_mean([(call.baseline, call.seconds) for call in calls]),
        talk_share=_mean([(call.talk_share, call.seconds) for call in calls]),
        per_10_minutes={kind: count * 600 / seconds for kind, count in sorted(counts.items())} if enough else {},
    )


def _mean(weighted: Sequence[tuple[float | None, float | None]]) -> float | None:
    known = [(value, weight) for value, weight in weighted if value is not None and weight]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known) if known else None
