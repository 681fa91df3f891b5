"""What a call keeps in memory, over an hour: a fixture call in a loop through the whole core, as fast as it goes.

    python bench/memory.py [--minutes 60] [--calls 4] [audio_fixtures/angry.flac]

The words are the truth file's, not Whisper's (its model is shared by all calls and its memory does not depend on them).
Prints the process's resident memory per ten minutes of call, what one more call costs, and the CPU per second of call.
Targets: <= 30 MB per call beyond the model, flat over an hour.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.audio.recording import open_recording
from pipeline.call import Call
from pipeline.captions.utterance import Utterance, Word
from pipeline.detectors.lexicon import warm_lexicons
from pipeline.detectors.registry import detectors
from pipeline.span import Span

TARGET_MB = 30.0


def resident_mb() -> float:
    """This process's memory now, from /proc (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


class TruthEngine:
    """Gives the words that the truth file has inside a segment's span, shifted by whole loops of the recording."""

    def __init__(self, truth: Path, loop_seconds: float) -> None:
        data = YAML(typ="safe").load(truth)
        self._loop = loop_seconds
        self._words = [
            (utterance["speaker"], str(text), float(start), float(end))
            for utterance in data["utterances"]
            for text, start, end in utterance.get("words") or []
        ]

    def transcribe(self, segment: Segment) -> Utterance:
        shift = segment.span.start // self._loop * self._loop
        words = tuple(
            Word(text=text, span=Span(start + shift, end + shift))
            for speaker, text, start, end in self._words
            if speaker == segment.speaker and segment.span.start <= (start + end) / 2 + shift < segment.span.end
        )
        return Utterance(id=segment.id, speaker=segment.speaker, span=segment.span, words=words)


def looped(frames: list[Frame], loop_samples: int, minutes: float) -> Iterator[Frame]:
    """The frames again and again, for so many minutes."""
    shift = 0
    while shift < minutes * 60 * SAMPLE_RATE_HZ:
        for frame in frames:
            yield Frame(speaker=frame.speaker, offset=frame.offset + shift, samples=frame.samples)
        shift += loop_samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", nargs="?", type=Path, default=Path("audio_fixtures/angry.flac"))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--calls", type=int, default=4, help="calls held at once, to see what one more costs")
    options = parser.parse_args()
    frames = list(open_recording(options.recording).frames())
    loop = max(frame.offset + len(frame.samples) for frame in frames)
    engine = TruthEngine(options.recording.with_suffix(".yaml"), loop / SAMPLE_RATE_HZ)
    found = detectors()
    warm_lexicons()
    first = Call(found, call_id="warm")  # loads what all calls share: nets, caches
    for frame in frames[:600]:
        for segment in first.feed(frame).segments:
            first.hear(engine.transcribe(segment))
    before = resident_mb()
    calls = [Call(found, call_id=f"bench-{i}") for i in range(options.calls)]
    for call in calls:
        call.start()
    cpu, marks = time.process_time(), []
    for frame in looped(frames, loop, options.minutes):
        for call in calls:
            for segment in call.feed(frame).segments:
                call.hear(engine.transcribe(segment))
        minute = frame.span.end / 60
        if minute >= 10 * len(marks) + 1:
            marks.append((minute, resident_mb()))
            used = (time.process_time() - cpu) / frame.span.end / len(calls)
            now, each = marks[-1][1], (marks[-1][1] - before) / len(calls)
            costs = f"{1000 * used:5.1f} ms CPU per second of call"
            print(f"after {minute:5.1f} min: {now:7.1f} MB, {each:6.1f} MB per call, {costs}", flush=True)
    per_call = (resident_mb() - before) / len(calls)
    growth = (marks[-1][1] - marks[0][1]) / len(calls)
    met = "met" if per_call <= TARGET_MB else "MISSED"
    said = sum(len(call.conversation.utterances) for call in calls)
    print(
        f"per call {per_call:.1f} MB (target <= {TARGET_MB:g}: {met}), grown by {growth:.1f} MB since the first minute"
    )
    print(f"{said} utterances heard")


if __name__ == "__main__":
    main()
