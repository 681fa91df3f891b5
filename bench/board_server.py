"""The server that bench/board.py watches: recorded calls replayed as live ones, one long call with sound, and probes.

    python bench/board_server.py --calls 30 --folder FOLDER --sound audio_fixtures/angry.flac LOG.jsonl ...

A probe is a flag and an utterance with a number in it ("sonde 17"), given to a call on the board at a known moment.
Everything else is the product: the detectors run over the recorded inputs, the store writes, the sound is heard. With
--recorded no detector runs: recorded flags come when they came, so that what is measured is hub, store and web alone.
The first line on stdout tells as JSON where to look; from then on the probes come.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import get_args

from pwdlib import PasswordHash

from pipeline.audio.events import Segment
from pipeline.audio.frame import Frame
from pipeline.audio.recording import open_recording
from pipeline.call import Call
from pipeline.captions.utterance import Utterance, Word
from pipeline.cli import serving
from pipeline.cli.incoming import Incoming, Sources
from pipeline.cli.stopping import stoppable
from pipeline.config import BoardSettings, Settings
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import warm_lexicons
from pipeline.detectors.registry import detectors
from pipeline.eventlog import Record, read_log
from pipeline.hub.hub import Hub
from pipeline.live.captioner import Captioner
from pipeline.live.paced import paced, until
from pipeline.live.programme import Programme, ProgrammeOptions
from pipeline.live.switchboard import Switchboard
from pipeline.span import Span, Speaker
from pipeline.store import people
from pipeline.store.calls import new_id
from pipeline.store.store import Store
from pipeline.store.writer import Writer
from pipeline.web import login
from pipeline.web.app import create_app
from pipeline.web.services import Services

PROBES_A_SECOND = 5
LONG_CALL = "a-long-call"


class NoWords:
    """Captions are stubbed: the long call's come as probes, the others' from their logs."""

    def transcribe(self, segment: Segment, *, final: bool, prefix: object = ()) -> Utterance:  # noqa: ARG002
        return Utterance(id=segment.id, speaker=segment.speaker, span=segment.span, words=(), final=final)


class AsRecorded:
    """In the place of a Core: adds nothing to what was recorded."""

    conversation = Conversation(ended=True)

    def admitted(self, record: Record) -> Record:
        return record

    def apply(self, record: Record) -> list[Record]:  # noqa: ARG002
        return []

    def mute(self, on: bool) -> None:
        pass

    def use(self, detectors: object) -> None:
        pass


async def as_recorded(records: Sequence[Record]) -> AsyncIterator[Record]:
    """Inputs and outcomes, each when it came."""
    start, now = time.monotonic(), 0.0
    for record in records:
        now = record.at if isinstance(record, get_args(Event)) else now
        await asyncio.sleep(max(0.0, start + now - time.monotonic()))
        yield record


def looped(frames: list[Frame]) -> Iterator[Frame]:
    """The frames again and again."""
    length = max(frame.offset + len(frame.samples) for frame in frames)
    for turn in count():
        for frame in frames:
            yield Frame(speaker=frame.speaker, offset=frame.offset + turn * length, samples=frame.samples)


def probe(number: int, now: float) -> tuple[Flag, Heard]:
    """A flag for the board's row and words for the call's page."""
    key = f"probe:{number}"
    span = Span(max(0.0, now - 1.0), now)
    flag = Flag(
        key=key,
        kind="itch_word",
        speaker=Speaker.AGENT,
        span=span,
        at=now,
        raised=now,
        severity="info",
        message=f"sonde {number}",
        advice="Een sonde van de meting.",
    )
    said = Utterance(id=key, speaker=Speaker.AGENT, span=span, words=(Word(text=f"sonde {number}", span=span),))
    return flag, Heard(at=now, utterance=said)


async def send_probes(hub: Hub, start: float, stopping: asyncio.Event) -> None:
    """Probe `n` is due at `start` + n / PROBES_A_SECOND (wall clock): every second one for the long call, the others
    for each running call in turn."""
    for number in count():
        due = start + number / PROBES_A_SECOND
        await asyncio.sleep(max(0.0, due - time.time()))
        if stopping.is_set():
            return
        running = [call for call in hub.calls() if not call.ended and call.id != LONG_CALL]
        live = hub.live(LONG_CALL) if number % 2 or not running else running[number // 2 % len(running)]
        if live is not None:
            for record in probe(number, live.now):
                live.take(record)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", nargs="+", type=Path)
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sound", type=Path, required=True)
    parser.add_argument("--recorded", action="store_true")
    options = parser.parse_args()
    shipped = detectors()
    warm_lexicons()
    board, hub = BoardSettings(port=0), Hub()
    settings = Settings(board=board)
    frames = list(open_recording(options.sound).frames())
    programme = ProgrammeOptions(at_once=options.calls - 1, loop=True, stagger_seconds=1.0, pause_seconds=1.0)
    sources = Sources(logs=options.logs, programme=programme)
    with (
        serving.listening(board) as listener,
        Store.open(str(options.folder / "bench.sqlite3")) as store,
        Writer(store) as writer,
        stoppable() as stop,
    ):
        web = serving.web_options(board, listener.getsockname()[1], first_run=False)
        services = Services(store=store, hub=hub, settings=settings, options=web)
        hashed = PasswordHash.recommended().hash("a long enough password")
        coach = people.create(store, name="Els", role=people.Role.COACH, password_hash=hashed)
        cookie = f"{login.cookie_name(web)}={login.begin(services, coach)}"
        server = serving.server_for(create_app(services), board)
        start = round(time.time()) + 5.0

        def ready() -> None:
            told = {"origin": web.origins[0], "cookie": cookie, "start": start, "every": 1 / PROBES_A_SECOND}
            print(json.dumps(told | {"call": LONG_CALL}), flush=True)

        def failed(call_id: str, error: Exception) -> None:
            print(json.dumps({"failed": call_id, "error": repr(error)}), flush=True)

        switchboard = Switchboard(
            hub, sinks=lambda live: [writer.open(live.id, started_at=live.started_at)], failed=failed
        )

        async def replayed(seat: int, log: tuple[Record, ...], stopping: asyncio.Event) -> None:
            records = until(stopping, as_recorded(log))
            await switchboard.replay(new_id(), AsRecorded(), records, agent=f"Agent {seat + 1}")

        async def calls(stopping: asyncio.Event) -> None:
            async with Captioner(NoWords()) as captioner, asyncio.TaskGroup() as tasks:
                if options.recorded:
                    logs = [tuple(read_log(path)) for path in options.logs]
                    turns = Programme(logs, programme, stopping)
                    tasks.create_task(turns.run(lambda seat, log: replayed(seat, log, stopping)))
                else:
                    tasks.create_task(Incoming(sources, services, switchboard, captioner).run(stopping))
                tasks.create_task(send_probes(hub, start, stopping))
                long_call = Call(() if options.recorded else shipped, call_id=LONG_CALL, agent="Noor")
                sound = until(stopping, paced(looped(frames)))
                tasks.create_task(switchboard.attend(long_call, sound, captioner, agent="Noor"))

        asyncio.run(serving.run(server, listener, hub, calls, stop, ready))


if __name__ == "__main__":
    main()
