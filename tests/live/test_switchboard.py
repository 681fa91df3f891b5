"""Many calls at once: recordings and logs as live calls, listening in, and a crash that touches no other."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest

from pipeline.audio.channels import Channels
from pipeline.audio.frame import Frame
from pipeline.audio.recording import open_recording
from pipeline.call import Call
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, CallStarted, Heard
from pipeline.core import Core
from pipeline.detectors.registry import detectors
from pipeline.errors import DeviceError, OutputError
from pipeline.eventlog import Record
from pipeline.hub.hub import Hub
from pipeline.hub.sound import HEADER
from pipeline.live.captioner import Captioner
from pipeline.live.programme import Programme, ProgrammeOptions
from pipeline.live.switchboard import Switchboard
from pipeline.span import Span, Speaker
from tests.cli.conftest import FIXTURES
from tests.hub.records import heard

CHANNELS: Channels = (Speaker.AGENT, Speaker.CUSTOMER)
SECONDS = 12.0


class OneWord:
    """An engine that hears "ja" in every segment, except that it cannot bear those of `broken` calls."""

    broken = False

    def transcribe(self, segment, *, final, prefix=()) -> Utterance:  # noqa: ARG002 - the engine's signature
        if self.broken:
            raise RuntimeError("the engine fell over")
        word = Word(text="ja", span=Span(segment.span.start, segment.span.start + 0.2))
        return Utterance(
            id=segment.id, speaker=segment.speaker, span=segment.span, words=(word,), final=final, stable=0
        )


class Kept:
    """A sink that keeps what it takes."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.closed = 0

    def take(self, record: Record) -> None:
        self.records.append(record)

    def close(self) -> None:
        self.closed += 1


async def sound(seconds: float = SECONDS, fault: Exception | None = None) -> AsyncIterator[Frame]:
    for frame in open_recording(FIXTURES / "calm.flac", channels=CHANNELS).frames():
        if frame.span.end > seconds:
            break
        yield frame
        await asyncio.sleep(0)
    if fault:
        raise fault


class Lines:
    """A switchboard with the sinks and failures that its calls had."""

    def __init__(self, sinks=None) -> None:
        self.hub = Hub()
        self.kept: dict[str, Kept] = {}
        self.failed: list[tuple[str, Exception]] = []
        self.board = Switchboard(
            self.hub, sinks=sinks or self._keep, failed=lambda id, error: self.failed.append((id, error))
        )

    def _keep(self, live) -> list[Kept]:
        self.kept[live.id] = Kept()
        return [self.kept[live.id]]

    def last(self, call_id: str) -> Record:
        return self.kept[call_id].records[-1]


@pytest.mark.parametrize("fault", [DeviceError("gone", "The device is gone.", "Plug it in."), ZeroDivisionError()])
def test_a_line_that_breaks_touches_no_other(fault):
    lines = Lines()

    async def scenario() -> None:
        async with Captioner(OneWord()) as captioner, asyncio.TaskGroup() as tasks:
            for call_id, trouble in (("broken", fault), ("whole", None)):
                call = Call((), call_id=call_id)
                tasks.create_task(lines.board.attend(call, sound(fault=trouble), captioner, agent=call_id))

    asyncio.run(scenario())
    assert [call_id for call_id, _ in lines.failed] == ["broken"]
    assert isinstance(lines.last("whole"), CallEnded)
    assert len(lines.kept["broken"].records) > 100, "what was heard is kept"
    assert all(kept.closed == 1 for kept in lines.kept.values())
    assert all(call.ended for call in lines.hub.calls())
    states = {
        call.id: [item.get("state") for item in call.feed.items() if item["t"] == "call"] for call in lines.hub.calls()
    }
    assert states["whole"] == ["live"]
    if isinstance(fault, ZeroDivisionError):
        assert states["broken"] == ["live", "broken"]


def test_a_captions_engine_that_falls_over_on_one_call_serves_the_others():
    lines, engine = Lines(), OneWord()

    async def scenario() -> None:
        async with Captioner(engine) as captioner:
            engine.broken = True
            await lines.board.attend(Call((), call_id="broken"), sound(), captioner)
            engine.broken = False
            await asyncio.wait_for(lines.board.attend(Call((), call_id="whole"), sound(), captioner), 60)

    asyncio.run(scenario())
    assert [call_id for call_id, _ in lines.failed] == ["broken"]
    assert isinstance(lines.last("whole"), CallEnded)
    assert any(isinstance(record, Heard) for record in lines.kept["whole"].records)


