"""Pauses (>= 200 ms) found by each VAD, in clean and hard sound: F1, boundaries, cost.

    python bench/vad.py CORPUS_FOLDER [--quick] [--half 0|1]

CORPUS_FOLDER holds audio/ID.flac and align.jsonl (see bench/speech_tracks.py). The net of the default VAD was trained
on half 0 of the sentences; the table is about half 1. Sentences are joined with silences of 20-130 ms and 200-1500 ms
(log-uniform, so that many lie near the limit).

F1: a found pause of >= 200 ms matches a true one of >= 200 ms when they share more than half of their union.
F1c: the same as a reader counts: true pauses from 250 ms must be found (from 200 ms), found ones from 250 ms must be
true (from 200 ms); what lies between is neither right nor wrong.
start, end: found minus true boundary of matched pauses in ms, bias and mean absolute error.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from speech_tracks import CONDITIONS, Track, in_condition, sentences, tracks

from pipeline.audio.envelope import EnvelopeVad
from pipeline.audio.events import SpeechEnded
from pipeline.audio.pauses import rhythm
from pipeline.audio.segmenter import SegmenterOptions
from pipeline.audio.speech import SpeechOptions, SpeechTracker
from pipeline.audio.vad import SileroVad, Vad, WebrtcGate
from pipeline.span import Speaker

CHUNK = 1600
PRE_ROLL = SegmenterOptions().pre_roll
TARGETS = {"clean": 0.97, "mulaw": 0.97, "white 20": 0.93, "pink 20": 0.93}
BIAS_MS = 50.0
VADS: dict[str, tuple[Callable[[], Vad], dict[str, SpeechOptions]]] = {
    "webrtc mode 1": (lambda: WebrtcGate(1), {"": SpeechOptions()}),
    "webrtc mode 2": (lambda: WebrtcGate(2), {"": SpeechOptions()}),
    "webrtc mode 3": (lambda: WebrtcGate(3), {"": SpeechOptions()}),
    "silero": (
        SileroVad,
        {
            ".5/.5": SpeechOptions(),
            ".5/.35": SpeechOptions(onset=0.5, offset=0.35),
            ".7/.5": SpeechOptions(onset=0.7, offset=0.5),
        },
    ),
    "envelope": (EnvelopeVad, {"(default)": SpeechOptions()}),
}
Pause = tuple[float, float]


@dataclass(slots=True)
class Score:
    """Counts and boundary errors, summed over tracks."""

    right: int = 0
    found: int = 0
    true: int = 0
    counted_right: int = 0
    counted_true: int = 0
    counted_wrong: int = 0
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0

    def add(self, found: Sequence[Pause], track: Track) -> None:
        """One track's pauses."""
        true = track.pauses()
        pairs = matched(found, true)
        self.right, self.found, self.true = self.right + len(pairs), self.found + len(found), self.true + len(true)
        self.starts += [f[0] - t[0] for f, t in pairs]
        self.ends += [f[1] - t[1] for f, t in pairs]
        sure_true = [p for p in true if p[1] - p[0] >= 0.25]
        sure_found = [p for p in found if p[1] - p[0] >= 0.25]
        self.counted_right += len(matched(found, sure_true))
        self.counted_true += len(sure_true)
        self.counted_wrong += len(sure_found) - len(matched(sure_found, true))

    @property
    def f1(self) -> float:
        """Of pauses from 200 ms, strictly."""
        return 2 * self.right / max(1, self.found + self.true)

    @property
    def counted_f1(self) -> float:
        """Of pauses from 250 ms, as a reader counts them."""
        return 2 * self.counted_right / max(1, self.counted_right + self.counted_wrong + self.counted_true)


def matched(found: Sequence[Pause], true: Sequence[Pause]) -> list[tuple[Pause, Pause]]:
    """Pairs that share more than half of their union (so at most one partner each)."""
    return [
        (f, t)
        for t in true
        for f in found
        if min(f[1], t[1]) - max(f[0], t[0]) > 0.5 * (max(f[1], t[1]) - min(f[0], t[0]))
    ]


