"""One engine for all tests of this folder, and a few seconds of a fixture call to hear."""

from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.audio.recording import open_recording
from pipeline.captions.engine import WhisperEngine
from pipeline.captions.fetch import locate
from pipeline.span import Span, Speaker

FIXTURES = Path(__file__).parents[2] / "audio_fixtures"


@pytest.fixture(scope="session")
def engine() -> WhisperEngine:
    """Whisper base, as assembled from the installed packages."""
    return WhisperEngine(locate("base"))


@pytest.fixture(scope="session")
def opening() -> tuple[Segment, list[tuple[str, float, float]]]:
    """The customer's first words of a fixture call, and its words as (text, start, end)."""
    said = YAML(typ="safe").load(FIXTURES / "angry.yaml")["utterances"]
    first = next(each for each in said if each["speaker"] == "customer")
    start, end = first["start"] - 0.3, first["end"] + 0.2
    recording = open_recording(FIXTURES / "angry.flac")
    pieces: list[Samples] = []
    for frame in recording.frames():
        if frame.span.start > end:
            break
        if frame.speaker is Speaker.CUSTOMER:
            pieces.append(frame.samples)
    sound = np.concatenate(pieces)[int(start * SAMPLE_RATE_HZ) : int(end * SAMPLE_RATE_HZ)]
    return segment(sound, start=start), [tuple(word) for word in first["words"]]


def segment(
    sound: Samples, *, start: float = 0.0, name: str = "agent-1", closed: bool = True, speaker: Speaker = Speaker.AGENT
) -> Segment:
    """`sound` as a segment that begins at `start`."""
    return Segment(
        id=name,
        speaker=speaker,
        span=Span(start, start + len(sound) / SAMPLE_RATE_HZ),
        samples=sound,
        closed_by="silence" if closed else None,
    )
