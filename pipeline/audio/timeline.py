"""Where captured blocks lie in the call: sample counts in, frames and holes out. No device, no clock.

A device is opened, delivers blocks, perhaps vanishes and is opened again: each opening is a session that is placed in
stream time once, when its first block arrives; from there on the device's own sample count tells the time.
"""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from pipeline.audio.events import AudioLost
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame, Samples
from pipeline.audio.resample import LiveResampler
from pipeline.span import Span, Speaker


class Hole(StrEnum):
    """Why sound is missing: the `reason` of an AudioLost from a device."""

    NOT_STARTED = "not_started"
    """The call's other microphone was there first."""
    OVERRUN = "overrun"
    """The reader, or this machine, was too slow; the oldest sound was dropped."""
    SILENT = "device_silent"
    """The device vanished: it stopped delivering without a word."""
    ENDED = "device_ended"
    """The device vanished: the sound system ended the capture."""
    MOVED = "source_moved"
    """The device vanished: the sound server gave its capture another source, or none."""
    ABSENT = "device_absent"
    """It is still away. Told every second, so that time goes on for this speaker; one of the three above came first."""

    @property
    def vanished(self) -> bool:
        """Whether this is the first word of a device that is gone."""
        return self in (Hole.SILENT, Hole.ENDED, Hole.MOVED)


class Timeline:
    """One speaker's capture as frames that never overlap, with an AudioLost for every hole between them.

    Offsets are samples at 16 kHz since the call's first sample.
    """

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.end = 0
        """Up to where the call is accounted for on this channel."""
        self.lost_samples = 0
        """Samples declared lost so far."""
        self._resampler: LiveResampler | None = None
        self._rate_hz = SAMPLE_RATE_HZ
        self._start = 0
        self._position = 0

    def begin(self, *, rate_hz: int, at: int, reason: Hole) -> Iterator[Frame | AudioLost]:
        """A session starts with its first block at offset `at` (never before `end`); the time until then is lost."""
        yield from self.finish()
        yield from self.lose(at, reason)
        self._rate_hz = rate_hz
        self._start = self.end
        self._position = 0
        self._resampler = LiveResampler(rate_hz=rate_hz)

    def block(self, samples: Samples, *, position: int) -> Iterator[Frame | AudioLost]:
        """A block of the session, at the device's rate; `position` counts the session's samples before it.

        A position beyond the end of the block before means that blocks between were dropped.
        """
        if self._resampler is None:
            raise RuntimeError("a block came before a session began")
        if position > self._position:
            yield from self._frames(self._resampler.flush())
            yield from self.lose(self._start + round(position * SAMPLE_RATE_HZ / self._rate_hz), Hole.OVERRUN)
            self._resampler = LiveResampler(rate_hz=self._rate_hz)
        self._position = position + len(samples)
        yield from self._frames(self._resampler.feed(samples))

    def finish(self) -> Iterator[Frame | AudioLost]:
        """The session is over: what the resampler held back."""
        if self._resampler is not None:
            yield from self._frames(self._resampler.flush())
            self._resampler = None

    def lose(self, until: int, reason: Hole) -> Iterator[AudioLost]:
        """Nothing was heard from `end` until this offset."""
        if until > self.end:
            span = Span(self.end / SAMPLE_RATE_HZ, until / SAMPLE_RATE_HZ)
            self.lost_samples += until - self.end
            self.end = until
            yield AudioLost(at=span.end, speaker=self.speaker, span=span, reason=reason.value)

    def _frames(self, samples: Samples) -> Iterator[Frame]:
        if len(samples):
            offset = self.end
            self.end += len(samples)
            yield Frame(speaker=self.speaker, offset=offset, samples=np.clip(samples, -1.0, 1.0))
