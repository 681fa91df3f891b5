"""Training material of the syllable network: sentences as mel power with their syllables, and what is done to them.

A recipe per example: sentences in a row with pauses, tempo and vocal tract warped, room, line noise or babble or music
added, everything in the mel power domain (powers add; cheap enough to make every example new).
"""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from ruamel.yaml import YAML

from bench.pace_corpus import RATE, count_syllables, load, read_corpus
from pipeline.audio.mel import BANDS, HOP, LEAD, WINDOW, mel_power

Array = NDArray[np.float32]
SHORTEST_PAUSE = 0.08
"""Seconds of silence between words from which a frame is no longer speech."""
_DIALOG = re.compile(r'dialogId\("([^"]+)".*?dialogStr\("([^"]*)"\)', re.S)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """One sentence: mel power (frames, BANDS), its nuclei in frames (centre, duration) and which frames are speech (0
    or 1); or, where nobody aligned it, only the count."""

    name: str
    power: Array
    nuclei: Array | None
    speech: Array | None
    count: int


def frames_of(samples: Array) -> Array:
    """Mel power of a whole recording, frame k centred on hop k, as the stream gives it."""
    padded = np.concatenate((np.zeros(LEAD, np.float32), samples, np.zeros(WINDOW, np.float32)))
    return mel_power(padded)[: len(samples) // HOP]


def stretched(samples: Array, factor: float, *, tool: str) -> Array:
    """`samples` at `factor` times their tempo by "sox" (WSOLA) or "rubberband" (phase vocoder)."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "a.wav", Path(folder) / "b.wav"
        soundfile.write(before, samples, RATE, subtype="FLOAT")
        command = (
            ["sox", before, "-e", "floating-point", after, "tempo", "-s", f"{factor:.4f}"]
            if tool == "sox"
            else ["rubberband", "-q", "-T", f"{factor:.4f}", before, after]
        )
        subprocess.run(command, check=True, capture_output=True)
        return load(after)


def strong(folder: Path, keep, *, rng: np.random.Generator, variants: int = 5) -> list[Example]:
    """Aligned sentences for which keep(id), each as it is and as `variants` other voices and tempi.

    Another voice is the sound resampled (pitch and formants move together by 0.68-1.2), then set to another tempo."""
    made = []
    for spoken in read_corpus(folder):
        if not keep(spoken.id):
            continue
        nuclei = np.stack([spoken.times * 100, spoken.nuclei[:, 1] * 100], axis=1).astype(np.float32)
        power = frames_of(spoken.samples)
        speech = np.ones(len(power), np.float32)
        for start, end in spoken.pauses:
            if end - start >= SHORTEST_PAUSE:
                speech[round(start * 100) : round(end * 100)] = 0
        made.append(Example(name=spoken.id, power=power, nuclei=nuclei, speech=speech, count=len(nuclei)))
        for variant in range(variants):
            voice = 1.0 if variant == 0 else float(np.exp(rng.uniform(np.log(0.68), np.log(1.2))))
            tempo = float(np.exp(rng.uniform(np.log(0.75), np.log(1.6)))) / (voice if variant else 1.0)
            samples = soxr.resample(spoken.samples, RATE * voice, RATE) if voice != 1.0 else spoken.samples
            samples = stretched(samples, tempo, tool="rubberband" if variant % 2 else "sox")
            scale = len(samples) / len(spoken.samples)
            power = frames_of(samples)
            made.append(
                Example(
                    name=spoken.id,
                    power=power,
                    nuclei=nuclei * np.float32(scale),
                    speech=resized(speech, len(power)),
                    count=len(nuclei),
                )
            )
    return made


def read_fillets(root: Path) -> list[tuple[str, str, Path]]:
    """(name, text, file) of the acted Dutch lines of Debian's fillets-ng-data(-nl); root holds script/ and sound/."""
    lines = []
    for script in sorted(root.glob("script/*/dialogs_nl.lua")):
        for name, text in _DIALOG.findall(script.read_text(encoding="utf-8", errors="replace")):
            path = root / "sound" / script.parent.name / "nl" / f"{name}.ogg"
            if path.exists() and text.strip():
                lines.append((name, text, path))
    return lines


def weak(lines: list[tuple[str, str, Path]]) -> list[Example]:
    """Lines of which only the text is known: its syllable count, where the resulting rate is a rate people reach."""
    counts = count_syllables([text for _, text, _ in lines])
    if counts is None:
        raise SystemExit("espeak-ng is needed to count the syllables of texts")
    made = []
    for (name, _, path), count in zip(lines, counts, strict=True):
        power = frames_of(load(path))
        if len(power) < 50:
            continue
        loud = power.sum(axis=1) > 1e-3 * np.percentile(power.sum(axis=1), 95)
        if count >= 4 and 2.5 < count / max(0.1, loud.sum() / 100) < 9.0:
            made.append(Example(name=name, power=power, nuclei=None, speech=None, count=count))
    return made


def read_calls(folder: Path, *, without: str = "") -> list[Example]:
    """Utterances of our own fixture calls (audio_fixtures/NAME.yaml), whose scripts count their syllables."""
    made = []
    for path in sorted(folder.glob("*.yaml")):
        if path.stem in without.split(","):
            continue
        truth = YAML(typ="safe", pure=True).load(path)
        sound, _ = soundfile.read(path.with_name(truth["audio"]["file"]), dtype="float32", always_2d=True)
        if truth["audio"]["sample_rate_hz"] != RATE:
            continue
        for number, utterance in enumerate(truth["utterances"]):
            channel = truth["audio"]["channels"].index(utterance["speaker"])
            start, end = (round(utterance[name] * RATE) for name in ("start", "end"))
            if utterance["syllables"] >= 4:
                made.append(
                    Example(
                        name=f"{path.stem}-{number}",
                        power=frames_of(sound[start:end, channel]),
                        nuclei=None,
                        speech=None,
                        count=utterance["syllables"],
                    )
                )
    return made


def resized(mask: Array, length: int) -> Array:
    """A mask stretched to `length` frames."""
    return mask[np.minimum(np.arange(length) * len(mask) // length, len(mask) - 1)]


def warp_time(power: Array, factor: float) -> Array:
    """Tempo times `factor`: frames interpolated linearly."""
    length = max(2, round(len(power) / factor))
    place = np.linspace(0, len(power) - 1, length)
    low = np.minimum(place.astype(int), len(power) - 2)
    part = (place - low)[:, None].astype(np.float32)
    return power[low] * (1 - part) + power[low + 1] * part


def warp_tract(power: Array, factor: float) -> Array:
    """Vocal tract length warp: the mel axis read at `factor` times the frequency (clamped at the ends)."""
    low_mel, high_mel = (2595 * np.log10(1 + hz / 700) for hz in (120.0, 3750.0))
    mels = np.linspace(low_mel, high_mel, BANDS + 2)[1:-1]
    hz = 700 * (10 ** (mels / 2595) - 1) * factor
    place = np.clip((2595 * np.log10(1 + hz / 700) - mels[0]) / (mels[1] - mels[0]), 0, BANDS - 1)
    low = np.minimum(place.astype(int), BANDS - 2)
    part = (place - low).astype(np.float32)
    return power[:, low] * (1 - part) + power[:, low + 1] * part


def reverberate(power: Array, t60: float, wet: float) -> Array:
    """An exponential tail (power falls 60 dB in t60 seconds) of weight `wet` added to the direct sound."""
    tail = np.zeros_like(power)
    keep = np.float32(10 ** (-6 * 0.01 / t60))
    state = np.zeros(BANDS, np.float32)
    for i in range(len(power)):
        state = state * keep + power[i]
        tail[i] = state
    return power + np.float32(wet * (1 - keep)) * tail
