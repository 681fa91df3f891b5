"""How fast the store takes records, and what readers wait while calls go on: SQLite and PostgreSQL side by side.

    python bench/store.py [--calls 30] [--seconds 20] [--postgres postgresql://user@host/empty_database]

Prints rows/s of a burst; then, while N calls tell what live calls tell (a Pace every 100 ms from who speaks, ticks,
speech, words and flags: about 16 records a second each), from the moment a record is told until another connection
can read it, how long `take` holds up the call, what reading a page of calls, a page of flags and a call's last records
takes, and the CPU it costs. Without --postgres it starts Debian's PostgreSQL in a temporary folder, fsync on.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from pipeline.audio.events import Pace, SpeechEnded, SpeechStarted
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, CallStarted, Heard, Tick
from pipeline.detectors.flag import Flag
from pipeline.eventlog import Record, encode
from pipeline.span import Span, Speaker
from pipeline.store import calls
from pipeline.store.store import Store
from pipeline.store.writer import Writer

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "store"))
from postgres_server import Server

STEP = 0.1
"""Seconds between two moments at which a call tells something."""
TARGETS = {"told -> readable (ms)": 1000.0, "take (ms)": 5.0, "commit (ms)": 250.0, "read page of calls (ms)": 100.0}
"""p95 at most."""


def telling(step: int) -> list[Record]:
    """What a live call tells in its `step`th tenth of a second."""
    at = step * STEP
    speaker = Speaker.AGENT if step // 50 % 2 else Speaker.CUSTOMER
    pace = Pace(
        at=at,
        speaker=speaker,
        measured_to=at - 0.0659,
        syllables=0.51234567890123,
        speech=0.1,
        articulation_rate=5.123456789012345,
        speaking_rate=4.912345678901234,
        pause_share=0.123456789012345,
        window=5.0,
        baseline=4.871234567890123,
    )
    told: list[Record] = [pace]
    if step % 5 == 0:
        told.append(Tick(at=at))
    if step % 25 == 0:
        told.append(SpeechStarted(at=at, speaker=speaker, onset=at - 0.2))
        told.append(SpeechEnded(at=at, speaker=speaker, span=Span(max(0.0, at - 2.0), at)))
    if step % 6 == 0:
        words = tuple(Word(text="woorden,", span=Span(at + i / 3, at + (i + 1) / 3)) for i in range(8))
        id_, final = f"{speaker}-{step // 30}", step % 30 == 24
        told.append(
            Heard(at=at, utterance=Utterance(id=id_, speaker=speaker, span=Span(at, at + 3), words=words, final=final))
        )
    if step % 100 == 99:
        told.append(
            Flag(
                key=f"itch_word:{step}",
                kind="itch_word",
                speaker=speaker,
                span=Span(at, at + 0.4),
                at=at,
                raised=at,
                severity="warning",
                evidence="eigenlijk",
                message="'Eigenlijk' haalt de kracht uit uw antwoord.",
                advice="Laat het weg.",
            )
        )
    return told


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    into.append((time.perf_counter() - start) * 1000)


def burst(store: Store, seconds: float) -> tuple[float, int]:
    """(rows/s, bytes) of as many records as go in, from one thread."""
    count = size = 0
    start = time.monotonic()
    with Writer(store) as writer:
        sink = writer.open("burst")
        step = 0
        while time.monotonic() - start < seconds:
            for record in telling(step):
                sink.take(record)
                count += 1
            step += 1
        sink.close()
        writer.flush()
        rate = count / (time.monotonic() - start)
    size = sum(len(encode(record)) for step in range(600) for record in telling(step))
    return rate, size


def live(store: Store, number: int, seconds: float) -> tuple[dict[str, list[float]], float, int]:
    """(milliseconds of each measure, CPU share of a core, records) while `number` calls go on."""
    took: dict[str, list[float]] = {
        name: [] for name in ("told -> readable (ms)", "take (ms)", "commit (ms)", *READS, "last records (ms)")
    }
    told: dict[int, float] = {}
    over = threading.Event()
    count = 0
    with Writer(store) as writer:
        commit = writer._backlog._commit

        def timed_commit(batch: list) -> None:
            with timed(took["commit (ms)"]):
                commit(batch)

        writer._backlog._commit = timed_commit
        sinks = [writer.open(f"live-{i}") for i in range(number)]
        for i, sink in enumerate(sinks):
            sink.take(CallStarted(call_id=f"live-{i}", agent=f"agent {i % 7}"))
        writer.flush()
        readers = [
            threading.Thread(target=follow, args=(store, over, told, took)),
            threading.Thread(target=browse, args=(store, over, took)),
        ]
        for reader in readers:
            reader.start()
        cpu, start = time.process_time(), time.monotonic()
        for step in range(int(seconds / STEP)):
            for i, sink in enumerate(sinks):
                for record in telling(step + 7 * i):
                    if i == 0:
                        told[sink._count] = time.perf_counter()
                    with timed(took["take (ms)"]):
                        sink.take(record)
                    count += 1
            time.sleep(max(0.0, start + (step + 1) * STEP - time.monotonic()))
        share = (time.process_time() - cpu) / (time.monotonic() - start)
        over.set()
        for reader in readers:
            reader.join()
        for sink in sinks:
            sink.take(CallEnded(at=seconds))
            sink.close()
        writer.flush()
        if writer.health.trouble or writer.health.lost:
            print(f"  TROUBLE: {writer.health}")
    for i in range(number):
        assert sum(1 for _ in calls.lines(store, f"live-{i}")) > seconds, "records are missing"
    return took, share, count


READS = {
    "read page of calls (ms)": lambda store: calls.page(store),
    "search a word (ms)": lambda store: calls.page(store, calls.CallFilter(text="woorden", agent="agent 3")),
    "read a call's flags (ms)": lambda store: calls.flags(store, "live-0"),
}


def follow(store: Store, over: threading.Event, told: dict[int, float], took: dict[str, list[float]]) -> None:
    """Read the first call's new records as they come."""
    seen = 1
    while not over.wait(0.01):
        with timed(took["last records (ms)"]):
            new = sum(1 for _ in calls.lines(store, "live-0", first=seen))
        now = time.perf_counter()
        took["told -> readable (ms)"] += [(now - told[idx]) * 1000 for idx in range(seen, seen + new) if idx in told]
        seen += new


