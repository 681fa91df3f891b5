"""Small drawings in text: a pace gauge, a share bar, a sparkline. Shape and words carry the meaning, not colour."""

from collections.abc import Sequence
from itertools import pairwise

from rich.text import Text

from pipeline.audio.events import Pace

SLOWEST, FASTEST = 2.0, 8.0
"""The gauge's ends, syllables per second: slower or faster Dutch is hardly spoken."""
BLOCKS = "▁▂▃▄▅▆▇█"
PACES = ((1.2, "snel", "bold yellow"), (1.1, "vlot", "yellow"), (0.0, "rustig", "cyan"))
"""(ratio to the baseline from which, word, style), fastest first."""


def gauge(pace: Pace | None, width: int = 30) -> Text:
    """A bar for the articulation rate, with the speaker's own baseline as an upright stroke, and the pace in a word."""
    rate = pace.articulation_rate if pace else None
    if pace is None or rate is None:
        return Text("·" * width + "  nog niet te meten", style="dim")
    cells = ["━" if i <= _place(rate, width) else "·" for i in range(width)]
    word, style = "", "cyan"
    if pace.baseline:
        cells[_place(pace.baseline, width)] = "┃"
        ratio = rate / pace.baseline
        word, style = next((word, style) for least, word, style in PACES if ratio >= least)
    usual = f" (gewoon {_number(pace.baseline)})" if pace.baseline else ""
    return Text.assemble(("".join(cells), style), f"  {_number(rate)} lettergrepen/s{usual} ", (word, style))


def share_bar(share: float | None, width: int = 30) -> Text:
    """Who talks how much: the agent's part from the left."""
    if share is None:
        return Text("·" * width, style="dim")
    own = round(share * width)
    return Text.assemble(
        ("█" * own, "cyan"), ("░" * (width - own), "magenta"), f"  medewerker {share:.0%} · klant {1 - share:.0%}"
    )


def sparkline(values: Sequence[float], width: int = 60) -> str:
    """A curve of at most `width` blocks; each is the mean of its stretch."""
    if not values:
        return ""
    count = min(width, len(values))
    edges = [round(i * len(values) / count) for i in range(count + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    low, high = min(means), max(means)
    scale = (len(BLOCKS) - 1) / (high - low) if high > low else 0
    return "".join(BLOCKS[round((mean - low) * scale)] for mean in means)


def clock(seconds: float) -> str:
    """Seconds as m:ss."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _number(value: float) -> str:
    """A number as the Dutch write it."""
    return f"{value:.1f}".replace(".", ",")


def _place(rate: float, width: int) -> int:
    """The gauge's cell for a rate."""
    share = (min(max(rate, SLOWEST), FASTEST) - SLOWEST) / (FASTEST - SLOWEST)
    return round(share * (width - 1))
