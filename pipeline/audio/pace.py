"""How fast one speaker speaks, from sound alone: sums of the syllable density over the stretches that are speech."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.baseline import Baseline
from pipeline.audio.events import Pace
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.audio.mel import BLOCK, HOP
from pipeline.audio.nuclei import NucleusPlacer
from pipeline.audio.syllables import LOOK_AHEAD, STRIDE, SyllableBlock, SyllableStream, Weights
from pipeline.span import Speaker

BLOCK_SECONDS = BLOCK * HOP / SAMPLE_RATE_HZ
FRAME_SECONDS = HOP / SAMPLE_RATE_HZ
SPEECH_LIMIT = 0.5
"""The network's probability of speech above which a step counts as speech. Its pauses are truer than a VAD's, which
cuts the soft ends of words, so the VAD only says where to believe it: in blocks with speech and in the one after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceOptions:
    """How pace is measured."""

    window_seconds: float = 5.0
    """The rates of an event describe this much sound before `measured_to`."""
    least_speech_seconds: float = 1.0
    """With less speech than this in the window there is no rate."""
    pause_seconds: float = 0.2
    """A shorter silence (a stop consonant) belongs to the speech. Source: Goldman-Eisler's 200-250 ms."""
    after_seconds: float = 0.5
    """Events go on for this long after the speech ended, so that its last syllables are in."""
    drowned_seconds: float = 3.0
    """Other voices and music are judged over this long."""
    drowned_limit: float = 0.3
    """Mean probability of being drowned out from which the pace is not measurable."""


@dataclass(slots=True)
class _Block:
    syllables: float
    speech: float
    drowned: float


