"""Voice the calls in calls/*.yaml: writes NAME.flac and NAME.yaml (the truth) beside this file.

    python audio_fixtures/make.py            every call
    python audio_fixtures/make.py angry      one call

Needs the packages and the program named in README.md. The same sources give the same sound.
"""

import argparse
import zlib
from pathlib import Path

import line
import mix
import music
import numpy as np
import soundfile
import truth
from ruamel.yaml import YAML
from stage import Line, excerpt, staged

HERE = Path(__file__).parent
ROOM_DBFS = -65.0
CHANNELS = ("agent", "customer")


def main() -> None:
    """Voice the calls named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="calls to make (default: all in calls/)")
    parser.add_argument("--cache", type=Path, default=None, help="a folder that keeps spoken sentences between runs")
    options = parser.parse_args()
    for name in options.names or sorted(path.stem for path in (HERE / "calls").glob("*.yaml")):
        seconds = make(name, options.cache)
        print(f"{name:16} {seconds:6.1f} s  {(HERE / f'{name}.flac').stat().st_size / 1e6:5.2f} MB")


def make(name: str, cache: Path | None) -> float:
    """Make one call's sound and truth; returns its length in seconds."""
    call = YAML(typ="safe").load(HERE / "calls" / f"{name}.yaml")
    source = YAML(typ="safe").load(HERE / "calls" / f"{call['source']}.yaml") if "source" in call else {}
    call = {**source, **call}
    lines = staged(call, cache)
    if "first_seconds" in call:
        call, lines = excerpt(call, lines)
    sound = mixed(name, call, lines)
    sound, rate_hz = line.through(sound, call.get("line", {}), seed=seed_of(name, 7))
    sound = np.clip(sound, -1, 1)
    soundfile.write(HERE / f"{name}.flac", sound.T, rate_hz, subtype="PCM_16", format="FLAC")
    truth.written(HERE / f"{name}.yaml", call, lines, sound.shape[1] / rate_hz, rate_hz)
    return sound.shape[1] / rate_hz


def mixed(name: str, call: dict, lines: list[Line]) -> np.ndarray:
    """Both channels at 16 kHz, float32 (2, n): room noise, the lines, and music where the call has it."""
    end = max(spoken.end for spoken in lines)
    count = round((end + call.get("tail", 1.5)) * mix.RATE_HZ)
    sound = np.stack([mix.room_noise(count, ROOM_DBFS, seed_of(name, i)) for i in range(2)])
    for spoken in lines:
        channel = sound[CHANNELS.index(spoken.speaker)]
        channel[spoken.offset : spoken.offset + len(spoken.samples)] += spoken.samples
    for span in truth.music_spans(call, lines):
        start = round(span["start"] * mix.RATE_HZ)
        tune = music.tune(span["end"] - span["start"], span["level_dbfs"])
        sound[CHANNELS.index(span["channel"]), start : start + len(tune)] += tune
    return sound


def seed_of(name: str, salt: int) -> int:
    """A seed that depends on the call's name alone."""
    return zlib.crc32(f"{name}/{salt}".encode())


if __name__ == "__main__":
    main()
