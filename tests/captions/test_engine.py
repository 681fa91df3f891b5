"""The engine on real sound: words, times, partials, and no words where nobody speaks."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.captions.engine import WhisperEngine, trimmed
from pipeline.captions.stabiliser import key
from pipeline.captions.utterance import Word
from pipeline.errors import ModelError
from pipeline.span import Span
from tests.captions.conftest import segment

Opening = tuple[Segment, list[tuple[str, float, float]]]


def plain(words: tuple[Word, ...]) -> list[str]:
    return [key(word) for word in words]


def test_hears_most_words_of_a_call(engine: WhisperEngine, opening: Opening) -> None:
    spoken, truth = opening
    utterance = engine.transcribe(spoken, final=True)
    said = {"".join(filter(str.isalnum, text)).lower() for text, _, _ in truth}
    assert utterance.final and utterance.stable is None and utterance.id == spoken.id
    assert len(said & set(plain(utterance.words))) >= 0.6 * len(said)


def test_word_times_are_near_the_truth(engine: WhisperEngine, opening: Opening) -> None:
    spoken, truth = opening
    words = {key(word): word.span for word in engine.transcribe(spoken, final=True).words}
    known = {"".join(filter(str.isalnum, text)).lower(): (start, end) for text, start, end in truth}
    late = [(words[name].start - start, words[name].end - end) for name, (start, end) in known.items() if name in words]
    assert np.abs(np.median(np.array(late), axis=0)).max() < 0.2


def test_words_lie_in_order_inside_the_segment(engine: WhisperEngine, opening: Opening) -> None:
    spoken, _ = opening
    words = engine.transcribe(spoken, final=True).words
    edges = [edge for word in words for edge in (word.span.start, word.span.end)]
    assert edges == sorted(edges)
    assert spoken.span.start <= edges[0] and edges[-1] <= spoken.span.end + 1e-6
    assert all(0 <= word.probability <= 1 for word in words)


def test_a_final_depends_on_its_samples_alone(engine: WhisperEngine, opening: Opening) -> None:
    spoken, _ = opening
    alone = engine.transcribe(spoken, final=True)
    wrong = (Word(text="onzin", span=Span(1.0, 2.0)),)
    with ThreadPoolExecutor(2) as pool:
        others = list(pool.map(lambda prefix: engine.transcribe(spoken, final=True, prefix=prefix), [(), wrong]))
    assert others == [alone, alone]


def test_a_partial_continues_the_words_that_stand(engine: WhisperEngine, opening: Opening) -> None:
    spoken, _ = opening
    half = replace(
        spoken,
        samples=spoken.samples[: len(spoken.samples) // 2],
        closed_by=None,
        span=Span(spoken.span.start, (spoken.span.start + spoken.span.end) / 2),
    )
    first = engine.transcribe(half, final=False)
    assert not first.final and first.stable == 0 and len(first.words) >= 3
    prefix = first.words[:4]
    second = engine.transcribe(replace(spoken, closed_by=None), final=False, prefix=prefix)
    assert plain(second.words[: len(prefix)]) == plain(prefix)
    assert len(second.words) > len(first.words)


def test_a_partial_hears_only_the_rest_again() -> None:
    sound = np.arange(4 * SAMPLE_RATE_HZ, dtype=np.float32)
    words = tuple(Word(text=str(n), span=Span(10 + n / 2, 10.4 + n / 2)) for n in range(5))
    kept, context, rest = trimmed(segment(sound, start=10.0), words, 2)
    assert kept + context == words and len(context) == 2
    assert rest.span == Span(11.45, 14.0)
    assert rest.samples[0] == round(1.45 * SAMPLE_RATE_HZ)
    assert trimmed(segment(sound, start=10.0), words[:2], 2)[2].span == Span(10.0, 14.0)


@pytest.mark.parametrize("kind", ["silence", "noise", "hum", "one sample", "constant", "loud clicks"])
def test_no_words_where_nobody_speaks(engine: WhisperEngine, kind: str) -> None:
    rng, count = np.random.default_rng(4), 3 * SAMPLE_RATE_HZ
    time = np.arange(count) / SAMPLE_RATE_HZ
    sound = {
        "silence": np.zeros(count),
        "noise": 0.1 * rng.standard_normal(count),
        "hum": 0.2 * np.sin(2 * np.pi * 100 * time),
        "one sample": np.ones(1),
        "constant": np.full(count, 0.5),
        "loud clicks": np.where(np.arange(count) % 8000 == 0, 0.9, 0.0),
    }[kind].astype(np.float32)
    for final in (True, False):
        assert engine.transcribe(segment(sound), final=final).words == ()


def test_a_segment_longer_than_the_window_is_no_accident(engine: WhisperEngine) -> None:
    rng = np.random.default_rng(5)
    sound = (
        0.1
        * np.sin(2 * np.pi * 150 * np.arange(32 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)
        * (rng.random(32).repeat(SAMPLE_RATE_HZ) > 0.5)
    ).astype(np.float32)
    assert engine.whisper.encode(sound).shape[0] == 1500


def test_a_folder_that_holds_no_model_is_reported(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ModelError) as error:
        WhisperEngine(tmp_path)
    assert error.value.remedy
