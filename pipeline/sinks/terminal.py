"""The call on a terminal while it happens: captions, pace gauge, talk share, flags, the agent's cue."""

from collections.abc import Iterable
from itertools import islice

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from pipeline.captions.utterance import Utterance
from pipeline.conversation.measures import talk_share
from pipeline.detectors.flag import Flag
from pipeline.eventlog import Record
from pipeline.sinks.drawing import clock, gauge, share_bar
from pipeline.sinks.flagline import flag_line
from pipeline.sinks.holes import hole_line, joined
from pipeline.sinks.summary import summary
from pipeline.sinks.view import CallView
from pipeline.sinks.wording import SPEAKERS, TALLIED
from pipeline.span import Speaker

STYLES = {Speaker.AGENT: "cyan", Speaker.CUSTOMER: "magenta"}
CAPTION_ROWS = 10
FLAG_ROWS = 4
HOLE_SECONDS = 3.0
"""How long lost sound stays on the screen after it came back."""


class Terminal:
    """Draws the call in place, ten times a second at most, and the summary when it closes."""

    def __init__(self, console: Console, *, title: str) -> None:
        self._view = CallView()
        self._title = title
        self._console = console
        self._live = Live(console=console, refresh_per_second=10, transient=True, get_renderable=self._draw)
        self._live.start()

    def take(self, record: Record) -> None:
        """Take one record; the screen follows at its own rate."""
        self._view = self._view.after(record)

    def close(self) -> None:
        """Replace the live picture by the summary."""
        self._live.stop()
        self._console.print(summary(self._view))

    def _draw(self) -> RenderableType:
        view = self._view
        agent = view.pace_of(Speaker.AGENT)
        cue = Text(f"  {view.nudge.cue}  ", style="bold reverse") if view.nudge else Text("")
        now = view.conversation.now
        holes = [hole for hole in joined(view.conversation.lost) if now - hole.span.end < HOLE_SECONDS]
        told = [entry for entry in view.ledger.entries if entry.flag.kind not in TALLIED]
        flags = [flag_line(entry) for entry in told[-FLAG_ROWS:]]
        return Group(
            Text.assemble((self._title, "bold"), f"  {clock(view.conversation.now)}"),
            Panel(Group(*captions(view, CAPTION_ROWS)), title="ondertiteling", title_align="left", border_style="dim"),
            Text.assemble("tempo   ", gauge(agent)),
            Text.assemble("gesprek ", share_bar(talk_share(view.conversation))),
            Text.assemble("seintje ", cue),
            *(Text(f"geluid weg: {hole_line(hole)}", style="bold yellow") for hole in holes),
            Panel(Group(*flags), title="gehoord", title_align="left", border_style="dim"),
        )


def captions(view: CallView, rows: int) -> Iterable[Text]:
    """The last utterances, flagged words underlined, words that may still change dim."""
    flags = view.ledger.flags
    recent = islice(reversed(view.conversation.utterances), rows)
    return [caption(utterance, flags) for utterance in reversed(list(recent))]


def caption(utterance: Utterance, flags: Iterable[Flag] = ()) -> Text:
    """One utterance with its speaker and time."""
    text = Text.assemble(
        (f"{clock(utterance.span.start):>5} ", "dim"), (f"{SPEAKERS[utterance.speaker]:<11}", STYLES[utterance.speaker])
    )
    stable = " ".join(word.text for word in utterance.stable_words)
    text.append(stable)
    text.append(utterance.text[len(stable) :], style="dim italic")
    for flag in flags:
        if flag.utterance == utterance.id and flag.evidence:
            text.highlight_words([flag.evidence], style="underline bold yellow", case_sensitive=False)
    return text
