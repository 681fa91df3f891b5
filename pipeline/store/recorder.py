"""A call's sound as stereo FLAC, agent left and customer right. Nothing records by itself: a site that switches
recording on makes a recorder per call, and feeds it the frames that the call hears."""

import contextlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.span import Speaker
from pipeline.store import recordings
from pipeline.store.errors import StoreError
from pipeline.store.store import Store

BLOCK = 4096
"""Samples that are written at once, 0.26 s: what a crash may cost, beside the samples that still wait."""
LAG_SECONDS = 1.0
"""A channel this far behind the other is silent: its sound is missing, or there is only one channel."""
LEFT_TO_RIGHT = (Speaker.AGENT, Speaker.CUSTOMER)


class Recorder:
    """Writes frames to a file. Frames of one speaker come in order; what is missing is silence, what comes again or
    more than LAG_SECONDS late is left out. After a crash the file plays up to its last whole block.

    Use from one thread. Raises StoreError when the file cannot be written; the file then ends there.
    """

    def __init__(self, path: Path, *, done: Callable[[float], None] = lambda _: None) -> None:
        self.path = path
        self._done = done
        self._written = 0
        self._waiting: NDArray[np.float32] = np.zeros((2, 0), np.float32)
        self._heard = [0, 0]
        self._closed = False
        with self._told():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            self._container = av.open(str(path), "w", format="flac", options={"flush_packets": "1"})
            self._stream = self._container.add_stream("flac", rate=SAMPLE_RATE_HZ, layout="stereo")

    def take(self, frame: Frame) -> None:
        """Sound of one speaker."""
        side = LEFT_TO_RIGHT.index(frame.speaker)
        start = max(frame.offset, self._heard[side], self._written)
        end = frame.offset + len(frame.samples)
        if end <= start:
            return
        if (missing := end - self._written - self._waiting.shape[1]) > 0:
            self._waiting = np.pad(self._waiting, ((0, 0), (0, missing)))
        self._waiting[side, start - self._written : end - self._written] = frame.samples[start - frame.offset :]
        self._heard[side] = end
        ready = max(min(self._heard), max(self._heard) - round(LAG_SECONDS * SAMPLE_RATE_HZ))
        with self._told():
            while ready - self._written >= BLOCK:
                self._write(BLOCK)

    def close(self) -> None:
        """Write what waits and end the file. May be called again."""
        if self._closed:
            return
        self._closed = True
        with self._told():
            while count := min(BLOCK, self._waiting.shape[1]):
                self._write(count)
            self._container.mux(self._stream.encode(None))
            self._container.close()
        self._done(self._written / SAMPLE_RATE_HZ)

    def _write(self, count: int) -> None:
        block, self._waiting = self._waiting[:, :count], self._waiting[:, count:]
        pcm = np.rint(np.clip(block, -1.0, 1.0) * 32767).astype(np.int16).T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm), format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = self._written
        self._container.mux(self._stream.encode(frame))
        self._written += count

    @contextlib.contextmanager
    def _told(self):
        try:
            yield
        except OSError as error:
            self._closed = True
            raise StoreError(
                "recording_unwritable",
                f"Cannot write the recording {self.path}: {error.strerror}.",
                "Free some space; what was recorded before is kept.",
            ) from error


def record(store: Store, call_id: str) -> Recorder:
    """Record this call, beside the database, and note it there. Only where recording is switched on."""
    path = recordings.path_for(store, call_id)
    recordings.begin(store, call_id, path)
    return Recorder(path, done=partial(recordings.finish, store, call_id))
