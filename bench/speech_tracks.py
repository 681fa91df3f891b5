"""Sentences of a phone-aligned corpus, joined with known silences, in clean and hard conditions: truth for VADs.

A corpus folder holds `audio/ID.flac` (16 kHz mono) and `align.jsonl`: one object a line, {"id", "words": [{"word",
"phones": [{"start", "duration", "phone"}]}]}, seconds, silence as "SIL". Half of the sentences (by a hash of their id)
is for tuning, the other half for reporting.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

RATE = 16_000
SILENCE, GARBAGE = "SIL", "SPN"
CONDITIONS = (
    "clean",
    "mulaw",
    "white 20",
    "pink 20",
    "white 10",
    "pink 10",
    "babble 20",
    "babble 10",
    "quiet",
    "dirty",
)
"""Noise by its level in dB under the speech; quiet = 25 dB less level; dirty = clipped, with hum and DC."""

Sound = NDArray[np.float64]
Phone = tuple[float, float, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: samples and phones (start, end, symbol), silences left out."""

    id: str
    sound: Sound
    phones: tuple[Phone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Joined sentences: what was said when, and how loud the speech is (RMS)."""

    sound: Sound
    phones: tuple[Phone, ...]
    level: float

    def pauses(self, shortest: float = 0.2) -> list[tuple[float, float]]:
        """The true pauses (start, end) of at least `shortest` seconds."""
        return [(a[1], b[0]) for a, b in pairwise(self.phones) if b[0] - a[1] >= shortest - 1e-6]

    def speech(self, hops: int) -> NDArray[np.bool_]:
        """Whether a phone holds the middle of each 10 ms hop, shape (hops,); gaps below 100 ms are closed."""
        middle = (np.arange(hops) + 0.5) / 100
        spoken = np.zeros(hops, np.bool_)
        for start, end, _ in self.phones:
            spoken[np.searchsorted(middle, start) : np.searchsorted(middle, end)] = True
        for a, b in pairwise(np.flatnonzero(spoken)):
            if b - a <= 10:
                spoken[a:b] = True
        return spoken


def sentences(corpus: Path, half: int) -> list[Sentence]:
    """The aligned sentences of one half (0: tune, 1: report), without those that hold unaligned stretches."""
    found = []
    for line in (corpus / "align.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if hashlib.sha256(row["id"].encode()).digest()[0] % 2 != half:
            continue
        phones = tuple(
            (p["start"], p["start"] + p["duration"], p["phone"])
            for word in row["words"]
            for p in word["phones"]
            if p["phone"].upper() != SILENCE
        )
        if len(phones) < 4 or any(phone.upper() == GARBAGE for _, _, phone in phones):
            continue
        sound, rate = soundfile.read(corpus / "audio" / f"{row['id']}.flac")
        if rate != RATE:
            raise SystemExit(f"{row['id']}: {rate} Hz, {RATE} Hz is needed")
        edge = np.minimum(1.0, np.arange(1, len(sound) + 1) / 32)
        found.append(Sentence(id=row["id"], sound=sound * edge * edge[::-1], phones=phones))
    return found


def resampled(sentence: Sentence, speed: float) -> Sentence:
    """The sentence `speed` times as fast and as high: another voice, roughly."""
    sound = soxr.resample(sentence.sound, RATE * speed, RATE)
    phones = tuple((start / speed, end / speed, phone) for start, end, phone in sentence.phones)
    return Sentence(id=sentence.id, sound=sound, phones=phones)


def joined(items: list[Sentence], rng: np.random.Generator, *, level_dbfs: float, room_db: float | None) -> Track:
    """Sentences with silences of 0.2-1.5 s (a quarter: 20-130 ms) between them.

    `room_db`: level of pink room noise relative to the speech; None: digital silence.
    """
    parts: list[Sound] = [np.zeros(int(rng.uniform(0.3, 1.2) * RATE))]
    phones: list[Phone] = []
    position = len(parts[0])
    for item in items:
        phones += [(position / RATE + a, position / RATE + b, phone) for a, b, phone in item.phones]
        silence = rng.uniform(0.02, 0.13) if rng.random() < 0.25 else np.exp(rng.uniform(np.log(0.2), np.log(1.5)))
        parts += [item.sound, np.zeros(int(silence * RATE))]
        position += len(parts[-2]) + len(parts[-1])
    sound = np.concatenate(parts)
    spoken = np.zeros(len(sound), np.bool_)
    for start, end, _ in phones:
        spoken[int(start * RATE) : int(end * RATE)] = True
    level = 10 ** (level_dbfs / 20)
    sound *= level / np.sqrt(np.mean(sound[spoken] ** 2))
    if room_db is not None:
        sound += coloured(len(sound), 1.0, rng) * level * 10 ** (room_db / 20)
    return Track(sound=sound, phones=tuple(phones), level=level)


def tracks(corpus: Path, half: int, per_track: int = 20, seed: int = 0) -> Iterator[Track]:
    """Tracks of `per_track` sentences at levels of -32..-18 dBFS in quiet rooms: what the tables are made of."""
    rng = np.random.default_rng(seed + half)
    items = sentences(corpus, half)
    order = rng.permutation(len(items))
    for first in range(0, len(items) - per_track + 1, per_track):
        chosen = [items[i] for i in order[first : first + per_track]]
        yield joined(chosen, rng, level_dbfs=rng.uniform(-32, -18), room_db=-rng.uniform(38, 55))


def coloured(count: int, slope: float, rng: np.random.Generator) -> Sound:
    """Noise of RMS 1 whose power falls with frequency ** slope above 20 Hz (0: white, 1: pink, 2: brown)."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum /= np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20.0) ** (slope / 2)
    spectrum[0] = 0.0
    noise = np.fft.irfft(spectrum, count)
    return noise / np.sqrt(np.mean(noise**2))


def babble(items: list[Sentence], count: int, rng: np.random.Generator, voices: int = 6) -> Sound:
    """`voices` people talking at once (sentences resampled to other pitches), RMS 1."""
    noise = np.zeros(count)
    for _ in range(voices):
        position = 0
        while position < count:
            voice = resampled(items[rng.integers(len(items))], rng.uniform(0.85, 1.15)).sound[: count - position]
            noise[position : position + len(voice)] += voice
            position += len(voice) + int(rng.uniform(0.0, 0.2) * RATE)
    return noise / np.sqrt(np.mean(noise**2))


def telephone(sound: Sound) -> Sound:
    """Through an 8 kHz mu-law line and back."""
    narrow = np.clip(soxr.resample(sound, RATE, RATE // 2), -1.0, 1.0)
    code = np.round((np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) + 1) * 127.5) / 127.5 - 1
    wide = soxr.resample(np.sign(code) * (256.0 ** np.abs(code) - 1) / 255, RATE // 2, RATE)
    return np.pad(wide, (0, max(0, len(sound) - len(wide))))[: len(sound)]


def in_condition(track: Track, condition: str, items: list[Sentence], rng: np.random.Generator) -> NDArray[np.float32]:
    """The track's sound in one of CONDITIONS; `items` are the babble's voices."""
    name, _, level_db = condition.partition(" ")
    sound, count = track.sound, len(track.sound)
    noise_level = track.level * 10 ** (-float(level_db) / 20) if level_db else 0.0
    if name == "mulaw":
        sound = telephone(sound)
    elif name in ("white", "pink"):
        sound = sound + noise_level * coloured(count, 0.0 if name == "white" else 1.0, rng)
    elif name == "babble":
        sound = sound + noise_level * babble(items, count, rng)
    elif name == "quiet":
        sound = sound * 10 ** (-25 / 20) + 10 ** (-85 / 20) * rng.standard_normal(count)
    elif name == "dirty":
        time = np.arange(count) / RATE
        hum = np.sin(2 * np.pi * 50 * time) + 0.4 * np.sin(2 * np.pi * 150 * time)
        sound = np.clip(sound, -2.5 * track.level, 2.5 * track.level) + 0.05 + 0.15 * track.level * hum
    elif name != "clean":
        raise SystemExit(f"no such condition: {condition}; there are: {', '.join(CONDITIONS)}")
    return np.clip(sound, -1.0, 1.0).astype(np.float32)
