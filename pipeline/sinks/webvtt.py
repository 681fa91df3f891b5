"""Captions as WebVTT (W3C): one cue per final utterance, the speaker as voice."""

import html
from pathlib import Path

from pipeline.captions.utterance import Utterance
from pipeline.conversation.events import Heard
from pipeline.errors import OutputError
from pipeline.eventlog import Record
from pipeline.sinks.wording import SPEAKERS


class WebVtt:
    """Collects the finals and writes them in order of time at the end. Raises OutputError when it cannot write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._finals: dict[str, Utterance] = {}
        self._save()

    def take(self, record: Record) -> None:
        """Keep the final of each utterance."""
        if isinstance(record, Heard) and record.utterance.final and record.utterance.words:
            self._finals[record.utterance.id] = record.utterance

    def close(self) -> None:
        """Write the file."""
        self._save()

    def _save(self) -> None:
        ordered = sorted(self._finals.values(), key=lambda utterance: utterance.span)
        cues = [
            f"{clock(said.span.start)} --> {clock(said.span.end)}\n"
            f"<v {SPEAKERS[said.speaker]}>{html.escape(said.text, quote=False)}\n"
            for said in ordered
        ]
        try:
            self.path.write_text("\n".join(["WEBVTT\n", *cues]), encoding="utf-8")
        except OSError as error:
            raise OutputError(
                "captions_unwritable",
                f"Cannot write captions to {self.path}: {error.strerror}.",
                "Free some space or choose another place.",
            ) from error


def clock(seconds: float) -> str:
    """Seconds as WebVTT's hh:mm:ss.ttt."""
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
