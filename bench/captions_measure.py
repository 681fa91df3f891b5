"""From what was published to figures: when each word was first shown and when committed, what was revised."""

from dataclasses import dataclass

from bench.captions_stream import Published, Run, Stream
from bench.captions_wer import matches, normalised, percentile, wer
from pipeline.captions.utterance import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a run reached. Latencies in seconds after the true end of the word."""

    wer: float
    """Of the finals."""
    committed_wer: float
    """Of the words as they stood when they were first called stable."""
    cpu_per_s: float
    """CPU-seconds per second of the stream, pauses included."""
    cpu_per_speech_s: float
    """CPU-seconds per second of segments: the cost of a channel on which someone speaks all the time."""
    committed: tuple[float, float]
    """p50, p90: the word is stable, as it stays."""
    shown: tuple[float, float]
    """p50, p90: the word is on the screen for the first time."""
    revised: float
    """Share of words called stable that the final has otherwise."""


def measure(run: Run, stream: Stream) -> Figures:
    """The figures of one run over one stream."""
    finals: dict[str, Published] = {p.utterance.id: p for p in run.published if p.utterance.final}
    said = [word.text for word in stream.words]
    heard = _words(
        [word for p in sorted(finals.values(), key=lambda p: p.utterance.span.start) for word in p.utterance.words]
    )
    first_stable: dict[str, list[Word]] = {}
    shown: dict[int, float] = {}
    committed: dict[int, float] = {}
    revised = stable_words = 0
    for published in run.published:
        utterance = published.utterance
        near = [
            (place, word)
            for place, word in enumerate(stream.words)
            if word.span is not None
            and utterance.span.start - 0.3 <= word.span.start
            and word.span.end <= utterance.span.end + 0.3
        ]
        for places, words in ((shown, utterance.words), (committed, utterance.stable_words)):
            for i, _ in matches([word.text for _, word in near], _words(list(words)))[1]:
                places.setdefault(near[i][0], published.at)
        known = first_stable.setdefault(utterance.id, [])
        known += utterance.stable_words[len(known) :]
    for key, published in finals.items():
        before = [p.utterance for p in run.published if p.utterance.id == key and not p.utterance.final]
        early = _words(list(before[-1].stable_words)) if before else []
        stable_words += len(early)
        revised += len(early) - len(matches(early, _words(list(published.utterance.words)))[1])
    as_committed = _words(
        [w for p in sorted(finals.values(), key=lambda p: p.utterance.span.start) for w in first_stable[p.utterance.id]]
    )
    duration = len(stream.samples) / 16_000
    return Figures(
        wer=wer(said, heard),
        committed_wer=wer(said, as_committed),
        cpu_per_s=run.cpu_s / duration,
        cpu_per_speech_s=run.cpu_s / max(run.speech_s, 1e-9),
        committed=_latency(committed, stream),
        shown=_latency(shown, stream),
        revised=revised / max(1, stable_words),
    )


def _words(words: list[Word]) -> list[str]:
    return normalised(" ".join(word.text for word in words))


def _latency(places: dict[int, float], stream: Stream) -> tuple[float, float]:
    late = [at - span.end for place, at in places.items() if (span := stream.words[place].span) is not None]
    return percentile(late, 0.5), percentile(late, 0.9)
