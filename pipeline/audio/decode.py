"""Decoding with PyAV: a file's first audio stream as float32 blocks at its own rate, in flat memory.

The file is opened here and handed to FFmpeg as bytes, with every FFmpeg protocol closed: a playlist that
calls itself `call.wav` can open neither the network nor another file. The content decides the format, never
the name.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

GAP_SECONDS = 0.05
"""A hole in the time stamps longer than this is filled with silence, so that later sound keeps its place."""
MAX_GAP_SECONDS = 10.0
"""A longer hole is a broken time stamp and is not filled."""
MAX_FILL_SECONDS = 600.0
"""No more than this is filled in one recording."""

Block = NDArray[np.float32]
"""Sound of all channels, shape (n, channels), as decoded: not yet limited to [-1, 1], perhaps with NaN."""

_SCALE = {"u8": 128.0, "s16": 32768.0, "s32": 2147483648.0, "s64": 9223372036854775808.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What a file says of its first audio stream."""

    codec: str
    container: str
    rate_hz: int
    channels: int
    audio_streams: int
    declared_seconds: float | None


class NoAudioStream(Exception):
    """The file is media, but has no sound."""


class FormatChanged(Exception):
    """The stream changes its rate or its number of channels half-way."""


class Decoder:
    """One pass over a file. `blocks` may be walked once.

    Raises OSError (the file cannot be opened), FFmpegError (FFmpeg cannot read its content), NoAudioStream.
    """

    def __init__(self, path: Path) -> None:
        self.damaged = 0
        """Packets that could not be decoded so far."""
        self.filled_seconds = 0.0
        """Silence put in where the time stamps have holes."""
        self._stack = contextlib.ExitStack()
        try:
            source = _Bytes(self._stack.enter_context(path.open("rb")))
            options = {"protocol_whitelist": "none"}
            container = av.open(source, "r", container_options=options, metadata_errors="replace")
            self._container = self._stack.enter_context(container)
            if not self._container.streams.audio:
                raise NoAudioStream
        except BaseException:
            self._stack.close()
            raise
        self._stream = self._container.streams.audio[0]

    def __enter__(self) -> "Decoder":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def stream(self, first: av.AudioFrame) -> Stream:
        """The stream's properties; rate and channels from the first decoded frame, which knows better."""
        return Stream(
            codec=self._stream.codec_context.name,
            container=self._container.format.name,
            rate_hz=first.sample_rate,
            channels=len(first.layout.channels),
            audio_streams=len(self._container.streams.audio),
            declared_seconds=self._declared_seconds(),
        )

    def frames(self) -> Iterator[av.AudioFrame]:
        """Decoded frames in order; a damaged packet is counted and left out. Raises FFmpegError."""
        for packet in self._container.demux(self._stream):
            try:
                decoded = packet.decode()
            except FFmpegError:
                self.damaged += 1
                continue
            yield from (frame for frame in decoded if frame.samples)

    def blocks(self) -> Iterator[Block]:
        """Sound at the stream's own rate, holes in the time stamps filled. Raises FormatChanged."""
        rate_hz = channels = position = 0
        origin = None
        for frame in self.frames():
            if origin is None:
                rate_hz, channels, origin = frame.sample_rate, len(frame.layout.channels), frame.time
            if (frame.sample_rate, len(frame.layout.channels)) != (rate_hz, channels):
                raise FormatChanged(f"{frame.sample_rate} Hz, {len(frame.layout.channels)} channels")
            if frame.time is not None and origin is not None:
                hole = frame.time - origin - position / rate_hz
                if GAP_SECONDS < hole <= min(MAX_GAP_SECONDS, MAX_FILL_SECONDS - self.filled_seconds):
                    silence = np.zeros((round(hole * rate_hz), channels), np.float32)
                    self.filled_seconds += hole
                    position += len(silence)
                    yield silence
                elif hole > GAP_SECONDS:
                    origin = frame.time - position / rate_hz
            block = _to_float(frame)
            position += len(block)
            yield block

    def _declared_seconds(self) -> float | None:
        if self._stream.duration and self._stream.time_base:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration and len(self._container.streams) == 1:
            return self._container.duration / 1_000_000
        return None


class _Bytes:
    """A file without a name, so that FFmpeg cannot guess the format from it."""

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell


def _to_float(frame: av.AudioFrame) -> Block:
    """(n, channels) float32; whole numbers are scaled to [-1, 1)."""
    raw = frame.to_ndarray()
    channels = len(frame.layout.channels)
    table = raw.T if frame.format.is_planar else raw.reshape(-1, channels)
    kind = frame.format.name.removesuffix("p")
    if kind not in _SCALE:
        with np.errstate(over="ignore", invalid="ignore"):
            return np.ascontiguousarray(table, np.float32)
    centred = table.astype(np.float32) - np.float32(128) if kind == "u8" else table.astype(np.float32)
    return np.ascontiguousarray(centred / np.float32(_SCALE[kind]))
