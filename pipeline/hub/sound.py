"""Listening in: a running call's sound, for those who listen, in bounded buffers. Nobody listens: nothing is done.

A message is 16 bytes of header and int16 little-endian samples at 16 kHz, 100 ms at most:

    0   float64 LE   stream time of the first sample, seconds
    8   uint8        channel: 0 agent, 1 customer
    9   7 x 0
    16  int16 LE     samples
"""

import struct
from collections import deque
from collections.abc import Collection

import numpy as np

from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.hub.bell import Bell
from pipeline.span import Speaker

HEADER = struct.Struct("<dB7x")
CHANNELS = {Speaker.AGENT: 0, Speaker.CUSTOMER: 1}
MESSAGE_SAMPLES = SAMPLE_RATE_HZ // 10
BUFFER_SECONDS = 1.0
"""Sound that waits for one listener, per channel; beyond it the oldest goes."""


class Listener:
    """One pair of ears. A slow one loses the oldest sound; what came later keeps its place in time."""

    def __init__(self, speakers: Collection[Speaker]) -> None:
        self.speakers = frozenset(speakers)
        self.dropped_samples = 0
        self.closed = False
        self._bound = round(BUFFER_SECONDS * SAMPLE_RATE_HZ) * len(self.speakers)
        self._waiting: deque[bytes] = deque()
        self._samples = 0
        self._bell = Bell()

    @property
    def buffered_seconds(self) -> float:
        """Seconds of sound that wait, all channels added."""
        return self._samples / SAMPLE_RATE_HZ

    def put(self, message: bytes) -> None:
        """A message for these ears."""
        self._waiting.append(message)
        self._samples += _samples(message)
        while self._samples > self._bound:
            lost = _samples(self._waiting.popleft())
            self._samples -= lost
            self.dropped_samples += lost
        self._bell.ring()

    def close(self) -> None:
        """No more sound comes; what waits can still be had."""
        self.closed = True
        self._bell.ring()

    async def get(self, timeout_seconds: float | None = None) -> bytes | None:
        """The oldest message; None at the end, or when `timeout_seconds` passed without sound."""
        if not self._waiting and not self.closed:
            await self._bell.wait(timeout_seconds)
        if not self._waiting:
            return None
        message = self._waiting.popleft()
        self._samples -= _samples(message)
        return message


class Sound:
    """The sound of one running call as it passes."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()

    def frame(self, frame: Frame) -> None:
        """Sound of one speaker, for whoever listens to them."""
        ears = [listener for listener in self.listeners if frame.speaker in listener.speakers]
        if not ears:
            return
        for message in messages(frame):
            for listener in ears:
                listener.put(message)

    def listen(self, speakers: Collection[Speaker]) -> Listener:
        """Begin to listen, from the next frame on."""
        listener = Listener(speakers)
        self.listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Stop listening."""
        self.listeners.discard(listener)
        listener.close()

    def close(self) -> None:
        """The call is over."""
        for listener in tuple(self.listeners):
            self.leave(listener)


def messages(frame: Frame) -> list[bytes]:
    """A frame as messages. Samples that came from 16 bits come out as the same 16 bits."""
    samples = np.clip(np.rint(frame.samples * 32768.0), -32768, 32767).astype("<i2")
    return [
        HEADER.pack((frame.offset + start) / SAMPLE_RATE_HZ, CHANNELS[frame.speaker])
        + samples[start : start + MESSAGE_SAMPLES].tobytes()
        for start in range(0, len(samples), MESSAGE_SAMPLES)
    ]


def _samples(message: bytes) -> int:
    return (len(message) - HEADER.size) // 2
