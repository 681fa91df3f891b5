"""Over calls: what an agent or a team does well, and where there is something to win. Nobody is compared."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.batch.tables import CallRow, FlagRow
from pipeline.report.page import number, percent, style, templates
from pipeline.sinks.drawing import clock
from pipeline.sinks.wording import NOTES, TALLIED
from pipeline.sinks.wording import kind as dutch_kind

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A kind of flag over calls: how often, in how many calls, and some examples."""

    title: str
    count: int
    calls: int
    advice: str
    examples: tuple[FlagRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Some calls together."""

    title: str
    calls: tuple[CallRow, ...]
    well: tuple[Habit, ...]
    better: tuple[Habit, ...]
    questions: Counter[str]
    named: bool
    """Whether the calls are one agent's, so that they may be listed."""

    @property
    def seconds(self) -> float:
        """Of all calls."""
        return sum(call.seconds for call in self.calls)

    @property
    def agent_share(self) -> float | None:
        """The agent's part of all speech."""
        own = sum(call.agent_speech for call in self.calls)
        both = own + sum(call.customer_speech for call in self.calls)
        return own / both if both else None

    @property
    def rates(self) -> list[float]:
        """The usual rate of every call in which it could be measured, syllables/s."""
        return [call.usual_rate for call in self.calls if call.usual_rate is not None]

    @property
    def trend(self) -> str:
        """The usual rate per call in order, as points of a polyline 600 wide and 60 high; "" for fewer than two."""
        rates = self.rates
        if len(rates) < 2:
            return ""
        low, high = min(rates), max(rates)
        scale = 50 / (high - low) if high > low else 0
        step = 600 / (len(rates) - 1)
        return " ".join(f"{i * step:.1f},{55 - (rate - low) * scale:.1f}" for i, rate in enumerate(rates))


def overview(title: str, calls: Sequence[CallRow], flags: Sequence[FlagRow], *, named: bool) -> Overview:
    """Put calls and their flags together."""
    told = [flag for flag in flags if flag.kind not in TALLIED | NOTES and flag.kind != "promise"]
    return Overview(
        title=title,
        calls=tuple(calls),
        well=_habits([flag for flag in told if flag.severity == "positive"]),
        better=_habits([flag for flag in told if flag.severity != "positive"]),
        questions=Counter(flag.type or "other" for flag in flags if flag.kind == "question"),
        named=named,
    )


def _habits(flags: Sequence[FlagRow]) -> tuple[Habit, ...]:
    habits = []
    for kind, count in Counter(flag.kind for flag in flags).most_common():
        own = [flag for flag in flags if flag.kind == kind]
        advice = Counter(flag.advice for flag in own).most_common(1)[0][0]
        calls = len({flag.call for flag in own})
        habits.append(
            Habit(
                title=dutch_kind(kind),
                count=count,
                calls=calls,
                advice=advice,
                examples=tuple(own[:EXAMPLES]),
            )
        )
    return tuple(habits)


def as_html(view: Overview) -> str:
    """One self-contained page."""
    template = templates().get_template("overview.html.j2")
    return template.render(view=view, style=style(), clock=clock, number=number, percent=percent)


def file_name(agent: str) -> str:
    """A readable, safe name that differs for every agent."""
    readable = re.sub(r"[^a-z0-9]+", "-", agent.lower()).strip("-")[:40] or "agent"
    return f"{readable}-{hashlib.sha256(agent.encode()).hexdigest()[:8]}.html"
