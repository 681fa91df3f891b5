"""The call as plain lines, for pipes and logs: finals and outcomes as they come, the summary at the end."""

from rich.console import Console
from rich.text import Text

from pipeline.audio.events import AudioLost
from pipeline.conversation.events import Heard
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.gate import Nudge
from pipeline.detectors.ledger import Entry
from pipeline.eventlog import Record
from pipeline.sinks.drawing import clock
from pipeline.sinks.flagline import ending, flag_line
from pipeline.sinks.holes import hole_line, is_news
from pipeline.sinks.summary import summary
from pipeline.sinks.terminal import caption
from pipeline.sinks.view import CallView
from pipeline.sinks.wording import TALLIED, kind


class Lines:
    """Prints what a reader of a log would want: no partials, no pace."""

    def __init__(self, console: Console) -> None:
        self._view = CallView()
        self._console = console

    def take(self, record: Record) -> None:
        """Print finals, flags, clearances, nudges and lost audio."""
        self._view = self._view.after(record)
        match record:
            case Heard(utterance=utterance) if utterance.final and utterance.words:
                self._console.print(caption(utterance))
            case Flag() if record.kind not in TALLIED:
                self._console.print(flag_line(Entry(flag=record)))
            case Cleared() if record.kind not in TALLIED:
                self._console.print(Text(f"✓ {clock(record.at)} {kind(record.kind)}: {ending(record)}", style="green"))
            case Nudge():
                self._console.print(Text(f"⇒ {clock(record.at)} seintje: {record.cue}", style="bold"))
            case AudioLost() if is_news(record):
                self._console.print(Text(f"! geluid weg: {hole_line(record)}", style="yellow"))

    def close(self) -> None:
        """Print the summary."""
        self._console.print(summary(self._view))
