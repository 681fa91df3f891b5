"""The fast lane alone over a whole recording of one speaker: what `run_live.py pace` prints. Streaming, flat memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from pipeline.audio.baseline import Baseline
from pipeline.audio.envelope import EnvelopeVad
from pipeline.audio.events import Pace, SpeechEnded, SpeechStarted
from pipeline.audio.frame import Samples, silence
from pipeline.audio.pace import BLOCK_SECONDS, PaceMeter, PaceOptions
from pipeline.audio.pauses import Rhythm, rhythm
from pipeline.audio.speech import SpeechTracker
from pipeline.audio.vad import Vad
from pipeline.span import Span, Speaker

EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceLine:
    """The pace in the window that ends at `t`, by default 5 s long. Rates in syllables per second, None where they
    cannot be measured."""

    t: float
    speaker: Speaker
    articulation_rate: float | None
    speaking_rate: float | None
    pause_share: float


class Survey:
    """One speaker's pace lines as the sound comes in; syllables, speech and pauses once it is over."""

    def __init__(
        self,
        speaker: Speaker,
        *,
        baseline: Baseline | None = None,
        vad: Vad | None = None,
        options: PaceOptions = PaceOptions(after_seconds=inf),
    ) -> None:
        self.speaker = speaker
        self.syllables: list[float] = []
        """Times of the syllable nuclei so far, seconds."""
        self._speech: list[Span] = []
        self._vad = vad or EnvelopeVad()
        self._tracker = SpeechTracker(speaker, lag=self._vad.look_ahead)
        self._meter = PaceMeter(speaker, baseline=baseline or Baseline(), options=options, vad_lag=self._vad.look_ahead)
        self._step = round(EVERY_SECONDS / BLOCK_SECONDS)

    def feed(self, samples: Samples) -> Iterator[PaceLine]:
        """Hear the next samples, shape (n,); the lines that became known."""
        self._keep(self._tracker.feed(self._vad.feed(samples)))
        yield from self._lines(self._meter.feed(samples, self._tracker.settled))

    def finish(self) -> Iterator[PaceLine]:
        """The sound is over: the last lines."""
        self._keep(self._tracker.feed(self._vad.finish()))
        yield from self._lines(self._meter.feed(silence(0), self._tracker.settled))
        self._keep(self._tracker.finish())
        yield from self._lines(self._meter.feed(silence(0), self._tracker.settled))
        yield from self._lines(self._meter.finish())

    @property
    def rhythm(self) -> Rhythm:
        """Speech and the pauses in it, as far as heard."""
        return rhythm(self._speech)

    def _keep(self, events: list[SpeechStarted | SpeechEnded]) -> None:
        self._speech += [event.span for event in events if isinstance(event, SpeechEnded)]

    def _lines(self, events: list[Pace]) -> Iterator[PaceLine]:
        self.syllables += self._meter.take_syllables()
        for event in events:
            if round(event.measured_to / BLOCK_SECONDS) % self._step == 0:
                yield PaceLine(
                    t=round(event.measured_to, 3),
                    speaker=self.speaker,
                    articulation_rate=event.articulation_rate,
                    speaking_rate=event.speaking_rate,
                    pause_share=event.pause_share,
                )
