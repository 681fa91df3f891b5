"""The meters that bench/pace.py compares: Souffleur's own path from samples to Pace, and De Jong & Wempe's script.

The Praat method is written anew after De Jong & Wempe (2009), Behavior Research Methods 41, through parselmouth (GPL:
for benchmarks alone, never in pipeline/).
"""

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.baseline import Baseline
from pipeline.audio.events import Pace
from pipeline.audio.pace import PaceMeter, PaceOptions
from pipeline.audio.speech import SpeechTracker
from pipeline.audio.vad import SileroVad
from pipeline.span import Speaker

FEED = 320
"""Samples per feed, as a call delivers them (20 ms)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What a meter heard in one stream."""

    times: NDArray[np.float64]
    """Syllable nuclei, seconds."""
    cpu_ms: float
    """Process CPU milliseconds per second of sound, without the VAD."""
    events: dict[float, list[Pace]]
    """Souffleur alone: per window length (s) the events, one per 100 ms."""
    delay: NDArray[np.float64]
    """Souffleur alone: seconds between a block's end and the moment its event came out."""


def settled(samples: NDArray[np.float32]) -> list[NDArray[np.bool_]]:
    """The VAD's final decisions per feed of FEED samples, and what is left at the end."""
    vad, out = SileroVad(), []
    tracker = SpeechTracker(Speaker.AGENT, lag=vad.look_ahead)
    for start in range(0, len(samples), FEED):
        tracker.feed(vad.feed(samples[start : start + FEED]))
        out.append(tracker.settled)
    tracker.feed(vad.finish())
    last = tracker.settled
    tracker.finish()
    out.append(np.concatenate((last, tracker.settled)))
    return out


def souffleur(samples: NDArray[np.float32], windows: tuple[float, ...] = (3.0, 5.0)) -> Heard:
    """The product's own path, fed 20 ms at a time."""
    speech = settled(samples)
    events, cpu, times, delay = {}, 0.0, [], []
    for window in windows:
        meter = PaceMeter(
            Speaker.AGENT, baseline=Baseline(), options=PaceOptions(window_seconds=window, after_seconds=float("inf"))
        )
        found = []
        began = time.process_time()
        for i, start in enumerate(range(0, len(samples), FEED)):
            new = meter.feed(samples[start : start + FEED], speech[i])
            delay += [(start + FEED) / 16_000 - event.measured_to for event in new]
            found += new
        cpu = (time.process_time() - began) * 1000 / (len(samples) / 16_000)
        found += meter.feed(samples[:0], speech[-1])
        found += meter.finish()
        events[window], times = found, meter.take_syllables()
    return Heard(times=np.array(times), cpu_ms=cpu, events=events, delay=np.array(delay))


def praat(samples: NDArray[np.float32], *, silence_db: float = -25.0, dip_db: float = 2.0) -> Heard:
    """De Jong & Wempe 2009: voiced intensity peaks above a threshold with a dip of at least `dip_db` between them."""
    import parselmouth

    began = time.process_time()
    sound = parselmouth.Sound(samples.astype(np.float64), 16_000)
    intensity = sound.to_intensity(50.0)
    level, places = intensity.values[0], intensity.xs()
    floor = max(np.quantile(level, 0.99) + silence_db, level.min())
    peaks = np.flatnonzero((level[1:-1] > level[:-2]) & (level[1:-1] >= level[2:])) + 1
    peaks = peaks[level[peaks] > floor]
    kept = [int(here) for here, following in pairwise(peaks) if level[here] - level[here:following].min() > dip_db]
    kept += [int(peaks[-1])] if len(peaks) else []
    pitch = sound.to_pitch_ac(0.02, 30.0, 4, False, 0.03, 0.25, 0.01, 0.35, 0.25, 450.0)
    times = [float(places[peak]) for peak in kept if not np.isnan(pitch.get_value_at_time(places[peak]))]
    cpu = (time.process_time() - began) * 1000 / (len(samples) / 16_000)
    return Heard(times=np.array(times), cpu_ms=cpu, events={}, delay=np.zeros(0))
