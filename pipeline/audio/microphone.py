"""Live capture: one device as frames of one speaker, and an AudioLost wherever the device did not deliver.

Threads: PortAudio's callback copies a block into a bounded channel and does nothing else. One thread of the caller
walks `events()`; watching, reopening and resampling happen there. `close()` may be called from any thread and ends the
walk. Nothing here knows asyncio: run each microphone's walk in a thread of its own and pass on what it yields.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.audio import pulseaudio
from pipeline.audio.devices import Device, Opened, find_again, find_device, open_device
from pipeline.audio.events import AudioLost
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame, Samples
from pipeline.audio.timeline import Timeline
from pipeline.channel import Channel, ChannelClosed, WhenFull
from pipeline.errors import DeviceError
from pipeline.span import Speaker

OVERRUN_SECONDS = 0.05
"""When PortAudio says that it lost sound, the hole is as long as the clock is ahead, if more than this."""
CHECK_SECONDS = 5.0
"""The source of a PulseAudio capture is looked up this often, besides whenever PulseAudio tells of a change."""
_MOVED = "the sound server took its source away or gave it another"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureOptions:
    """How to capture."""

    block_seconds: float = 0.02
    """Length of the blocks that are asked of the device."""
    buffer_seconds: float = 2.0
    """Sound that may wait for the reader; the oldest is dropped beyond it."""
    first_block_seconds: float = 4.0
    """A device that delivers nothing for this long after opening has failed (a cold sound server takes up to 2 s)."""
    silent_seconds: float = 1.0
    """A device that delivers nothing for this long has vanished."""
    retry_seconds: float = 1.0
    """How often a vanished device is tried again, and the hole so far is told."""


class CallClock:
    """The common zero of a call's microphones: the moment at which the first of them heard its first sample.

    The only wall clock in capture. It places each opening of a device in the call; sample counts do the rest.
    """

    def __init__(self) -> None:
        self._zero: float | None = None
        self._lock = threading.Lock()

    def offset(self, moment: float) -> int:
        """Stream time of a moment of `time.monotonic()`, in samples; the first moment asked about becomes zero."""
        with self._lock:
            if self._zero is None:
                self._zero = moment
            return max(0, round((moment - self._zero) * SAMPLE_RATE_HZ))


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    samples: Samples
    position: int
    arrived: float
    overflow: bool


class _Session:
    """One opening of the device: what the callback writes and the reader reads."""

    def __init__(self, device: Device, options: CaptureOptions) -> None:
        """Open the device. Raises DeviceError."""
        self.position = 0
        self.placed_at: int | None = None
        """Position of the block that was placed in the call last."""
        waiting = round(options.buffer_seconds / options.block_seconds)
        self.blocks: Channel[_Block] = Channel(waiting, WhenFull.DROP_OLDEST)
        self.last_heard = time.monotonic()
        self.opened: Opened = open_device(device, self._callback, block_seconds=options.block_seconds)
        self.opened_at = self.last_heard = self.checked_at = time.monotonic()

    def _callback(self, block: np.ndarray, count: int, _time: Any, status: Any) -> None:
        now, position = time.monotonic(), self.position
        self.position, self.last_heard = position + count, now
        with contextlib.suppress(ChannelClosed):
            self.blocks.put(_Block(block[:, 0].copy(), position, now, bool(status.input_overflow)))

    def close(self) -> None:
        """Let go of the device."""
        self.blocks.close()
        self.opened.close()


class Microphone:
    """A device that is heard as one speaker.

    Both microphones of a call share a `CallClock`, so that their offsets have a common zero. Opening happens in `start`
    (or on entering a with-block) and raises DeviceError; from then on a device that vanishes raises nothing: it is told
    by AudioLost events (reason "vanished: ..." once, then "absent" every second) until it is back.
    """

    def __init__(
        self,
        speaker: Speaker,
        device: str | int | None = None,
        *,
        clock: CallClock,
        options: CaptureOptions | None = None,
    ) -> None:
        self.speaker = speaker
        self.clock = clock
        self.options = options or CaptureOptions()
        self.device: Device | None = None
        """The device that was found; None before `start`."""
        self.outages = 0
        """How often the device vanished."""
        self._wanted = device
        self._timeline = Timeline(speaker)
        self._session: _Session | None = None
        self._changes: pulseaudio.Changes | None = None
        self._closing = threading.Event()
        self._last_moment: tuple[int, float] | None = None

    def __enter__(self) -> "Microphone":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._let_go()
        if self._changes is not None:
            self._changes.close()

    @property
    def drift_seconds(self) -> float:
        """By how much this device's sample count ran ahead of the clock since its last opening (negative: behind).

        Two devices of a call drift apart by the difference; some 10-50 ms an hour is usual.
        """
        if self._last_moment is None:
            return 0.0
        end, moment = self._last_moment
        return (end - self.clock.offset(moment)) / SAMPLE_RATE_HZ

    @property
    def lost_seconds(self) -> float:
        """Sound that was lost so far."""
        return self._timeline.lost_samples / SAMPLE_RATE_HZ

    def start(self) -> None:
        """Find and open the device. Raises DeviceError. May block for two seconds while a sound server wakes up."""
        self.device = find_device(self._wanted)
        self._session = self._opened(self.device)

    def close(self) -> None:
        """End the walk of `events`, from any thread."""
        self._closing.set()
        session = self._session
        if session is not None:
            session.blocks.close()

    def events(self) -> Iterator[Frame | AudioLost]:
        """Frames as they come, and holes. Ends after `close` with what had been captured by then."""
        while not self._closing.is_set():
            if self._session is None:
                yield from self._wait_for_return()
                continue
            yield from self._listen(self._session)
        if self._session is not None:
            yield from self._rest(self._session)
        yield from self._timeline.finish()

    def _listen(self, session: _Session) -> Iterator[Frame | AudioLost]:
        try:
            block = session.blocks.get(timeout=0.1)
        except TimeoutError:
            block = None
        except ChannelClosed:
            return
        trouble = self._trouble(session)
        if trouble is None:
            if block is not None:
                yield from self._placed_block(session, block)
            return
        self._let_go()
        self.outages += 1
        if trouble is not _MOVED:
            yield from self._rest(session)
        yield from self._timeline.finish()
        yield from self._timeline.lose(self.clock.offset(time.monotonic()), f"vanished: {trouble}")

    def _placed_block(self, session: _Session, block: _Block) -> Iterator[Frame | AudioLost]:
        rate_hz = session.opened.rate_hz
        began = self.clock.offset(block.arrived - len(block.samples) / rate_hz)
        late = block.overflow and began - self._timeline.end > OVERRUN_SECONDS * SAMPLE_RATE_HZ
        if session.placed_at is None or late:
            reason = "overrun" if late else "absent" if self.outages else "not started yet"
            session.placed_at = block.position
            yield from self._timeline.begin(rate_hz=rate_hz, at=began, reason=reason)
        yield from self._timeline.block(block.samples, position=block.position - session.placed_at)
        self._last_moment = (self._timeline.end, block.arrived)

    def _rest(self, session: _Session) -> Iterator[Frame | AudioLost]:
        while len(session.blocks):
            yield from self._placed_block(session, session.blocks.get())

    def _trouble(self, session: _Session) -> str | None:
        """Why this capture can no longer be trusted; None while it can."""
        opened, now = session.opened, time.monotonic()
        limit = self.options.silent_seconds if session.position else self.options.first_block_seconds
        if now - session.last_heard > limit:
            return "no sound arrives"
        if not opened.stream.active:
            return "the sound system ended the capture"
        told = self._changes is not None and self._changes.any()
        if opened.capture is not None and (told or now - session.checked_at > CHECK_SECONDS):
            session.checked_at = now
            if pulseaudio.captures().get(opened.capture) != opened.source:
                return _MOVED
        return None

    def _wait_for_return(self) -> Iterator[Frame | AudioLost]:
        assert self.device is not None
        if self._closing.wait(self.options.retry_seconds):
            return
        try:
            self._session = self._opened(find_again(self.device))
        except DeviceError:
            yield from self._timeline.lose(self.clock.offset(time.monotonic()), "absent")

    def _opened(self, device: Device) -> _Session:
        if device.host == "PulseAudio" or device.name in pulseaudio.PORTAUDIO_NAMES:
            if self._changes is not None:
                self._changes.close()
            self._changes = pulseaudio.Changes()
        return _Session(device, self.options)

    def _let_go(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()
