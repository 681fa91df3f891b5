"""What a recogniser really makes of sentences with personal numbers: voices say them, Whisper writes them down.

    PYTHONPATH=VOICES python bench/redaction_heard.py OUT.jsonl [--seed N] [--per-template N]

VOICES is a folder with the packages of audio_fixtures/README.md (`pip install --target VOICES ...`); espeak-ng must be
there too. Each line of OUT: {"kind", "question", "said", "heard"}; bench/redaction.py --heard measures what leaks.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
import soxr
from redaction_examples import MAKERS, filled
from ruamel.yaml import YAML

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "audio_fixtures"))

import stage
import voice
from speakers import SPEAKERS

from pipeline.audio.events import Segment
from pipeline.captions.engine import WhisperEngine
from pipeline.captions.fetch import locate
from pipeline.span import Span, Speaker

SAMPLE_RATE_HZ = 16_000
VOICES = ("bas", "peeters", "sanne", "van_dijk", "lotte")
PAUSE = np.zeros(SAMPLE_RATE_HZ // 2, np.float32)


def main() -> None:
    """Say and write down one set of sentences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--per-template", type=int, default=2)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    engine = WhisperEngine(locate("base"), threads=1)
    templates = YAML(typ="safe").load(Path(__file__).parent / "redaction" / "templates.yaml")
    with args.out.open("w", encoding="utf-8") as out:
        for kind, own in templates.items():
            for template in own * args.per_template:
                line = filled(template, kind, MAKERS[kind](rng, said=True))
                heard = written_down(engine, said(line.text, rng.choice(VOICES)))
                entry = {"kind": kind, "question": line.question, "said": line.text, "heard": heard}
                out.write(json.dumps(entry, ensure_ascii=False) + "\n")
                out.flush()


def said(text: str, speaker: str) -> np.ndarray:
    """The text in a voice: samples float32 at 16 kHz."""
    who = SPEAKERS[speaker]
    take = voice.speak(stage._words(text, who, "nl"), who, 1.0)
    return np.concatenate([PAUSE, soxr.resample(take.samples, voice.SAMPLE_RATE_HZ, SAMPLE_RATE_HZ), PAUSE])


def written_down(engine: WhisperEngine, samples: np.ndarray) -> str:
    """The words that Whisper hears."""
    segment = Segment(
        id="s",
        speaker=Speaker.CUSTOMER,
        span=Span(0.0, len(samples) / SAMPLE_RATE_HZ),
        samples=samples.astype(np.float32),
        closed_by="silence",
    )
    return engine.transcribe(segment, final=True).text


if __name__ == "__main__":
    main()