class PaceMeter:
    """One speaker's pace, streaming, without I/O. What it says does not depend on how the sound is cut.

    `vad_lag`: the VAD's look-ahead in seconds; it is counted into the events' `at`, as is the time that a silence
    needs to be known as a pause.
    """

    def __init__(
        self,
        speaker: Speaker,
        *,
        baseline: Baseline,
        options: PaceOptions = PaceOptions(),
        weights: Weights | None = None,
        vad_lag: float = 0.0,
    ) -> None:
        self._speaker, self._options, self.baseline = speaker, options, baseline
        self._stream = SyllableStream(weights)
        self._known: deque[SyllableBlock] = deque()
        self._vad = np.zeros(0, np.bool_)
        self._samples = self._hops = self._blocks = 0
        self._vad_lag, self._ready = vad_lag, 0.0
        self._window: deque[_Block] = deque(maxlen=max(1, round(options.window_seconds / BLOCK_SECONDS)))
        self._drowned: deque[float] = deque(maxlen=max(1, round(options.drowned_seconds / BLOCK_SECONDS)))
        self._gap, self._vad_before = 10**9, False
        self._phrase_syllables = self._phrase_speech = 0.0
        self._pending_syllables = self._pending_speech = 0.0
        self._nuclei = NucleusPlacer(STRIDE * FRAME_SECONDS)

    def feed(self, samples: Samples, speech: NDArray[np.bool_]) -> list[Pace]:
        """More sound and more VAD decisions; the Pace events that became known, one per 100 ms near speech.

        `samples`: shape (n,). `speech`: shape (m,), one decision per HOP samples, in order since the first sample; they
        may lag behind (or run ahead of) the samples.
        """
        self._samples += len(samples)
        self._hops += len(speech)
        self._known.extend(self._stream.feed(samples))
        self._vad = np.concatenate((self._vad, speech))
        events = []
        while self._known and len(self._vad) >= BLOCK:
            vad, self._vad = self._vad[:BLOCK], self._vad[BLOCK:]
            event = self._measured(self._known.popleft(), vad, self._samples / SAMPLE_RATE_HZ)
            if event is not None:
                events.append(event)
        return events

    def finish(self) -> list[Pace]:
        """The sound is over: what the last incomplete stretch holds."""
        end = self._samples
        missing = (-end) % (BLOCK * HOP)
        blocks = (end + missing) // (BLOCK * HOP)
        hops = max(0, blocks * BLOCK - self._hops)
        self._known.extend(self._stream.feed(np.zeros(missing + 2 * BLOCK * HOP, np.float32)))
        self._vad = np.concatenate((self._vad, np.zeros(hops, np.bool_)))
        events = []
        while self._blocks < blocks and self._known and len(self._vad) >= BLOCK:
            vad, self._vad = self._vad[:BLOCK], self._vad[BLOCK:]
            event = self._measured(self._known.popleft(), vad, end / SAMPLE_RATE_HZ)
            if event is not None:
                events.append(event)
        self._nuclei.finish()
        self._end_phrase()
        return events

    def take_syllables(self) -> list[float]:
        """Times of the syllable nuclei (seconds) that became known since the last call.

        In every phrase their count is the sum of the density, rounded. They run about 0.1 s behind the events.
        """
        return self._nuclei.take()

    def _measured(self, block: SyllableBlock, vad: NDArray[np.bool_], now: float) -> Pace | None:
        """One block of ten frames into the window; its event, where someone speaks or just spoke."""
        start = self._blocks * BLOCK_SECONDS
        self._blocks += 1
        near, self._vad_before = bool(vad.any()) or self._vad_before, bool(vad.any())
        speech = self._speech_of(np.repeat(block.speech > SPEECH_LIMIT, STRIDE) & near)
        unsure = max(0.0, self._options.pause_seconds - self._gap * FRAME_SECONDS) if self._gap else 0.0
        lag = max(LOOK_AHEAD, self._vad_lag + unsure)
        self._ready = max(self._ready, min(now, start + BLOCK_SECONDS + lag))
        syllables = float(block.density.sum())
        self._nuclei.feed(block.density)
        if self._gap < 10**8:
            self._phrase_syllables += syllables
            self._phrase_speech += speech
        if self._gap * FRAME_SECONDS >= self._options.pause_seconds:
            self._nuclei.pause()
            self._end_phrase()
        self._window.append(_Block(syllables, speech, block.drowned))
        self._drowned.append(block.drowned)
        self._pending_syllables += syllables
        self._pending_speech += speech
        if self._gap * FRAME_SECONDS > self._options.after_seconds:
            self._pending_syllables = self._pending_speech = 0.0
            return None
        return self._event(self._ready)

    def _event(self, at: float) -> Pace:
        options, seconds = self._options, len(self._window) * BLOCK_SECONDS
        speech = min(seconds, sum(block.speech for block in self._window))
        syllables = sum(block.syllables for block in self._window)
        clear = self._clear
        measurable = clear and speech >= options.least_speech_seconds
        event = Pace(
            at=at,
            speaker=self._speaker,
            measured_to=self._blocks * BLOCK_SECONDS,
            syllables=self._pending_syllables if clear else 0.0,
            speech=self._pending_speech if clear else 0.0,
            articulation_rate=syllables / speech if measurable else None,
            speaking_rate=syllables / seconds if measurable else None,
            pause_share=1.0 - speech / seconds,
            window=seconds,
            baseline=self.baseline.rate,
        )
        self._pending_syllables = self._pending_speech = 0.0
        return event

    @property
    def _clear(self) -> bool:
        """Whether the speaker was lately heard above other voices and music."""
        return sum(self._drowned) < self._options.drowned_limit * len(self._drowned)

    def _speech_of(self, mask: NDArray[np.bool_]) -> float:
        """Seconds of speech that these frames add; a gap that turned out shorter than a pause is added afterwards."""
        limit, frames = round(self._options.pause_seconds / FRAME_SECONDS), 0
        for spoken in mask.tolist():
            if spoken:
                frames += 1 + (self._gap if self._gap < limit else 0)
                self._gap = 0
            else:
                self._gap += 1
        return frames * FRAME_SECONDS

    def _end_phrase(self) -> None:
        """The baseline learns from the phrase between two pauses, where it could be measured."""
        if self._phrase_speech > 0 and self._clear:
            self.baseline.learn(syllables=self._phrase_syllables, speech=self._phrase_speech)
        self._phrase_syllables = self._phrase_speech = 0.0
