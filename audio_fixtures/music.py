"""Music on hold, made here: a small tune of our own with chords, bass and percussion."""

import mix
import numpy as np

BEAT = 60 / 96
"""Seconds per beat at 96 beats a minute."""
CHORDS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))
"""A minor, F, C, G: one bar of four beats each (MIDI note numbers)."""
MELODY = (
    (76, 1.0),
    (74, 0.5),
    (72, 0.5),
    (69, 2.0),
    (72, 1.5),
    (74, 0.5),
    (77, 2.0),
    (76, 1.0),
    (79, 1.0),
    (76, 0.5),
    (74, 0.5),
    (72, 1.0),
    (74, 1.5),
    (71, 0.5),
    (67, 2.0),
)
"""(note, beats): sixteen beats over the four chords."""


def tune(seconds: float, level_dbfs: float) -> np.ndarray:
    """`seconds` of the tune at 16 kHz, float32 (n,), at `level_dbfs` RMS, with soft ends."""
    count = round(seconds * mix.RATE_HZ)
    random = np.random.default_rng(2)
    sound = np.zeros(count + 4 * mix.RATE_HZ, np.float64)
    bars = int(seconds / (4 * BEAT)) + 1
    for bar in range(bars):
        chord, start = CHORDS[bar % 4], bar * 4 * BEAT
        for note in chord:
            _add(sound, start, _pluck(note, 4 * BEAT, 0.9) * 0.25)
        for beat in range(4):
            _add(sound, start + beat * BEAT, _pluck(chord[0] - 12, BEAT, 3.0) * 0.4)
            _add(sound, start + beat * BEAT, _drum(random, 0.09 if beat % 2 else 0.03))
            _add(sound, start + (beat + 0.5) * BEAT, _drum(random, 0.02))
    at = 0.0
    while at < seconds:
        for note, beats in MELODY:
            _add(sound, at, _pluck(note, beats * BEAT, 1.6) * 0.5)
            at += beats * BEAT
    sound = sound[:count]
    return mix.faded((sound * mix.gain(level_dbfs - mix.rms_dbfs(sound))).astype(np.float32), 0.4)


def _pluck(note: int, seconds: float, decay: float) -> np.ndarray:
    """A soft plucked tone of five harmonics."""
    time = np.arange(int(seconds * 1.05 * mix.RATE_HZ)) / mix.RATE_HZ
    hz = 440 * 2 ** ((note - 69) / 12)
    tone = sum(np.sin(2 * np.pi * hz * k * time) / k**1.7 for k in range(1, 6) if hz * k < 7000)
    attack = np.minimum(time / 0.012, 1) * np.minimum((time[-1] - time) / 0.02, 1)
    return tone * np.exp(-decay * time) * attack


def _drum(random: np.random.Generator, loudness: float) -> np.ndarray:
    """A brushed snare or hi-hat: a short burst of noise."""
    time = np.arange(int(0.12 * mix.RATE_HZ)) / mix.RATE_HZ
    return random.standard_normal(len(time)) * np.exp(-time * 45) * loudness * 6


def _add(sound: np.ndarray, start: float, part: np.ndarray) -> None:
    """Mix `part` into `sound` from `start` seconds, as far as it fits."""
    at = int(start * mix.RATE_HZ)
    room = max(0, len(sound) - at)
    sound[at : at + min(room, len(part))] += part[:room]