def browse(store: Store, over: threading.Event, took: dict[str, list[float]]) -> None:
    """Read what boards read."""
    while not over.wait(0.05):
        for name, read in READS.items():
            with timed(took[name]):
                read(store)


def row(name: str, values: list[float]) -> str:
    p50, p95, worst = np.percentile(values, [50, 95, 100])
    goal = TARGETS.get(name)
    note = (
        ""
        if goal is None
        else f"   target p95 <= {goal:g}: " + ("met" if p95 <= goal else f"MISSED by {p95 - goal:.1f}")
    )
    return f"  {name:26s}{len(values):8d}{p50:10.3f}{p95:10.2f}{worst:10.1f}{note}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--postgres", help="URL of an empty database; default: one that this program starts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report("SQLite", f"sqlite:///{folder}/bench.sqlite3", options)
    if options.postgres:
        report("PostgreSQL", options.postgres, options)
    else:
        server = Server(fsync=True)
        try:
            report("PostgreSQL", server.empty_database(), options)
        finally:
            server.remove()


def report(name: str, url: str, options: argparse.Namespace) -> None:
    with Store.open(url) as store:
        rate, size = burst(store, options.seconds / 4)
        print(f"{name}: burst {rate:,.0f} rows/s; a minute of call is {size / 1024:.0f} kB of records")
        took, share, count = live(store, options.calls, options.seconds)
        per_second = count / options.seconds
        print(f"  {options.calls} calls, {per_second:.0f} records/s, {share:.0%} of a core (readers included)")
        print(f"  {'':26s}{'count':>8s}{'p50':>10s}{'p95':>10s}{'worst':>10s}")
        for measure, values in took.items():
            print(row(measure, values))


if __name__ == "__main__":
    main()
