"""The board under load: running calls, open boards, and how late, how costly and how large it gets.

    python bench/board.py [--calls 30] [--boards 20] [--pages 3] [--minutes 3] [--logs FOLDER]

The calls are recorded event logs, replayed in real time through detectors, gate, hub and store (captions stubbed by the
recorded ones), and one call with sound. Of the boards, `--pages` are headless Chromium pages and the rest socket
clients that parse what they get; one more page shows the call with sound, and listens in.

Prints: event -> visible (a probe's due moment to the animation frame that shows it; p95 <= 300 ms), processor and
memory of server and browser per minute, the growth of the server's memory, and the delay of listening in (the moment
at which a sample sounded in the call, to when it is played; <= 500 ms).
`--recorded` leaves the detectors out: the flags come as they were recorded.
`--logs` holds event logs; where it holds none they are made from the fixture calls first, in real time (minutes).
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from board_watchers import CHROMIUM, FLAGS, Seen, began, gather, heard, listen, page_at, settled, socket_board
from playwright.async_api import Browser, Page, async_playwright

ROOT = Path(__file__).parents[1]
FIXTURES = ("angry", "done_well", "calm", "numbers", "crosstalk")
SHOWN_TARGET_MS, LISTEN_TARGET_MS = 300.0, 500.0
WARM_SECONDS = 30.0
SAMPLE_SECONDS = 5.0
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def logs_in(folder: Path) -> list[Path]:
    """The event logs to replay; made first where there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in () if any(folder.glob("*.jsonl")) else FIXTURES:
        print(f"# playing {name} for its event log", file=sys.stderr)
        call, log = ROOT / "audio_fixtures" / f"{name}.flac", folder / f"{name}.jsonl"
        command = [sys.executable, ROOT / "run_live.py", "file", call, "--realtime", "--events", log]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.glob("*.jsonl"))


@dataclass(slots=True)
class Process:
    """A process and its descendants, by /proc (Linux)."""

    pid: int

    def tree(self) -> list[int]:
        """Its pid and those of all its descendants."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                after = entry.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            parents[int(entry.parent.name)] = int(after[1])
        found = [self.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def cpu_seconds(self) -> float:
        """Processor time of the tree so far."""
        total = 0
        for pid in self.tree():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += int(fields[11]) + int(fields[12])
        return total / TICKS_A_SECOND

    def resident_mb(self) -> float:
        """Resident memory of this process alone."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * 4096 / 2**20


def times(name: str, seconds: list[float], target_ms: float) -> str:
    """A line of a table: percentiles in ms beside the target, which is one for p95."""
    if not seconds:
        return f"{name:46s} nothing was seen"
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, [50, 95, 99])
    missed = "" if p95 <= target_ms else f"  missed by {p95 - target_ms:.0f} ms"
    measured = f"n {len(seconds):6d}  p50 {p50:5.0f}  p95 {p95:5.0f}  p99 {p99:5.0f} ms"
    return f"{name:46s} {measured}  (p95 <= {target_ms:.0f}){missed}"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--boards", type=int, default=20)
    parser.add_argument("--pages", type=int, default=3, help="how many of the boards are browser pages")
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--recorded", action="store_true", help="recorded flags, no detectors: hub and web alone")
    parser.add_argument("--logs", type=Path, default=Path(tempfile.gettempdir()) / "souffleur-bench-logs")
    options = parser.parse_args()
    logs = logs_in(options.logs)
    recorded = ["--recorded"] if options.recorded else []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, ROOT / "bench" / "board_server.py", "--calls", str(options.calls)]
        command += ["--folder", folder, "--sound", ROOT / "audio_fixtures" / "angry.flac", *recorded, *logs]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        try:
            assert process.stdout
            told = json.loads(process.stdout.readline())
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
                await measure(options, told, Process(process.pid), browser)
                await browser.close()
        finally:
            process.terminate()
            process.wait(timeout=30)
            for line in process.stdout or ():
                print(f"# server: {line.strip()}")


async def measure(options: argparse.Namespace, told: dict, server: Process, browser: Browser) -> None:
    """Open everything, wait, and print what came."""
    origin, cookie = told["origin"], told["cookie"]
    by_page, by_socket, by_call = (Seen(told["start"], told["every"]) for _ in range(3))
    tasks = [
        asyncio.create_task(socket_board(origin, cookie, by_socket)) for _ in range(options.boards - options.pages)
    ]
    boards = [await page_at(browser, origin, cookie, "/") for _ in range(options.pages)]
    call = await page_at(browser, origin, cookie, f"/calls/{told['call']}")
    await listen(call)
    await asyncio.sleep(WARM_SECONDS)
    await gather([*boards, call], by_page)
    await heard(call)
    for seen in (by_page, by_socket, by_call):
        seen.values.clear()
        seen.known_from = time.time()
    delays, memory = await watch(options, told, server, boards, call, (by_page, by_socket, by_call))
    await settled(tasks)
    print(f"\nevent -> visible, {options.calls} calls, {options.boards} boards")
    print(times(f"  {options.pages} boards in Chromium", by_page.values, SHOWN_TARGET_MS))
    print(
        times(
            f"  {options.boards - options.pages} socket clients (received and parsed)",
            by_socket.values,
            SHOWN_TARGET_MS,
        )
    )
    print(times("  words on the call's page in Chromium", by_call.values, SHOWN_TARGET_MS))
    print(times("listening in: sounded -> played, in the page", delays, LISTEN_TARGET_MS))
    minutes, mb = np.array(memory).T
    settled_from = minutes >= min(3.0, minutes[-1] / 2)
    slope = np.polyfit(minutes[settled_from], mb[settled_from], 1)[0]
    print(f"server memory {mb[0]:.0f} -> {mb[-1]:.0f} MB in {minutes[-1]:.0f} min; ", end="")
    print(f"growth {slope:+.2f} MB/min from minute {minutes[settled_from][0]:.0f} on (target: none)")


async def watch(
    options: argparse.Namespace, told: dict, server: Process, boards: list[Page], call: Page, seen: tuple[Seen, ...]
) -> tuple[list[float], list[tuple[float, float]]]:
    """Sample until the time is over: (delays of listening in, seconds; (minute, MB) of the server)."""
    by_page, _, by_call = seen
    chromium = Process(os.getpid())
    delays: list[float] = []
    memory: list[tuple[float, float]] = []
    start = last = time.time()
    cpu = (server.cpu_seconds(), chromium.cpu_seconds())
    started = await began(told["origin"], told["cookie"], told["call"])
    print("minute  server cpu  browser+clients cpu  server MB  (cpu: share of one core)")
    while (now := time.time()) - start < options.minutes * 60:
        memory.append(((now - start) / 60, server.resident_mb()))
        await asyncio.sleep(SAMPLE_SECONDS)
        await gather(boards, by_page)
        await gather([call], by_call)
        delays += [one["wall"] / 1000 + one["delayMs"] / 1000 - (started + one["at"]) for one in await heard(call)]
        if time.time() - last >= 60:
            spent = (server.cpu_seconds(), chromium.cpu_seconds() - server.cpu_seconds())
            before = (cpu[0], cpu[1] - cpu[0])
            share = [(b - a) / (time.time() - last) for a, b in zip(before, spent, strict=True)]
            print(f"{memory[-1][0]:6.1f}  {share[0]:10.2f}  {share[1]:19.2f}  {memory[-1][1]:9.0f}", flush=True)
            cpu, last = (spent[0], spent[0] + spent[1]), time.time()
    return delays, memory


if __name__ == "__main__":
    asyncio.run(main())