def heard_by(vad: Vad, sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probabilities that the live path gives, 100 ms at a time."""
    return np.concatenate([*(vad.feed(sound[i : i + CHUNK]) for i in range(0, len(sound), CHUNK)), vad.finish()])


def pauses_in(probabilities: NDArray[np.float32], options: SpeechOptions) -> list[Pause]:
    """The pauses between the stretches of speech."""
    tracker = SpeechTracker(Speaker.AGENT, options)
    events = tracker.feed(probabilities) + tracker.finish()
    found = rhythm(event.span for event in events if isinstance(event, SpeechEnded))
    return [(pause.start, pause.end) for pause in found.pauses]


def row(name: str, score: Score, target: float | None) -> str:
    """One line of the table."""
    starts, ends = 1000 * np.array(score.starts or [0.0]), 1000 * np.array(score.ends or [0.0])
    verdict = ""
    if target is not None:
        gap = score.f1 - target
        verdict = f"  target {target:.2f}: " + ("met" if gap >= 0 else f"missed by {-gap:.3f}")
        worst = max(abs(starts.mean()), abs(ends.mean()))
        verdict += "" if worst <= BIAS_MS else f", bias {worst - BIAS_MS:.0f} ms over {BIAS_MS:.0f}"
    return (
        f"  {name:20} {score.f1:6.3f} {score.counted_f1:6.3f}   {starts.mean():+5.0f} {np.abs(starts).mean():4.0f}"
        f"   {ends.mean():+5.0f} {np.abs(ends).mean():4.0f}   {1000 * score.cpu / score.seconds:6.1f}{verdict}"
    )


def onsets(made: Sequence[tuple[Track, NDArray[np.float32]]]) -> str:
    """How long after a first phone (behind a true pause of >= 250 ms) the probabilities say speech: clipped starts."""
    late = []
    for track, probabilities in made:
        spoken = np.flatnonzero(probabilities >= 0.5) / 100
        for before, first in pairwise(track.phones):
            if first[0] - before[1] >= 0.25:
                after = spoken[spoken >= first[0] - 0.1]
                late.append(after[0] - first[0] if len(after) else np.inf)
    values = 1000 * np.array(late)
    return (
        f"onset after the first phone's start: median {np.median(values):+.0f} ms, p99 "
        f"{np.percentile(values, 99):+.0f}, worst {values.max():+.0f}; clipped (later than the pre-roll of "
        f"{1000 * PRE_ROLL:.0f} ms): {np.sum(values > 1000 * PRE_ROLL)} of {len(values)}"
    )


def main() -> None:
    """Read the corpus, run every VAD in every condition, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder with audio/ and align.jsonl")
    parser.add_argument("--half", type=int, choices=(0, 1), default=1, help="0: the tuning half, 1: the other")
    parser.add_argument("--quick", action="store_true", help="a third of the sentences")
    args = parser.parse_args()
    items = sentences(args.corpus, args.half)
    made = list(tracks(args.corpus, args.half))[: 4 if args.quick else None]
    total = sum(len(track.pauses()) for track in made)
    print(f"{len(made)} tracks, {sum(len(t.sound) for t in made) / 960_000:.1f} min, {total} pauses >= 200 ms\n")
    print(f"  {'':20} {'F1':>6} {'F1c':>6}   {'start':>10}   {'end':>10}   CPU ms/s")
    for condition in CONDITIONS:
        rng = np.random.default_rng(5)
        heard = [(track, in_condition(track, condition, items, rng)) for track in made]
        print(condition)
        for kind, (make, trackers) in VADS.items():
            began = time.process_time()
            probabilities = [heard_by(make(), sound) for _, sound in heard]
            cpu = time.process_time() - began
            for settings, options in trackers.items():
                score = Score(cpu=cpu, seconds=sum(len(sound) for _, sound in heard) / 16_000)
                for (track, _), chances in zip(heard, probabilities, strict=True):
                    score.add(pauses_in(chances, options), track)
                default = make is EnvelopeVad
                print(row(f"{kind} {settings}", score, TARGETS.get(condition) if default else None), flush=True)
        print(f"  {onsets([(track, chances) for (track, _), chances in zip(heard, probabilities, strict=True)])}")


if __name__ == "__main__":
    main()
