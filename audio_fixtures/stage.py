"""A written call (calls/NAME.yaml) spoken line by line and put in time: who says what when."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mix
import numpy as np
import soxr
import voice
from phonemes import DEVOICED, ENGLISH, REPLACEMENTS, SpokenWord, spoken_words
from speakers import SPEAKERS, Speaker

SPEECH_DBFS = -23.0
"""Level of everyone's speech (EBU R 128's -23 as plain RMS over speech)."""
LEAD, TAIL = 0.04, 0.10
"""Seconds kept before the first and after the last word of a take: the voice's own silence is cut."""

BREATH = 0.15
"""Seconds between two lines of one speaker, at least: nobody speaks through themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One utterance in time. `words` are (text, start, end) in seconds of the call; `samples` begin at `offset`."""

    speaker: str
    """agent or customer."""
    text: str
    speed: float
    start: float
    end: float
    words: list[tuple[str, float, float]]
    syllables: int
    """Nuclei of the words as pronounced."""
    mark: str | None
    samples: np.ndarray
    offset: int


def staged(call: dict, cache_folder: Path | None = None) -> list[Line]:
    """The lines of `call`, spoken and placed: each `gap` seconds after the end of the line before it, and BREATH after
    the speaker's own last line."""
    lines: list[Line] = []
    now, own_end = 0.0, {"agent": -BREATH, "customer": -BREATH}
    for entry in call["speech"]:
        role = "agent" if "agent" in entry else "customer"
        who = SPEAKERS[call["speakers"][role]]
        speed = float(entry.get("speed", 1.0))
        words = _words(entry[role], who, call.get("language", "nl"))
        samples, spans = _take(words, who, speed, cache_folder)
        start = max(now + float(entry["gap"]), own_end[role] + BREATH)
        offset = round((start - LEAD) * mix.RATE_HZ)
        shift = offset / mix.RATE_HZ + LEAD
        timed = [(w.text, a + shift, b + shift) for w, (a, b) in zip(words, spans, strict=True)]
        lines.append(
            Line(
                speaker=role,
                text=entry[role],
                speed=speed,
                start=timed[0][1],
                end=timed[-1][2],
                words=timed,
                syllables=sum(w.syllables for w in words),
                mark=entry.get("mark"),
                samples=samples,
                offset=offset,
            )
        )
        now = own_end[role] = timed[-1][2]
    return lines


def _words(text: str, who: Speaker, language: str) -> list[SpokenWord]:
    if language != "nl":
        return spoken_words(text, _symbols(), ENGLISH, language)
    return spoken_words(text, _symbols(), REPLACEMENTS + DEVOICED if who.devoices_v else REPLACEMENTS)


def excerpt(call: dict, lines: list[Line]) -> tuple[dict, list[Line]]:
    """The lines said within the call's `first_seconds`, and the call with the expectations about those alone."""
    kept = [line for line in lines if line.end <= call["first_seconds"]]
    gone = {line.mark for line in lines if line.end > call["first_seconds"]} - {None}
    places = ("in", "from", "to", "after")

    def about_kept(rule: dict) -> bool:
        return not gone & {rule[place] for place in places if place in rule}

    return {
        **call,
        "flags": [f for f in call["flags"] if about_kept(f)],
        "must_not": [r for r in call["must_not"] if about_kept(r)],
    }, kept


@cache
def _symbols() -> frozenset[str]:
    return frozenset(voice.vocabulary())


def _take(
    words: list[SpokenWord], who: Speaker, speed: float, cache_folder: Path | None
) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Samples at 16 kHz and word times, counted from the first word's start; kept in `cache_folder` when given."""
    said = [word.symbols + word.mark for word in words]
    key = hashlib.sha256(json.dumps([said, who.timbre, who.melody, who.pace * speed]).encode()).hexdigest()[:24]
    path = cache_folder / f"{key}.npz" if cache_folder else None
    if path and path.exists():
        with np.load(path) as kept:
            return kept["samples"], [tuple(map(float, span)) for span in kept["spans"]]
    take = voice.speak(words, who, speed)
    first, last = take.words[0][0], take.words[-1][1]
    cut = take.samples[
        max(0, round((first - LEAD) * voice.SAMPLE_RATE_HZ)) : round((last + TAIL) * voice.SAMPLE_RATE_HZ)
    ]
    samples = mix.levelled(soxr.resample(cut, voice.SAMPLE_RATE_HZ, mix.RATE_HZ, "VHQ"), SPEECH_DBFS)
    samples = mix.faded(samples)
    spans = [(float(a - first), float(b - first)) for a, b in take.words]
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, samples=samples, spans=np.array(spans))
    return samples, spans
