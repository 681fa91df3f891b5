"""Sounds in which nobody says a word: silence, noise, hold music, breathing. Made here, from a seed."""

from collections.abc import Callable

import numpy as np

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples

Make = Callable[[float, np.random.Generator], Samples]


def silence(seconds: float, rng: np.random.Generator) -> Samples:
    """A quiet line: noise at -66 dBFS."""
    return _noise(seconds, rng, -66.0)


def white_noise(seconds: float, rng: np.random.Generator) -> Samples:
    """Loud noise (-26 dBFS) that comes and goes every few seconds."""
    return _noise(seconds, rng, -26.0) * _gated(seconds, rng)


def pink_noise(seconds: float, rng: np.random.Generator) -> Samples:
    """Office noise: 1/f spectrum at -32 dBFS, swelling slowly."""
    count = int(seconds * SAMPLE_RATE_HZ)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum /= np.sqrt(np.maximum(1.0, np.arange(len(spectrum))))
    sound = np.fft.irfft(spectrum, n=count)
    swell = 1 + 0.7 * np.sin(2 * np.pi * np.arange(count) / SAMPLE_RATE_HZ / 3.1)
    return (10 ** (-32 / 20) * sound / sound.std() * swell).astype(np.float32)


def hold_music(seconds: float, rng: np.random.Generator) -> Samples:
    """A tune over chords at -23 dBFS: decaying notes with harmonics, a bass and a brushed beat, 100 beats a minute."""
    count, beat = int(seconds * SAMPLE_RATE_HZ), 0.6
    sound = np.zeros(count + 3 * SAMPLE_RATE_HZ)
    chords = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))
    for number in range(int(seconds / beat)):
        at = int(number * beat * SAMPLE_RATE_HZ)
        chord = chords[number // 4 % 4]
        notes = [48 + chord[0] - 12, *(60 + step for step in chord)] if number % 4 == 0 else []
        notes += [72 + int(rng.choice(chord)) + (2 if rng.random() < 0.2 else 0)]
        for note in notes:
            t = np.arange(int(1.5 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
            hz = 440 * 2 ** ((note - 69) / 12) * (1 + 0.003 * np.sin(2 * np.pi * 5 * t))
            phase = 2 * np.pi * np.cumsum(hz) / SAMPLE_RATE_HZ
            tone = sum(np.sin(k * phase) / k**1.5 for k in (1, 2, 3, 4))
            sound[at : at + len(t)] += tone * np.exp(-2.5 * t) * np.minimum(1, t / 0.01)
        brush = rng.standard_normal(1600) * np.exp(-np.arange(1600) / 300) * 0.3
        sound[at : at + 1600] += brush
    sound = sound[:count]
    return (10 ** (-23 / 20) * sound / sound.std()).clip(-1, 1).astype(np.float32)


def breathing(seconds: float, rng: np.random.Generator) -> Samples:
    """Breath into a headset: noise between 300 and 3000 Hz, in and out every four seconds, -30 dBFS at its height."""
    count = int(seconds * SAMPLE_RATE_HZ)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE_HZ)
    spectrum *= np.exp(-0.5 * (np.log(np.maximum(hz, 1) / 900) / 0.6) ** 2)
    sound = np.fft.irfft(spectrum, n=count)
    t = np.arange(count) / SAMPLE_RATE_HZ
    envelope = np.clip(np.sin(2 * np.pi * t / 2.0), 0, 1) ** 1.5 * (0.6 + 0.4 * np.sin(2 * np.pi * t / 4.0))
    return (10 ** (-30 / 20) * sound / sound.std() * envelope + _noise(seconds, rng, -66.0)).astype(np.float32)


SOUNDS: dict[str, Make] = {
    "silence": silence,
    "white noise": white_noise,
    "pink noise": pink_noise,
    "hold music": hold_music,
    "breathing": breathing,
}


def _noise(seconds: float, rng: np.random.Generator, level_dbfs: float) -> Samples:
    return (10 ** (level_dbfs / 20) * rng.standard_normal(int(seconds * SAMPLE_RATE_HZ))).astype(np.float32)


def _gated(seconds: float, rng: np.random.Generator) -> Samples:
    """1 and 0.01 in turns of 0.3-4 s, with slopes of 10 ms."""
    pieces: list[Samples] = []
    while sum(map(len, pieces)) < seconds * SAMPLE_RATE_HZ:
        level = 1.0 if len(pieces) % 2 else 0.01
        pieces.append(np.full(int(rng.uniform(0.3, 4) * SAMPLE_RATE_HZ), level, np.float32))
    gate = np.concatenate(pieces)[: int(seconds * SAMPLE_RATE_HZ)]
    return np.convolve(gate, np.ones(160, np.float32) / 160, "same").astype(np.float32)
