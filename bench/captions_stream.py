"""Streams with known words, and a virtual clock: what an engine with one thread would publish when."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import soxr

from bench.captions_wer import normalised
from pipeline.audio.envelope import EnvelopeVad
from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.audio.segmenter import Segmenter
from pipeline.audio.speech import SpeechTracker
from pipeline.captions.engine import WhisperEngine
from pipeline.captions.scheduler import CaptionQueue, Job, QueueOptions
from pipeline.captions.utterance import Utterance
from pipeline.span import Span, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A word of the truth: normalised, with its place in the stream (seconds; None without an alignment)."""

    text: str
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """Sound and what is said in it."""

    samples: Samples
    words: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An utterance and the stream time at which it came out."""

    at: float
    utterance: Utterance


@dataclass(slots=True, kw_only=True)
class Run:
    """All that one system published, and what it cost."""

    published: list[Published] = field(default_factory=list)
    cpu_s: float = 0.0
    speech_s: float = 0.0
    """Seconds of segments."""


def load_stream(corpus: Path, *, count: int, seed: int, join: int = 1) -> Stream:
    """`count` sentences of a corpus folder (metadata.csv, audio/ID.flac, align.jsonl) with pauses of 0.6-2 s between
    them, on the faint noise of a quiet line (-66 dBFS). `join` sentences in a row have only 0.3 s between them."""
    rng = np.random.default_rng(seed)
    rows = [line.split("|", 1) for line in (corpus / "metadata.csv").read_text("utf-8").splitlines() if "|" in line]
    aligned = {}
    for line in (corpus / "align.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        aligned[entry["id"]] = entry["words"]
    pieces: list[Samples] = []
    words: list[Spoken] = []
    at = 0
    for number, row in enumerate(rng.permutation(len(rows))[:count]):
        name, text = rows[row]
        gap = int(SAMPLE_RATE_HZ * (rng.uniform(0.6, 2.0) if number % join == 0 else 0.3))
        samples, rate = soundfile.read(corpus / "audio" / f"{name}.flac", dtype="float32")
        if rate != SAMPLE_RATE_HZ:
            samples = soxr.resample(samples, rate, SAMPLE_RATE_HZ)
        pieces += [np.zeros(gap, np.float32), samples]
        words += _placed(normalised(text), aligned.get(name, []), (at + gap) / SAMPLE_RATE_HZ)
        at += gap + len(samples)
    pieces.append(np.zeros(2 * SAMPLE_RATE_HZ, np.float32))
    sound = np.concatenate(pieces)
    sound += (10 ** (-66 / 20) * rng.standard_normal(len(sound))).astype(np.float32)
    return Stream(samples=sound, words=tuple(words))


def _placed(words: list[str], aligned: list[dict], offset: float) -> list[Spoken]:
    """The words with their places, where the alignment has as many words as the text."""
    aligned = [word for word in aligned if word["word"] != "<eps>"]
    if len(words) != len(aligned) or not all(word["phones"] for word in aligned):
        return [Spoken(text=word, span=None) for word in words]
    spans = [
        Span(offset + word["phones"][0]["start"], offset + word["phones"][-1]["start"] + word["phones"][-1]["duration"])
        for word in aligned
    ]
    return [Spoken(text=word, span=span) for word, span in zip(words, spans, strict=True)]


class Listener:
    """VAD and segmenter of one channel, as in a call, without the pace."""

    def __init__(self, speaker: Speaker) -> None:
        self._vad = EnvelopeVad()
        self._tracker = SpeechTracker(speaker, lag=self._vad.look_ahead)
        self.segmenter = Segmenter(speaker)

    def feed(self, samples: Samples) -> list[Segment]:
        """Hear samples; the segments that closed."""
        self._tracker.feed(self._vad.feed(samples))
        return self.segmenter.feed(samples, self._tracker.active)


def closed_segments(samples: Samples) -> list[tuple[float, Segment]]:
    """All segments of a stream, each with the stream time at which it closed."""
    listener, step = Listener(Speaker.AGENT), SAMPLE_RATE_HZ // 50
    found = [
        ((at + step) / SAMPLE_RATE_HZ, segment)
        for at in range(0, len(samples), step)
        for segment in listener.feed(samples[at : at + step])
    ]
    return [*found, *((len(samples) / SAMPLE_RATE_HZ, segment) for segment in listener.segmenter.finish())]


def run_live(
    engine: WhisperEngine, samples: Samples, *, partials: bool = True, options: QueueOptions = QueueOptions()
) -> Run:
    """Souffleur's word lane over a stream, frame by frame; the clock moves by the CPU time of each decode."""
    run, queue, listener = Run(), CaptionQueue(options), Listener(Speaker.AGENT)
    busy: tuple[float, Job, Utterance, float] | None = None
    step, now = SAMPLE_RATE_HZ // 50, 0.0

    def turn(now: float, busy: tuple[float, Job, Utterance, float] | None) -> tuple | None:
        while True:
            if busy is not None:
                ends, job, utterance, seconds = busy
                if ends > now:
                    return busy
                run.published += [Published(at=ends, utterance=u) for u in queue.done(job, utterance, seconds)]
                start, busy = ends, None
            else:
                start = now
            job = queue.take()
            if job is None:
                return None
            before = time.process_time()
            utterance = engine.transcribe(job.segment, final=job.final, prefix=job.prefix)
            seconds = time.process_time() - before
            run.cpu_s += seconds
            busy = (max(start, now - step / SAMPLE_RATE_HZ) + seconds, job, utterance, seconds)

    for at in range(0, len(samples), step):
        now = min(at + step, len(samples)) / SAMPLE_RATE_HZ
        for segment in listener.feed(samples[at : at + step]):
            run.speech_s += segment.span.duration
            run.published += [Published(at=now, utterance=u) for u in queue.put("bench", segment)]
        growing = listener.segmenter.growing
        if partials and growing is not None:
            queue.offer("bench", growing, listener.segmenter.silence)
        busy = turn(now, busy)
    for segment in listener.segmenter.finish():
        run.published += [Published(at=now, utterance=u) for u in queue.put("bench", segment)]
    turn(float("inf"), busy)
    run.published.sort(key=lambda published: published.at)
    return run


def run_endpoint(decode: Callable[[Segment], Utterance], samples: Samples) -> Run:
    """Wait for the end of each segment, then decode it: what most do who use Whisper live. Partials: none."""
    run, free = Run(), 0.0
    for at, segment in closed_segments(samples):
        before = time.process_time()
        utterance = decode(segment)
        seconds = time.process_time() - before
        free = max(free, at) + seconds
        run.cpu_s += seconds
        run.speech_s += segment.span.duration
        run.published.append(Published(at=free, utterance=utterance))
    return run
