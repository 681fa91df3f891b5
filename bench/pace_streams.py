"""Streams for the pace benchmark: kept-apart sentences in a row with their truth, in every condition of the targets."""

import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from bench.pace_corpus import RATE, Spoken, load

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """Sound with the times of its nuclei and its pauses (>= 200 ms), seconds."""

    samples: Sound
    times: NDArray[np.float64]
    pauses: NDArray[np.float64]
    """Shape (n, 2)."""

    @property
    def duration(self) -> float:
        return len(self.samples) / RATE

    def count(self, start: float, end: float) -> int:
        """Nuclei in [start, end)."""
        return int(np.searchsorted(self.times, end) - np.searchsorted(self.times, start))

    def speech(self, start: float, end: float) -> float:
        """Seconds of [start, end) outside pauses."""
        inside = np.minimum(self.pauses[:, 1], end) - np.maximum(self.pauses[:, 0], start)
        return end - start - float(np.maximum(0.0, inside).sum())


def in_a_row(sentences: list[Spoken], *, rng: np.random.Generator, noise_dbfs: float = -72.0) -> Stream:
    """Sentences with pauses of 0.25-0.9 s between them, on the faint noise of a quiet line."""
    pieces, times, silences, at = [], [], [], 0.0
    for spoken in sentences:
        gap = float(rng.uniform(0.25, 0.9))
        pieces.append(np.zeros(round(gap * RATE), np.float32))
        silences.append((at, at + gap))
        at += len(pieces[-1]) / RATE
        pieces.append(spoken.samples)
        times.extend(at + spoken.times)
        silences.extend((at + start, at + end) for start, end in spoken.pauses)
        at += spoken.duration
    samples = np.concatenate(pieces)
    samples = samples + (10 ** (noise_dbfs / 20) * rng.standard_normal(len(samples))).astype(np.float32)
    merged: list[list[float]] = []
    for start, end in sorted(silences):
        if merged and start <= merged[-1][1] + 0.011:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    pauses = np.array([pause for pause in merged if pause[1] - pause[0] >= 0.2])
    return Stream(samples=samples.astype(np.float32), times=np.array(sorted(times)), pauses=pauses)


def mu_law(samples: Sound) -> Sound:
    """Through an 8 kHz G.711 mu-law line and back to 16 kHz."""
    narrow = np.clip(soxr.resample(samples, RATE, 8000), -1, 1)
    coded = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    decoded = np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255
    return soxr.resample(decoded.astype(np.float32), 8000, RATE).astype(np.float32)


def speech_power(stream: Stream) -> float:
    """Mean power of the sound outside the pauses."""
    mask = np.ones(len(stream.samples), bool)
    for start, end in stream.pauses:
        mask[round(start * RATE) : round(end * RATE)] = False
    return float(np.mean(stream.samples[mask] ** 2))


def added(stream: Stream, other: Sound, decibels: float) -> Stream:
    """The stream with `other` behind it, `decibels` under the speech's power."""
    other = np.resize(other, len(stream.samples))
    scale = np.sqrt(speech_power(stream) / 10 ** (decibels / 10) / (np.mean(other**2) + 1e-12))
    return replace(stream, samples=(stream.samples + np.float32(scale) * other).astype(np.float32))


def pink(length: int, rng: np.random.Generator) -> Sound:
    """Noise whose power falls 3 dB per octave."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    return np.fft.irfft(spectrum, length).astype(np.float32)


def babble(sentences: list[Spoken], length: int, rng: np.random.Generator, voices: int = 5) -> Sound:
    """`voices` talkers at once: sentences in a row, each talker at another pitch (resampled by 0.75-1.25)."""
    total = np.zeros(length, np.float32)
    for pitch in np.linspace(0.75, 1.25, voices):
        order, row, have = rng.permutation(len(sentences)), [], 0
        for i in np.resize(order, 10_000):
            row.append(soxr.resample(sentences[i].samples, RATE * pitch, RATE))
            have += len(row[-1])
            if have >= length:
                break
        talker = np.concatenate(row)[:length]
        total += (talker / np.sqrt(np.mean(talker**2))).astype(np.float32)
    return total


def tempo(stream: Stream, factor: float, tool: str = "sox") -> Stream:
    """The same speech `factor` times as fast, by sox's or rubberband's time stretching."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "a.wav", Path(folder) / "b.wav"
        soundfile.write(before, stream.samples, RATE, subtype="PCM_16")
        command: list[str | Path] = (
            ["sox", before, after, "tempo", "-s", str(factor)]
            if tool == "sox"
            else ["rubberband", "-q", "-T", str(factor), before, after]
        )
        subprocess.run(command, check=True, capture_output=True)
        samples = load(after)
    return Stream(samples=samples, times=stream.times / factor, pauses=stream.pauses / factor)


def conditions(stream: Stream, others: list[Spoken], *, rng: np.random.Generator) -> dict[str, Callable[[], Stream]]:
    """Name -> how to make it. `others`: sentences for the voices behind (not those of the stream)."""
    length = len(stream.samples)
    return {
        "clean": lambda: stream,
        "mu-law 8 kHz": lambda: replace(stream, samples=mu_law(stream.samples)),
        "white noise 20 dB": lambda: added(stream, rng.standard_normal(length).astype(np.float32), 20),
        "pink noise 20 dB": lambda: added(stream, pink(length, rng), 20),
        "white noise 10 dB": lambda: added(stream, rng.standard_normal(length).astype(np.float32), 10),
        "babble 20 dB": lambda: added(stream, babble(others, length, rng), 20),
        "babble 10 dB": lambda: added(stream, babble(others, length, rng), 10),
    }
