"""Live capture: one device as frames of one speaker, and an AudioLost wherever the device did not deliver.

Threads: PortAudio's callback copies a block into a bounded channel and does nothing else. One thread of the caller
walks `events()`; watching, reopening and resampling happen there. `close()` may be called from any thread and ends the
walk. Nothing here knows asyncio: run each microphone's walk in a thread of its own and pass on what it yields.
"""

import threading
import time
from collections.abc import Iterator

from pipeline.audio import pulseaudio
from pipeline.audio.capture import Block, CallClock, CaptureOptions, Session
from pipeline.audio.devices import Device, find_again, find_device
from pipeline.audio.events import AudioLost
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.audio.timeline import Hole, Timeline
from pipeline.channel import ChannelClosed
from pipeline.errors import DeviceError
from pipeline.span import Speaker

__all__ = ["CallClock", "CaptureOptions", "Microphone"]

OVERRUN_SECONDS = 0.05
"""When PortAudio says that it lost sound, the hole is as long as the clock is ahead, if more than this."""
PLACING_SECONDS = 0.02
"""Arrival times jitter by this much: a beginning nearer than this to where the channel stands leaves no hole."""
CHECK_SECONDS = 5.0
"""The source of a PulseAudio capture is looked up this often, besides whenever PulseAudio tells of a change."""


class Microphone:
    """A device that is heard as one speaker.

    Both microphones of a call share a `CallClock`, so that their offsets have a common zero. Opening happens in `start`
    (or on entering a with-block) and raises DeviceError; from then on a device that vanishes raises nothing: it is told
    by AudioLost events (a reason of `Hole` for vanishing, once, then `device_absent` every second) until it is back.
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
        self._session: Session | None = None
        self._changes: pulseaudio.Changes | None = None
        self._closing = threading.Event()
        self._walked = False
        self._lock = threading.Lock()
        self._last_moment: tuple[int, float] | None = None

    def __enter__(self) -> "Microphone":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._release()

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
        """End the walk of `events`, from any thread; the walk then lets go of the device. Without a walk this does."""
        self._closing.set()
        session = self._session
        if session is not None:
            session.blocks.close()
        if not self._walked:
            self._release()

    def events(self) -> Iterator[Frame | AudioLost]:
        """Frames as they come, and holes. Ends after `close` with what had been captured by then."""
        self._walked = True
        try:
            while not self._closing.is_set():
                session = self._session
                yield from self._wait_for_return() if session is None else self._listen(session)
            if (session := self._session) is not None:
                yield from self._rest(session)
            yield from self._timeline.finish()
        finally:
            self._release()

    def _listen(self, session: Session) -> Iterator[Frame | AudioLost]:
        try:
            block = session.blocks.get(timeout=0.1)
        except TimeoutError:
            block = None
        except ChannelClosed:
            return
        trouble = self._trouble(session)
        if block is not None and trouble is not Hole.MOVED:
            yield from self._placed_block(session, block)
        if trouble is None:
            return
        self._let_go()
        if trouble is not Hole.MOVED:
            yield from self._rest(session)
        self.outages += 1
        self.clock.offset(session.opened_at)  # the call has begun, even if no sound ever came
        yield from self._timeline.finish()
        yield from self._timeline.lose(self.clock.offset(time.monotonic()), trouble)

    def _placed_block(self, session: Session, block: Block) -> Iterator[Frame | AudioLost]:
        rate_hz = session.opened.rate_hz
        began = self.clock.offset(block.arrived - len(block.samples) / rate_hz)
        late = block.overflow and began - self._timeline.end > OVERRUN_SECONDS * SAMPLE_RATE_HZ
        if session.placed_at is None or late:
            reason = Hole.OVERRUN if late else Hole.ABSENT if self.outages else Hole.NOT_STARTED
            session.placed_at = block.position
            if began - self._timeline.end < PLACING_SECONDS * SAMPLE_RATE_HZ:
                began = self._timeline.end
            yield from self._timeline.begin(rate_hz=rate_hz, at=began, reason=reason)
        yield from self._timeline.block(block.samples, position=block.position - session.placed_at)
        self._last_moment = (self._timeline.end, block.arrived)

    def _rest(self, session: Session) -> Iterator[Frame | AudioLost]:
        while len(session.blocks):
            yield from self._placed_block(session, session.blocks.get())

    def _trouble(self, session: Session) -> Hole | None:
        """Why this capture can no longer be trusted; None while it can."""
        opened, now = session.opened, time.monotonic()
        limit = self.options.silent_seconds if session.position else self.options.first_block_seconds
        if now - session.last_heard > limit:
            return Hole.SILENT
        if not opened.stream.active:
            return Hole.ENDED
        told = self._changes is not None and self._changes.any()
        if opened.capture is not None and (told or now - session.checked_at > CHECK_SECONDS):
            session.checked_at = now
            if pulseaudio.captures().get(opened.capture) != opened.source:
                return Hole.MOVED
        return None

    def _wait_for_return(self) -> Iterator[Frame | AudioLost]:
        assert self.device is not None
        if self._closing.wait(self.options.retry_seconds):
            return
        try:
            self._session = self._opened(find_again(self.device))
        except DeviceError:
            yield from self._timeline.lose(self.clock.offset(time.monotonic()), Hole.ABSENT)

    def _opened(self, device: Device) -> Session:
        if device.host == "PulseAudio" or device.name in pulseaudio.PORTAUDIO_NAMES:
            if self._changes is not None:
                self._changes.close()
            self._changes = pulseaudio.Changes()
        return Session(device, self.options)

    def _let_go(self) -> None:
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def _release(self) -> None:
        self._let_go()
        with self._lock:
            changes, self._changes = self._changes, None
        if changes is not None:
            changes.close()
