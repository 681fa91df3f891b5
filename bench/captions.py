"""The word lane measured: word errors, cost, and how late a word is shown and committed.

    python bench/captions.py CORPUS                       40 sentences, Souffleur, full context, plain faster-whisper
    python bench/captions.py CORPUS --sentences 20 --no-peers
    python bench/captions.py CORPUS --peer-path FOLDER    whisper-streaming beside them, installed in FOLDER
    python bench/captions.py --sounds                     only: words on silence, noise, hold music, breathing

CORPUS is a folder with metadata.csv (`id|text`), audio/ID.flac and align.jsonl (word and phone times), such as the
public dataset-voice-nathalie (rhasspy, CC0) with a forced alignment. The sentences are put in a row with pauses of
0.6-2 s. Time is virtual: the stream advances frame by frame, one processor thread decodes, and each decode takes as
long as it took of CPU time. `committed` is when a word is called stable, or final; `shown` when it is first on the
screen; both after the true end of the word, for words that are right. WER: see bench/captions_wer.py.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.captions_measure import Figures, measure
from bench.captions_peers import faster_whisper, importable, whisper_streaming
from bench.captions_sounds import SOUNDS
from bench.captions_stream import Stream, load_stream, run_endpoint, run_live
from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.captions.engine import WhisperEngine
from pipeline.captions.fetch import locate
from pipeline.captions.utterance import Utterance, Word
from pipeline.span import Span, Speaker

CORES = 2
"""Of the machine for which the number of calls is estimated."""


def main() -> None:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--model", default="base", help="name or folder of a Whisper model")
    parser.add_argument("--sentences", type=int, default=40)
    parser.add_argument("--join", type=int, default=1, help="sentences in a row that a turn is made of")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--peer-path", type=Path, help="folder in which whisper-streaming is installed")
    parser.add_argument("--sounds", action="store_true", help="only the sounds without words")
    arguments = parser.parse_args()
    model = locate(arguments.model)
    engine = WhisperEngine(model)
    if arguments.corpus is not None and not arguments.sounds:
        stream = load_stream(arguments.corpus, count=arguments.sentences, seed=arguments.seed, join=arguments.join)
        words(engine, model, stream, peers=not arguments.no_peers, peer_path=arguments.peer_path)
    sounds(engine)


def words(engine: WhisperEngine, model: Path, stream: Stream, *, peers: bool, peer_path: Path | None) -> None:
    """The table of the Words targets."""
    print(f"{len(stream.samples) / SAMPLE_RATE_HZ:.0f} s, {len(stream.words)} words\n")
    print(f"{'system':30} {'WER':>6} {'CPU/s':>6} {'CPU/speech s':>13} {'committed':>12} {'shown':>12} {'revised':>8}")
    ours = line("Souffleur", measure(run_live(engine, stream.samples), stream))
    line("Souffleur, no partials", measure(run_live(engine, stream.samples, partials=False), stream))
    full = line("full context, beam 5", measure(run_endpoint(full_context(engine), stream.samples), stream))
    if peers:
        line("faster-whisper at the endpoint", measure(faster_whisper(model, stream.samples), stream))
        if importable(peer_path):
            line("whisper-streaming 0.1.0", measure(whisper_streaming(model, stream.samples), stream))
        else:
            print("whisper-streaming is not installed: see bench/captions_peers.py")
    calls = CORES / ours.cpu_per_speech_s
    print("\ntarget                                          limit   reached")
    target("WER above full context, beam 5", ours.wer - full.wer, 0.01)
    target("committed, p50, s", ours.committed[0], 1.5)
    target("committed, p90, s", ours.committed[1], 3.0)
    target("first shown, p50, s", ours.shown[0], 0.8)
    target("CPU-s per second of speech, partials on", ours.cpu_per_speech_s, 0.4)
    target(f"calls in real time, {CORES} cores (one speaks)", calls, 3.0, at_least=True)
    print(f"\nCPU of one final: {full.cpu_per_speech_s:.2f} s per second of speech in full context")


def line(name: str, figures: Figures) -> Figures:
    """Print one system's figures."""
    late = [f"{p50:.2f}/{p90:.2f}" for p50, p90 in (figures.committed, figures.shown)]
    print(
        f"{name:30} {figures.wer:6.3f} {figures.cpu_per_s:6.2f} {figures.cpu_per_speech_s:13.2f} {late[0]:>12} "
        f"{late[1]:>12} {figures.revised:8.3f}",
        flush=True,
    )
    return figures


def target(name: str, value: float, limit: float, *, at_least: bool = False) -> None:
    """Print a target with what was reached, and by how much it is missed."""
    missed = (limit - value) if at_least else (value - limit)
    verdict = "" if missed <= 0 else f"   missed by {missed:.3f}"
    print(f"{name:46} {'>=' if at_least else '<='}{limit:5.2f} {value:9.3f}{verdict}")


def full_context(engine: WhisperEngine) -> Callable[[Segment], Utterance]:
    """Decode a segment in a whole window of 30 s with the same beam and guards: the yardstick of the splice."""

    def decode(segment: Segment) -> Utterance:
        decoded = engine.whisper.decode(
            engine.whisper.encode_full(segment.samples), len(segment.samples) / SAMPLE_RATE_HZ
        )
        words = tuple(
            Word(text=token.text, span=segment.span, probability=token.probability) for token in decoded.tokens
        )
        return Utterance(id=segment.id, speaker=segment.speaker, span=segment.span, words=words)

    return decode


def sounds(engine: WhisperEngine, minutes: float = 5.0) -> None:
    """Words on sounds in which nobody speaks: as in a call, and with the VAD taken away (6 s at a time)."""
    print(f"\n{minutes:.0f} minutes of         segments   words   words without VAD")
    for name, make in SOUNDS.items():
        samples = make(minutes * 60, np.random.default_rng(7))
        run = run_live(engine, samples)
        said = sum(len(p.utterance.words) for p in run.published)
        block = 6 * SAMPLE_RATE_HZ
        bare = 0
        for at in range(0, len(samples) // 5 - block, block):
            piece = Segment(
                id=f"x{at}",
                speaker=Speaker.AGENT,
                span=Span(at, at + 6),
                samples=samples[at : at + block],
                closed_by="length",
            )
            bare += len(engine.transcribe(piece, final=True).words)
        print(f"{name:20} {len(run.published):9} {said:7} {bare:9} (in {minutes / 5:.0f} minute)", flush=True)


if __name__ == "__main__":
    main()
