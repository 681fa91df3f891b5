"""The calls that `serve` puts on the board: recordings and event logs in real time, and this machine's devices."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import profiles
from pipeline.audio.baseline import Baseline
from pipeline.audio.events import AudioLost
from pipeline.audio.frame import Frame
from pipeline.audio.microphone import CallClock, Microphone
from pipeline.audio.recording import open_recording
from pipeline.call import Call
from pipeline.cli.app import detectors_for
from pipeline.cli.printing import complain
from pipeline.config import Settings
from pipeline.core import Core
from pipeline.detectors.flag import Detector
from pipeline.eventlog import Record, read_log
from pipeline.live.captioner import Captioner
from pipeline.live.microphones import microphones
from pipeline.live.paced import paced, paced_events, until
from pipeline.live.programme import Programme, ProgrammeOptions
from pipeline.live.switchboard import Switchboard
from pipeline.span import Speaker
from pipeline.store import calls as stored_calls
from pipeline.store.errors import StoreError
from pipeline.store.recorder import Recorder, record
from pipeline.store.store import Store
from pipeline.web.services import Services

NAMES = ("Noor", "Sem", "Lotte", "Daan", "Fenna", "Bram", "Yara", "Ties", "Mila", "Jonas")
"""Agents of played calls, where the command line names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where calls come from."""

    recordings: Sequence[Path] = ()
    logs: Sequence[Path] = ()
    agents: Sequence[str] = ()
    devices: dict[Speaker, str | None] | None = None
    """Microphones of one call; a device of None is the machine's default. None: no call through devices."""
    programme: ProgrammeOptions = field(default_factory=ProgrammeOptions)

    @property
    def need_captions(self) -> bool:
        """Whether any of it has to be heard."""
        return bool(self.recordings) or self.devices is not None


class Incoming:
    """Plays and attends the calls of `sources` until `stopping` is set. Each begins with the settings of its moment;
    its detectors are the hub's. Raises what a log cannot be read for."""

    def __init__(self, sources: Sources, services: Services, switchboard: Switchboard, captioner: Captioner | None):
        self._sources = sources
        self._services = services
        self._switchboard = switchboard
        self._captioner = captioner
        self._logs: dict[Path, tuple[Record, ...]] = {path: tuple(read_log(path)) for path in sources.logs}

    async def run(self, stopping: asyncio.Event) -> None:
        """All of it; returns when the last call is over."""
        played = [*self._sources.recordings, *self._sources.logs]
        async with asyncio.TaskGroup() as tasks:
            if played:
                programme = Programme(played, self._sources.programme, stopping)
                tasks.create_task(programme.run(lambda seat, path: self._play(seat, path, stopping)))
            if self._sources.devices is not None:
                tasks.create_task(self._attend_devices(self._sources.devices, stopping))

    async def _play(self, seat: int, path: Path, stopping: asyncio.Event) -> None:
        agent = self._agent(seat)
        settings = await self._settings_now()
        if path in self._logs:
            core = Core(self._detectors, nudges=settings.nudges.options(), redacts=settings.privacy.redact)
            events = until(stopping, paced_events(self._logs[path]))
            await self._switchboard.replay(stored_calls.new_id(), core, events, agent=agent)
            return
        baseline = Baseline(variety=settings.pace.variety)
        await self._attend(agent, baseline, settings, until(stopping, paced(_frames(path))))

    async def _attend_devices(self, devices: dict[Speaker, str | None], stopping: asyncio.Event) -> None:
        agent = self._sources.agents[0] if self._sources.agents else None
        settings = await self._settings_now()
        baseline = profiles.recall(agent, variety=settings.pace.variety)
        clock = CallClock()
        with ExitStack() as opened:
            ears = [Microphone(speaker, device, clock=clock) for speaker, device in devices.items()]
            for ear in ears:
                opened.callback(ear.close)
                ear.start()
            await self._attend(agent, baseline, settings, until(stopping, microphones(ears)))
        profiles.remember(agent, baseline)

    async def _attend(
        self, agent: str | None, baseline: Baseline, settings: Settings, sound: AsyncIterator[Frame | AudioLost]
    ) -> None:
        assert self._captioner is not None
        call = Call(
            self._detectors,
            call_id=stored_calls.new_id(),
            agent=agent,
            variety=settings.pace.variety,
            baseline=baseline,
            nudges=settings.nudges.options(),
            redacts=settings.privacy.redact,
            direction=settings.call.direction,
        )
        partials = settings.captions.partials
        with ExitStack() as opened:
            recording = Recording(self._services.store, call.id) if settings.board.record else None
            if recording:
                opened.callback(recording.close)
            ears = [recording.hear] if recording else []
            await self._switchboard.attend(call, sound, self._captioner, agent=agent, partials=partials, ears=ears)

    async def _settings_now(self) -> Settings:
        return await asyncio.to_thread(self._services.settings_now)

    @property
    def _detectors(self) -> tuple[Detector, ...]:
        found = self._services.hub.detectors
        return detectors_for(self._services.settings) if found is None else found

    def _agent(self, seat: int) -> str:
        named = self._sources.agents or NAMES
        return named[seat] if seat < len(named) else f"{named[seat % len(named)]} {seat // len(named) + 1}"


def _frames(path: Path) -> Iterator[Frame]:
    """Opened where it is played, so that a file that went bad ends its own call alone."""
    yield from open_recording(path).frames()


class Recording:
    """A call's sound kept as long as it can be: what ends the recording does not end the call, and is told."""

    def __init__(self, store: Store, call_id: str) -> None:
        self._recorder: Recorder | None = None
        with self._told():
            self._recorder = record(store, call_id)

    def hear(self, frame: Frame) -> None:
        """Keep one frame."""
        if self._recorder:
            with self._told():
                self._recorder.take(frame)

    def close(self) -> None:
        """End the recording."""
        if self._recorder:
            with self._told():
                self._recorder.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            self._recorder = None
            complain(error)
