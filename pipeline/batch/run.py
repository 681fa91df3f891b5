"""Many recordings in parallel processes, the calls of one agent in order. Each call is one event log; what is done is
never done again."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from pipeline.batch.analyse import Tools, analyse
from pipeline.batch.archive import UNNAMED, Item, Skipped
from pipeline.batch.chain import Chain, chains
from pipeline.batch.tables import CallRow, FlagRow, rows_of
from pipeline.errors import InputError, OutputError, SouffleurError
from pipeline.eventlog import read_log
from pipeline.report.figures import figures_of

POLL_SECONDS = 0.25
"""How often a request to stop is looked at."""

Prepare = Callable[[], Tools]
"""Makes a worker's tools; called once in each process."""

_tools: Tools | None = None
_prepare: Prepare | None = None


@contextmanager
def workers(jobs: int, prepare: Prepare) -> Iterator[ProcessPoolExecutor]:
    """Processes that analyse. They leave Ctrl-C to their parent, and end when it is gone."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(prepare,)) as pool:
        yield pool


def run(
    items: Sequence[Item],
    out: Path,
    pool: ProcessPoolExecutor,
    *,
    done: Callable[[Item], None],
    stop: Callable[[], bool],
) -> list[Skipped]:
    """Analyse what is not done yet; the files that could not be, with the reason.

    `stop` ends it early: calls under way are finished, the rest waits for the next run. Raises OutputError at once when
    nothing can be written; any other fault of ours is raised when all else is done.
    """
    for leftover in (each for kept in ("calls", "pace") for each in (out / kept).rglob(".*.partial")):
        leftover.unlink(missing_ok=True)
    waiting: dict[Future[str | Skipped], tuple[Chain, Item]] = {}
    ready_chains = deque(chains(items))
    skipped: list[Skipped] = []
    fault: Exception | None = None
    room = 2 * (pool._max_workers or 1)  # enough to keep all busy, so that a stop has little left to finish
    while True:
        while len(waiting) < room and not stop() and ready_chains:
            chain = ready_chains.popleft()
            for item in chain.skip_done(out):
                done(item)
            if chain.waiting:
                item = chain.next()
                waiting[pool.submit(_work, item, out, chain.pace)] = chain, item
        if not waiting:
            break
        ready, _ = wait(waiting, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        if stop():
            for future in [future for future in waiting if future.cancel()]:
                del waiting[future]
        for future in ready & waiting.keys():
            chain, item = waiting.pop(future)
            try:
                result = future.result()
            except OutputError:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            except BrokenProcessPool as error:
                raise SouffleurError(
                    "batch_worker_lost",
                    f"A process ended while {item.name} was under way; the machine may be out of memory.",
                    "Run the batch again, with fewer --jobs: finished calls are kept.",
                ) from error
            except Exception as error:
                error.add_note(f"while analysing {item.path}")
                fault = fault or error
                ready_chains.append(chain)
                continue
            if isinstance(result, Skipped):
                skipped.append(result)
            else:
                chain.pace = result
            done(item)
            ready_chains.append(chain)
    if fault:
        raise fault
    return skipped


def collect(items: Sequence[Item], out: Path, pool: ProcessPoolExecutor) -> Iterator[tuple[CallRow, list[FlagRow]]]:
    """The rows of every call that has a log in `out`, in order of name; those whose recording is gone included."""
    known = {item.name: item for item in items}
    logs = sorted((out / "calls").rglob("*.jsonl"))
    names = [log.relative_to(out / "calls").as_posix().removesuffix(".jsonl") for log in logs]
    yield from pool.map(_rows, logs, [known.get(name) for name in names], names)


def _begin(prepare: Prepare) -> None:
    global _prepare
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _prepare = prepare


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(item: Item, out: Path, pace: str | None) -> str | Skipped:
    """The agent's own pace after the call, or why there is none."""
    global _tools
    if _tools is None:
        assert _prepare is not None
        _tools = _prepare()
    try:
        return analyse(item, out, _tools, pace)
    except InputError as error:
        return Skipped(name=item.name, code=error.code, reason=f"{error.message} {error.remedy}")


def _rows(log: Path, item: Item | None, name: str) -> tuple[CallRow, list[FlagRow]]:
    figures = figures_of(read_log(log))
    known = item or Item(name=name, path=log, agent=figures.agent or UNNAMED)
    return rows_of(known, figures)
