"""One speaker's fast lane: samples in, speech events, pace and segments out. Streaming, no I/O, no words."""

from dataclasses import dataclass

import numpy as np

from pipeline.audio.baseline import Baseline
from pipeline.audio.crosstalk import Leaked
from pipeline.audio.envelope import EnvelopeVad
from pipeline.audio.events import Pace, Segment, SpeechEnded, SpeechStarted
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples, silence
from pipeline.audio.pace import PaceMeter
from pipeline.audio.segmenter import Segmenter
from pipeline.audio.speech import SpeechTracker
from pipeline.audio.vad import HOP, Probabilities, Vad
from pipeline.span import Speaker

EarEvent = SpeechStarted | SpeechEnded | Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Overheard:
    """What one feed brought: events in order of `at`, and the segments that closed."""

    events: tuple[EarEvent, ...]
    segments: tuple[Segment, ...]


class Ear:
    """Listens to one speaker. How the sound is cut into feeds never changes what is heard."""

    def __init__(self, speaker: Speaker, *, baseline: Baseline, vad: Vad | None = None) -> None:
        self.speaker = speaker
        self._vad = vad or EnvelopeVad()
        self._tracker = SpeechTracker(speaker, lag=self._vad.look_ahead)
        self._meter = PaceMeter(speaker, baseline=baseline, vad_lag=self._vad.look_ahead)
        self._segmenter = Segmenter(speaker)
        self._heard = 0
        self._leaked = np.zeros(0, np.bool_)

    @property
    def now(self) -> float:
        """Stream time heard up to, seconds."""
        return self._heard / SAMPLE_RATE_HZ

    @property
    def growing(self) -> Segment | None:
        """The segment under way as it stands, for a partial; None in silence."""
        return self._segmenter.growing

    @property
    def silence(self) -> float:
        """Seconds of silence at the end of the growing segment."""
        return self._segmenter.silence

    def feed(self, samples: Samples, leaked: Leaked | None = None) -> Overheard:
        """Hear the next samples, shape (n,). `leaked`: which of the hops that they complete hold the other's voice."""
        before = self._heard // HOP
        self._heard += len(samples)
        complete = np.zeros(self._heard // HOP - before, np.bool_) if leaked is None else leaked
        self._leaked = np.concatenate((self._leaked, complete))
        events: list[EarEvent] = [*self._tracker.feed(self._own(self._vad.feed(samples)))]
        segments = self._segmenter.feed(samples, self._tracker.active)
        events += self._meter.feed(samples, self._tracker.settled)
        self._meter.take_syllables()  # only their sums are wanted here
        return _in_order(events, segments)

    def finish(self) -> Overheard:
        """No more sound comes: end what is open."""
        events: list[EarEvent] = [*self._tracker.feed(self._own(self._vad.finish()))]
        segments = self._segmenter.feed(silence(0), self._tracker.active)
        events += self._meter.feed(silence(0), self._tracker.settled)
        events += self._tracker.finish(self.now)
        events += self._meter.feed(silence(0), self._tracker.settled)
        events += self._meter.finish()
        return _in_order(events, [*segments, *self._segmenter.finish()])

    def _own(self, probabilities: Probabilities) -> Probabilities:
        """The probabilities without those of the other's voice."""
        leaked, self._leaked = self._leaked[: len(probabilities)], self._leaked[len(probabilities) :]
        if leaked.any():
            probabilities = probabilities.copy()
            probabilities[: len(leaked)][leaked] = 0.0
        return probabilities


def _in_order(events: list[EarEvent], segments: list[Segment]) -> Overheard:
    return Overheard(events=tuple(sorted(events, key=lambda event: event.at)), segments=tuple(segments))
