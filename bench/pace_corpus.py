"""Aligned speech for the pace benchmarks and the training of the syllable network.

A corpus is a folder with `align.jsonl` ({"id", "words": [{"word", "phones": [{"start", "duration", "phone"}]}]},
seconds, IPA), `metadata.csv` (id|text) and `audio/ID.flac`: the layout of the public rhasspy voice data sets.
"""

import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

RATE = 16_000
VOWELS = frozenset("aeiouyæøœɑɒɔəɛɜɞɤɨɪɯɵɶɐʉʊʌʏ")
PAUSES = frozenset({"SIL", "sil", "sp", ""})
_TWO_PHONES = {("ɛ", "ɪ"), ("ɛ", "i"), ("œː", "ʏ"), ("œ", "ʏ"), ("œ", "y"), ("ɑ", "u"), ("ɑ", "ʊ"), ("ʌ", "ʊ")}
_NUCLEUS = re.compile(r"[" + "".join(VOWELS) + r"]ː?(?:[" + "".join(VOWELS) + r"]ː?)?")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spoken:
    """One sentence: sound (float32, 16 kHz) and where its syllable nuclei and pauses lie (seconds)."""

    id: str
    text: str
    samples: NDArray[np.float32]
    nuclei: NDArray[np.float64]
    """Shape (n, 2): start and duration of each vowel or diphthong."""
    pauses: tuple[tuple[float, float], ...]
    """Silences of any length between or around the words."""

    @property
    def duration(self) -> float:
        return len(self.samples) / RATE

    @property
    def times(self) -> NDArray[np.float64]:
        """Middle of each nucleus, seconds."""
        return self.nuclei[:, 0] + self.nuclei[:, 1] / 2


def held_out(name: str) -> bool:
    """Whether a sentence is kept apart from training: one in five, by a hash of its name."""
    return hashlib.sha1(name.encode()).digest()[0] % 5 == 0


def load(path: Path) -> NDArray[np.float32]:
    """A sound file as mono float32 at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return mono if rate == RATE else soxr.resample(mono, rate, RATE).astype(np.float32)


def count_syllables(texts: list[str]) -> list[int] | None:
    """Syllables of Dutch texts as espeak-ng would say them; None where espeak-ng is not installed."""
    if shutil.which("espeak-ng") is None:
        return None
    counts = []
    for text in texts:
        said = subprocess.run(
            ["espeak-ng", "-v", "nl", "--ipa", "--sep=_", "-q", "--", text], capture_output=True, text=True, check=True
        ).stdout
        phones = re.split(r"[_\s]+", said.translate(str.maketrans("", "", "ˈˌ")))
        counts.append(sum(1 for phone in phones if set(phone) & VOWELS))
    return counts


def _phones(words: list[dict]) -> list[tuple[str, float, float]]:
    """(phone without stress, start, duration), diphthongs that were written as two phones merged."""
    merged: list[tuple[str, float, float]] = []
    for word in words:
        for i, phone in enumerate(word["phones"]):
            name = phone["phone"].translate(str.maketrans("", "", "ˈˌ"))
            start, duration = float(phone["start"]), float(phone["duration"])
            if i and merged and (merged[-1][0], name) in _TWO_PHONES:
                before = merged[-1]
                merged[-1] = (before[0] + name, before[1], start + duration - before[1])
            else:
                merged.append((name, start, duration))
    return merged


def read_corpus(folder: Path) -> list[Spoken]:
    """All sentences whose alignment can be trusted: count at most 1 off espeak-ng's, and the sound is whole."""
    texts = dict(line.split("|", 1) for line in (folder / "metadata.csv").read_text().splitlines() if "|" in line)
    aligned = [json.loads(line) for line in (folder / "align.jsonl").read_text().splitlines() if line.strip()]
    counts = count_syllables([texts.get(entry["id"], "") for entry in aligned])
    corpus = []
    for i, entry in enumerate(aligned):
        path = folder / "audio" / f"{entry['id']}.flac"
        if not path.exists():
            continue
        phones = _phones(entry["words"])
        nuclei = [(start, length) for name, start, length in phones if set(name) & VOWELS]
        if not nuclei or (counts and texts.get(entry["id"]) and abs(counts[i] - len(nuclei)) > 1):
            continue
        samples = load(path)
        if phones[-1][1] + phones[-1][2] > len(samples) / RATE + 0.05:
            continue
        pauses = tuple((start, start + length) for name, start, length in phones if name in PAUSES)
        corpus.append(
            Spoken(
                id=entry["id"], text=texts.get(entry["id"], ""), samples=samples, nuclei=np.array(nuclei), pauses=pauses
            )
        )
    return corpus
