"""One agent's weeks, for that agent and their coaches. There is no route that puts agents side by side."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from pipeline.store import calls, trends
from pipeline.store.columns import NAME
from pipeline.web.api.shapes import REFUSALS
from pipeline.web.problem import unknown
from pipeline.web.roles import Coach, CoachOrAgent, may_see
from pipeline.web.services import ServicesHere

router = APIRouter(prefix="/api", tags=["trends"], responses=REFUSALS)
AgentName = Annotated[str, InPath(min_length=1, max_length=NAME)]


class WeekOut(BaseModel):
    """One agent's calls of a week. Rates in syllables/s, shares 0..1; flags per 10 minutes of call by kind."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    monday: date
    calls: int
    seconds: float
    usual_rate: float | None
    baseline: float | None
    talk_share: float | None
    per_10_minutes: dict[str, float]

    @classmethod
    def of(cls, week: trends.Week) -> "WeekOut":
        """As the store has it."""
        return cls(**{name: getattr(week, name) for name in cls.model_fields})


class RuleOut(BaseModel):
    """How often a rule was found right by this agent."""

    kind: str
    rule: str
    accepted: int
    rejected: int


class TrendsOut(BaseModel):
    """One agent's weeks, oldest first, and their verdicts by rule."""

    agent: str
    weeks: list[WeekOut]
    rules: list[RuleOut]


@router.get("/agents")
def agents(_: Coach, here: ServicesHere) -> list[str]:
    """The names of the agents with calls, by the alphabet."""
    return list(calls.agents(here.store))


@router.get("/trends/{agent}")
def of_agent(
    agent: AgentName,
    account: CoachOrAgent,
    here: ServicesHere,
    since: Annotated[date | None, Query(alias="from", ge=date(2000, 1, 1), le=date(2999, 1, 1))] = None,
) -> TrendsOut:
    """One agent's weeks."""
    if not may_see(account, agent):
        raise unknown("Deze medewerker")
    moment = datetime(since.year, since.month, since.day, tzinfo=UTC) if since else None
    weeks = [WeekOut.of(week) for week in trends.weeks(here.store, agent, since=moment)]
    rules = [
        RuleOut(kind=rule.kind, rule=rule.rule, accepted=rule.accepted, rejected=rule.rejected)
        for rule in trends.precision(here.store, agent=agent, since=moment)
    ]
    return TrendsOut(agent=agent, weeks=weeks, rules=rules)
