"""Others that turn a live stream into words with the same Whisper, on the same virtual clock.

* `faster-whisper`: wait for the segment's end, transcribe it with its defaults (beam 5, 30 s window).
* `whisper-streaming` 0.1.0 from PyPI: LocalAgreement over a growing buffer, after ufal/whisper_streaming. Install it
  with `pip install --no-deps whisper-streaming opus-fast-mosestokenizer` (or into a folder of its own: --peer-path).
"""

import sys
import time
from pathlib import Path

from faster_whisper import WhisperModel

from bench.captions_stream import Published, Run, run_endpoint
from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.captions.utterance import Utterance, Word
from pipeline.span import Span, Speaker


def faster_whisper(model: Path, samples: Samples) -> Run:
    """Plain faster-whisper behind the same VAD and segmenter."""
    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1)

    def decode(segment: Segment) -> Utterance:
        found, _ = whisper.transcribe(
            segment.samples, language="nl", beam_size=5, word_timestamps=True, condition_on_previous_text=False
        )
        words = tuple(
            Word(
                text=word.word.strip(),
                probability=word.probability,
                span=Span(segment.span.start + word.start, segment.span.start + word.end),
            )
            for part in found
            for word in part.words or ()
        )
        return Utterance(id=segment.id, speaker=segment.speaker, span=segment.span, words=words)

    return run_endpoint(decode, samples)


def whisper_streaming(model: Path, samples: Samples, *, chunk_s: float = 1.0, buffer_s: float = 15.0) -> Run:
    """whisper-streaming fed in chunks; a chunk waits while the one before is still being worked on, as live.

    Raises ImportError where the package is not installed.
    """
    from whisper_streaming import ASRProcessor, Backend, TimeTrimming
    from whisper_streaming.backend import (
        FasterWhisperFeatureExtractorConfig,
        FasterWhisperModelConfig,
        FasterWhisperTranscribeConfig,
    )

    processor = ASRProcessor(
        ASRProcessor.ProcessorConfig(
            sampling_rate=SAMPLE_RATE_HZ,
            prompt_size=200,
            audio_receiver_timeout=1.0,
            language="nl",
            audio_trimming=TimeTrimming(seconds=buffer_s),
        ),
        None,
        [],
        Backend.FASTER_WHISPER,
        FasterWhisperModelConfig(str(model), device="cpu", compute_type="int8", cpu_threads=1),
        FasterWhisperTranscribeConfig(),
        FasterWhisperFeatureExtractorConfig(),
    )
    run, free, fed = Run(speech_s=len(samples) / SAMPLE_RATE_HZ), 0.0, 0
    committed: list[Word] = []
    while fed < len(samples):
        heard = min(len(samples), max(fed + int(chunk_s * SAMPLE_RATE_HZ), int(free * SAMPLE_RATE_HZ)))
        before = time.process_time()
        joined = processor._process(samples[fed:heard])
        seconds = time.process_time() - before
        run.cpu_s += seconds
        free = max(free, heard / SAMPLE_RATE_HZ) + seconds
        fed = heard
        if joined:
            committed.append(Word(text=joined.word.strip(), span=Span(joined.start, joined.end)))
        shown = [
            *committed,
            *(
                Word(text=word.word.strip(), span=Span(word.start, word.end))
                for word in processor._transcription_buffer.transcriptions_in_limbo
            ),
        ]
        run.published.append(Published(at=free, utterance=_utterance(shown, len(committed), final=False, to=fed)))
    run.published.append(Published(at=free, utterance=_utterance(shown, None, final=True, to=fed)))
    return run


def _utterance(words: list[Word], stable: int | None, *, final: bool, to: int) -> Utterance:
    return Utterance(
        id="stream",
        speaker=Speaker.AGENT,
        span=Span(0.0, to / SAMPLE_RATE_HZ),
        words=tuple(words),
        stable=stable,
        final=final,
    )


def importable(path: Path | None) -> bool:
    """Whether whisper-streaming can be imported, from `path` where given."""
    if path is not None:
        sys.path.append(str(path))
    try:
        import whisper_streaming  # noqa: F401
    except ImportError:
        return False
    return True
