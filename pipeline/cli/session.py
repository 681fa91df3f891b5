"""What `file`, `live` and `demo` share: the engine, the call and its sinks from settings and options."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import profiles
from pipeline.call import Call
from pipeline.captions.engine import WhisperEngine
from pipeline.captions.fetch import locate
from pipeline.captions.prompt import Prompt
from pipeline.cli.app import detectors_for
from pipeline.cli.printing import err, out, progress
from pipeline.config import Settings
from pipeline.detectors.lexicon import warm_lexicons
from pipeline.eventlog import Record
from pipeline.sinks.jsonl import JsonLines
from pipeline.sinks.lines import Lines
from pipeline.sinks.sink import Sink
from pipeline.sinks.terminal import Terminal
from pipeline.sinks.webvtt import WebVtt


def engine_for(settings: Settings) -> WhisperEngine:
    """The captions engine; the first time, its model is assembled, with a progress bar."""
    with progress("MB") as bar:
        task = bar.add_task(f"Whisper {settings.captions.model}", total=None)

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done // 2**20, total=total and total // 2**20)

        folder = locate(settings.captions.model, progress=advance)
    return WhisperEngine(folder, threads=settings.captions.threads, prompt=Prompt(terms=tuple(settings.captions.terms)))


def call_for(settings: Settings, *, call_id: str, agent: str | None, live: bool = False) -> Call:
    """A call with the settings' detectors, and the agent's own baseline when they are named and known.

    `live`: ready to answer at once, which takes a second or two now.
    """
    found = detectors_for(settings)
    if live:
        with err.status("Woorden klaarleggen…"):
            warm_lexicons()
    variety = settings.pace.variety
    return Call(
        found,
        call_id=call_id,
        agent=agent,
        variety=variety,
        baseline=profiles.recall(agent, variety=variety),
        nudges=settings.nudges.options(),
        redacts=settings.privacy.redact,
        direction=settings.call.direction,
    )


class Sinks:
    """All sinks of one call as one."""

    def __init__(self, sinks: list[Sink]) -> None:
        self._sinks = sinks

    def take(self, record: Record) -> None:
        """Give the record to each."""
        for sink in self._sinks:
            sink.take(record)


@contextmanager
def sinks_for(*, title: str, events: Path | None, captions: Path | None, moving: bool) -> Iterator[Sinks]:
    """The files that were asked for and the screen; all are closed in the end, whatever happens.

    `moving`: draw the call in place (when stdout is a terminal) rather than as lines.
    """
    sinks: list[Sink] = []
    try:
        if events:
            sinks.append(JsonLines(events))
        if captions:
            sinks.append(WebVtt(captions))
        sinks.append(Terminal(out, title=title) if moving and out.is_terminal else Lines(out))
        yield Sinks(sinks)
    finally:
        for sink in reversed(sinks):
            sink.close()
