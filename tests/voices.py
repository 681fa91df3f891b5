"""A voice for tests: one of the fixture calls, with what its script says about it."""

from functools import cache
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from pipeline.audio.recording import open_recording
from pipeline.span import Speaker

FIXTURES = Path(__file__).parents[1] / "audio_fixtures"


@cache
def channel(call: str = "angry", speaker: Speaker = Speaker.AGENT) -> np.ndarray:
    """One speaker's sound of a fixture call, shape (n,)."""
    frames = open_recording(FIXTURES / f"{call}.flac").frames(seconds=1.0)
    return np.concatenate([frame.samples for frame in frames if frame.speaker is speaker])


@cache
def utterances(call: str = "angry", speaker: Speaker = Speaker.AGENT) -> list[dict]:
    """What that speaker says: start, end, syllables, text."""
    truth = YAML(typ="safe", pure=True).load(FIXTURES / f"{call}.yaml")
    return [utterance for utterance in truth["utterances"] if utterance["speaker"] == speaker]


def spoken_mask(call: str = "angry", speaker: Speaker = Speaker.AGENT) -> np.ndarray:
    """Where that speaker speaks, per 10 ms, by the script's word times: shape (hops,)."""
    mask = np.zeros(len(channel(call, speaker)) // 160, np.bool_)
    for utterance in utterances(call, speaker):
        for _, start, end in utterance["words"]:
            mask[round(start * 100) : round(end * 100)] = True
    return mask
