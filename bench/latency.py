"""From spoken to flagged, in real time: fixture calls are played at their own speed through the whole program.

    python bench/latency.py [--calls 1] [audio_fixtures/angry.flac ...]

Prints, per kind, the seconds between the end of the flagged words in the truth file (not in Whisper's timing) and the
flag, against the targets (itch word p50 <= 1.5 s, p95 <= 3.5 s); the CPU used per second of call; and, with --calls N,
the same with N calls at once on one engine.
"""

import argparse
import asyncio
import os
import re
import time
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from pipeline.audio.recording import open_recording
from pipeline.cli.session import call_for, engine_for
from pipeline.config import load
from pipeline.conversation.events import Heard
from pipeline.detectors.flag import Flag
from pipeline.detectors.ledger import Ledger
from pipeline.eventlog import Record
from pipeline.live.captioner import Captioner
from pipeline.live.paced import paced
from pipeline.live.session import attend

TARGETS = {"itch_word": (1.5, 3.5)}


def spoken_words(truth: Path) -> list[tuple[str, float, float]]:
    """(plain word, start, end) of everything said in a fixture, in order."""
    data = YAML(typ="safe").load(truth)
    words = [word for utterance in data["utterances"] for word in utterance.get("words") or []]
    return [(plain(str(text)), float(start), float(end)) for text, start, end in words]


def plain(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def end_in_truth(flag: Flag, words: list[tuple[str, float, float]]) -> float | None:
    """When the flag's words really ended: the nearest place where the truth says them."""
    wanted = [plain(part) for part in (flag.evidence or "").split()]
    ends = [
        words[i + len(wanted) - 1][2]
        for i in range(len(words) - len(wanted) + 1)
        if [word for word, _, _ in words[i : i + len(wanted)]] == wanted
    ]
    near = min(ends, key=lambda end: abs(end - flag.at), default=None)
    return near if near is not None and abs(near - flag.at) < 3.0 else None


async def play(paths: list[Path], engine, settings) -> list[list[Record]]:
    """Play all calls at once, in real time; the records of each."""
    logs: list[list[Record]] = [[] for _ in paths]
    async with Captioner(engine) as captioner, asyncio.TaskGroup() as tasks:
        for i, (path, log) in enumerate(zip(paths, logs, strict=True)):
            call = call_for(settings, call_id=f"{path.stem}-{i}", agent=None, live=True)
            tasks.create_task(attend(call, paced(open_recording(path).frames()), captioner, log.append))
    return logs


def row(name: str, values: list[float], unit: str = "s") -> str:
    if not values:
        return f"{name:28s}    -"
    p50, p90, p95 = np.percentile(values, [50, 90, 95])
    goal = TARGETS.get(name)
    met = goal is not None and p50 <= goal[0] and p95 <= goal[1]
    note = "" if goal is None else f"   target p50 {goal[0]}, p95 {goal[1]}: {'met' if met else 'MISSED'}"
    return f"{name:28s}{len(values):5d}{p50:8.2f}{p90:8.2f}{p95:8.2f} {unit}{note}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="*", type=Path, default=[Path("audio_fixtures/angry.flac")])
    parser.add_argument("--calls", type=int, default=1, help="play each recording this many times at once")
    options = parser.parse_args()
    settings, _ = load()
    engine = engine_for(settings)
    print(f"{os.cpu_count()} cores, Whisper {settings.captions.model}, {settings.captions.threads} threads")
    for path in options.recordings:
        start, cpu = time.monotonic(), time.process_time()
        logs = asyncio.run(play([path] * options.calls, engine, settings))
        wall, used = time.monotonic() - start, time.process_time() - cpu
        report(path, logs, wall, used)


def report(path: Path, logs: list[list[Record]], wall: float, used: float) -> None:
    words = spoken_words(path.with_suffix(".yaml"))
    delays: dict[str, list[float]] = {}
    missed = 0
    for log in logs:
        for flag in Ledger.of(log).flags:
            end = end_in_truth(flag, words) if flag.kind == "itch_word" else flag.at
            if end is None:
                missed += 1
            else:
                delays.setdefault(flag.kind, []).append(flag.raised - end)
    lags: list[float] = []
    for log in logs:
        for record in log:
            if isinstance(record, Heard) and record.utterance.final and record.utterance.words:
                lags.append(record.at - record.utterance.words[-1].span.end)
    seconds = open_recording(path).info.duration_seconds or wall
    print(
        f"\n{path.name} x{len(logs)}: {seconds:.0f} s of call, done {wall - seconds:+.1f} s after its end, "
        f"{used / seconds / len(logs):.2f} CPU-s per second of call"
    )
    print(f"{'flagged after (s)':28s}{'n':>5s}{'p50':>8s}{'p90':>8s}{'p95':>8s}")
    for kind, values in sorted(delays.items()):
        print(row(kind, values))
    print(row("final after its last word", lags))
    if missed:
        print(f"{missed} itch words are not where the truth has them (misheard)")


if __name__ == "__main__":
    main()
