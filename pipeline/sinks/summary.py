"""The end of a call in one screen: flags, talk share, pace curve, latencies."""

from collections import Counter
from statistics import median, quantiles

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from pipeline.conversation.measures import talk_share
from pipeline.sinks.drawing import share_bar, sparkline
from pipeline.sinks.flagline import flag_line
from pipeline.sinks.holes import hole_line, joined
from pipeline.sinks.view import CallView
from pipeline.sinks.wording import NOTES, REASONS, TALLIED

QUESTIONS = (("S", "situatie"), ("P", "probleem"), ("I", "gevolg"), ("N", "nut"), ("other", "overig"))
"""The SPIN types of question in Dutch."""


def summary(view: CallView) -> RenderableType:
    """What a coach and an agent look at when the call is over."""
    lines: list[RenderableType] = [Rule("Samenvatting", style="dim")]
    entries = [entry for entry in view.ledger.entries if not (entry.cleared and entry.cleared.reason == "revised")]
    notes = [entry for entry in entries if entry.flag.kind in NOTES]
    told = [entry for entry in entries if entry.flag.kind not in TALLIED | NOTES]
    lines += map(flag_line, notes)
    well = [entry for entry in told if entry.flag.severity == "positive"]
    better = [entry for entry in told if entry.flag.severity != "positive"]
    lines += [Text("Ging goed", style="bold green"), *map(flag_line, well)] if well else []
    lines += [Text("Kan beter", style="bold"), *map(flag_line, better)] if better else []
    lines += [] if better or notes else [Text("Niets te verbeteren gehoord: mooi gesprek.", style="green")]
    lines += [Text(""), Text.assemble(("Spreekaandeel  ", "bold"), share_bar(talk_share(view.conversation)))]
    spin = Counter(entry.flag.type for entry in entries if entry.flag.kind == "question")
    if spin:
        lines.append(
            Text.assemble(("Vragen         ", "bold"), " · ".join(f"{name} {spin[type]}" for type, name in QUESTIONS))
        )
    rates = [pace.articulation_rate for pace in view.curve if pace.articulation_rate is not None]
    if rates:
        low, high = min(rates), max(rates)
        lines.append(
            Text.assemble(
                ("Tempo          ", "bold"),
                (sparkline(rates), "cyan"),
                f"  {low:.1f}–{high:.1f} lettergrepen/s".replace(".", ","),
            )
        )
    delays = [entry.flag.raised - entry.flag.at for entry in entries]
    if delays:
        late = quantiles(delays, n=20)[-1] if len(delays) > 1 else delays[0]
        text = f"mediaan {median(delays):.1f} s, 95% binnen {max(late, 0):.1f} s na het gedrag".replace(".", ",")
        lines.append(Text.assemble(("Vertraging     ", "bold"), text))
    lines.append(Text.assemble(("Seintjes       ", "bold"), _nudges(view)))
    for hole in joined(view.conversation.lost):
        lines.append(Text.assemble(("Geluid weg     ", "bold yellow"), hole_line(hole)))
    return Group(*lines)


def _nudges(view: CallView) -> str:
    reasons = Counter(REASONS[nudge.reason] for nudge in view.suppressed)
    kept = ", ".join(f"{count}x {reason}" for reason, count in reasons.most_common())
    return f"{view.nudges} getoond" + (f"; niet getoond: {kept}" if kept else "")
