"""One opening of a device: the callback that copies blocks, and the clock that places them in a call."""

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.audio.devices import Device, Opened, open_device
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.channel import Channel, ChannelClosed, WhenFull


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
class Block:
    """What the callback copied: mono at the device's rate."""

    samples: Samples
    position: int
    """Samples of this session before it."""
    arrived: float
    """When, by time.monotonic()."""
    overflow: bool
    """Whether PortAudio lost sound just before it."""


class Session:
    """One opening of the device: what the callback writes and the reader reads."""

    def __init__(self, device: Device, options: CaptureOptions) -> None:
        """Open the device. Raises DeviceError."""
        self.position = 0
        self.placed_at: int | None = None
        """Position of the block that was placed in the call last."""
        waiting = round(options.buffer_seconds / options.block_seconds)
        self.blocks: Channel[Block] = Channel(waiting, WhenFull.DROP_OLDEST)
        self.last_heard = time.monotonic()
        self.opened: Opened = open_device(device, self._callback, block_seconds=options.block_seconds)
        self.opened_at = self.last_heard = self.checked_at = time.monotonic()

    def _callback(self, block: np.ndarray, count: int, _time: Any, status: Any) -> None:
        now, position = time.monotonic(), self.position
        self.position, self.last_heard = position + count, now
        with contextlib.suppress(ChannelClosed):
            self.blocks.put(Block(block[:, 0].copy(), position, now, bool(status.input_overflow)))

    def close(self) -> None:
        """Let go of the device."""
        self.blocks.close()
        self.opened.close()