def test_a_sink_that_fails_ends_its_own_call_alone():
    class Full(Kept):
        def take(self, record: Record) -> None:
            super().take(record)
            if len(self.records) > 50:
                raise OutputError("full", "The disk is full.", "Free some space.")

    kept = {"full": Full(), "fine": Kept()}
    lines = Lines(sinks=lambda live: [kept[live.id]])

    async def scenario() -> None:
        async with Captioner(OneWord()) as captioner, asyncio.TaskGroup() as tasks:
            for call_id in kept:
                tasks.create_task(lines.board.attend(Call((), call_id=call_id), sound(), captioner))

    asyncio.run(scenario())
    assert [(call_id, error.code) for call_id, error in lines.failed] == [("full", "full")]
    assert isinstance(kept["fine"].records[-1], CallEnded)
    assert kept["full"].closed == kept["fine"].closed == 1


def test_a_call_that_cannot_begin_is_told_and_leaves_nothing_open():
    def refuse(_live) -> list[Kept]:
        raise OutputError("known", "There is such a call already.", "Give it another id.")

    lines = Lines(sinks=refuse)

    async def scenario() -> None:
        async with Captioner(OneWord()) as captioner:
            await lines.board.attend(Call((), call_id="c1"), sound(), captioner)

    asyncio.run(scenario())
    assert [call_id for call_id, _ in lines.failed] == ["c1"] and lines.hub.live("c1") is None


def test_who_listens_in_hears_what_the_call_hears():
    lines, got = Lines(), {speaker: [] for speaker in Speaker}
    hub = lines.hub

    async def listen() -> None:
        while (live := hub.live("c1")) is None:
            await asyncio.sleep(0)
        listener = live.listen("Els", *Speaker)
        while (message := await listener.get()) is not None:
            seconds, channel = HEADER.unpack_from(message)
            got[tuple(Speaker)[channel]].append((seconds, np.frombuffer(message, "<i2", offset=HEADER.size)))

    async def scenario() -> None:
        async with Captioner(OneWord()) as captioner, asyncio.TaskGroup() as tasks:
            tasks.create_task(listen())
            tasks.create_task(lines.board.attend(Call((), call_id="c1"), sound(), captioner))

    asyncio.run(scenario())
    for speaker in Speaker:
        first = got[speaker][0][0]
        samples = np.concatenate([samples for _, samples in got[speaker]])
        whole = np.concatenate(
            [f.samples for f in open_recording(FIXTURES / "calm.flac").frames() if f.speaker is speaker]
        )
        start = round(first * 16_000)
        np.testing.assert_array_equal(samples, np.rint(whole[start : start + len(samples)] * 32768).astype(np.int16))
        assert start <= 3200 and start + len(samples) == round(SECONDS * 16_000)


def test_a_replayed_log_is_a_live_call_with_a_name_of_its_own():
    lines = Lines()
    said = [CallStarted(call_id="recorded", agent="Someone"), CallEnded(at=2.0)]

    async def events():
        for event in said:
            yield event

    asyncio.run(lines.board.replay("again-1", Core(detectors()), events(), agent="Noor"))
    first = lines.kept["again-1"].records[0]
    assert (first.call_id, first.agent) == ("again-1", "Noor")
    assert lines.hub.calls()[0].ended and not lines.failed


def test_a_replayed_log_from_before_redaction_is_redacted_for_all_who_watch():
    lines = Lines()

    async def events():
        yield CallStarted(call_id="recorded")
        yield heard("customer-1", "Mijn", "e-mailadres", "is", "jan@voorbeeld.nl.", speaker=Speaker.CUSTOMER)

    asyncio.run(lines.board.replay("again-1", Core(()), events()))
    assert "jan@" not in str(lines.kept["again-1"].records) and "jan@" not in str(lines.hub.calls()[0].feed.items())
    assert isinstance(lines.last("again-1"), CallEnded), "a log that breaks off ends its call"


def test_other_ears_hear_every_frame():
    lines, frames = Lines(), []

    async def scenario() -> None:
        async with Captioner(OneWord()) as captioner:
            await lines.board.attend(Call((), call_id="c1"), sound(2.0), captioner, ears=[frames.append])

    asyncio.run(scenario())
    assert len(frames) == 40


def played(options: ProgrammeOptions, *, stop_after: int = 99) -> list[tuple[int, str]]:
    """What was played at which seat, in order of beginning."""
    begun: list[tuple[int, str]] = []

    async def scenario() -> None:
        stopping = asyncio.Event()

        async def play(seat: int, source: str) -> None:
            begun.append((seat, source))
            if len(begun) >= stop_after:
                stopping.set()
            await asyncio.sleep(0.001)

        await Programme(["a", "b", "c"], options, stopping).run(play)

    asyncio.run(scenario())
    return begun


def test_a_programme_plays_everything_once_or_round_and_round():
    quick = ProgrammeOptions(at_once=2, stagger_seconds=0.0, pause_seconds=0.0)
    assert sorted(source for _, source in played(quick)) == ["a", "b", "c"]
    looped = played(replace(quick, loop=True), stop_after=8)
    assert [source for _, source in looped][:7] == ["a", "b", "c", "a", "b", "c", "a"]
    assert {seat for seat, _ in looped} == {0, 1}
