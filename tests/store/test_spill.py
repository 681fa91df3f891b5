"""A database that fails: it is said, nothing is lost in silence, and all is there when it is well again."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import event
from stored_calls import a_call, flagged, said, usual_call

from pipeline.conversation.events import Tick
from pipeline.detectors.flag import Cleared
from pipeline.store import calls, operations
from pipeline.store.erase import erase
from pipeline.store.errors import StoreError
from pipeline.store.operations import Added, Changed, Opened, from_json, to_json
from pipeline.store.store import Store
from pipeline.store.tables import CallRow
from pipeline.store.writer import Writer, WriterOptions

FAST = WriterOptions(retry_seconds=0.1, patience_seconds=0.2)


@pytest.fixture
def small(tmp_path, clock):
    """A real SQLite file that is soon full."""
    with Store.open(str(tmp_path / "small.sqlite3"), clock=clock) as store:
        yield store


def _limit(writer: Writer, pages: int) -> None:
    """SQLite itself refuses to grow: the error of a full disk. The pragma counts per connection."""
    engine = writer._hasty.engine
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages}"))


def _wait(condition, seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_full_disk_is_said_and_the_rest_waits_in_a_file(small):
    heard = []
    told = a_call(*(Tick(at=i / 2) for i in range(5000)))
    with Writer(small, options=FAST, on_health=heard.append) as writer:
        _limit(writer, 60)
        sink = writer.open("c1")
        for record in told[:3000]:
            sink.take(record)
        assert writer.flush(60)
        assert "full" in writer.health.trouble and writer.health.since and writer.health.lost == 0
        assert writer.health.spilled > 0
        waiting = list((small.folder / "spilled").glob("*.jsonl"))
        assert len(waiting) == 1 and waiting[0].stat().st_mode & 0o077 == 0
        _limit(writer, 1_000_000)
        for record in told[3000:]:
            sink.take(record)
        sink.close()
        _wait(lambda: writer.health.trouble is None)
    assert [health.trouble is None for health in heard] == [False, True]
    assert list(calls.records(small, "c1")) == told
    assert calls.get(small, "c1").seconds == 2499.5 and calls.get(small, "c1").lost == 0
    assert list((small.folder / "spilled").iterdir()) == []


def test_what_a_program_left_in_its_file_is_read_in_by_the_next(small):
    told = usual_call()
    with small.writing(), Writer(small, options=FAST) as writer:  # another program holds the lock all the time
        sink = writer.open("c1")
        for record in told:
            sink.take(record)
        sink.close()
    assert writer.health.trouble and writer.health.lost == 0
    assert list(calls.records(small, "c1")) == []
    with pytest.raises(StoreError):  # its words are in that file
        keep_then_erase(small)
    with Writer(small, options=FAST) as writer:
        _wait(lambda: not list((small.folder / "spilled").glob("*.jsonl")))
    assert list(calls.records(small, "c1")) == told
    assert calls.get(small, "c1").words == 7 and len(calls.flags(small, "c1")) == 1


def keep_then_erase(store: Store) -> None:
    with store.writing() as session:
        session.add(CallRow(id="c1", agent=None, variety="NL", direction="inbound", started_at=store.now(), lost=0))
    erase(store, "c1", actor="x", account_id=None)


def test_a_file_that_is_cut_off_or_no_file_of_ours(small):
    folder = small.folder / "spilled"
    folder.mkdir()
    row = {"agent": None, "variety": "NL", "direction": "inbound", "started_at": small.now()}
    whole = [Opened(call_id="c1", row=row), Added(call_id="c1", idx=0, record=Tick(at=1.0))]
    lines = [to_json(operation) + "\n" for operation in whole]
    (folder / "cut.jsonl").write_text("".join(lines) + lines[1][:20])
    (folder / "other.jsonl").write_text('{"no": "operation"}\n')
    heard = []
    with Writer(small, options=FAST, on_health=heard.append):
        _wait(lambda: not list(folder.glob("*.jsonl")))
    assert list(calls.records(small, "c1")) == [Tick(at=1.0)]
    assert [path.name for path in folder.iterdir()] == ["other.unreadable"]
    assert any(health.trouble and "still wait" in health.trouble for health in heard)


FULL = """
import resource, signal, sys
from pipeline.conversation.events import Tick
from pipeline.store.store import Store
from pipeline.store.writer import Writer, WriterOptions
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(sys.argv[1])
writer = Writer(store, options=WriterOptions(retry_seconds=0.1, held_records=500))
sink = writer.open("c1")
sink.take(Tick(at=0.0))
writer.flush()
resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
for i in range(1, 2000):
    sink.take(Tick(at=i / 2))
writer.flush()
full = writer.health
assert full.held >= 500 and full.lost > 0, full
assert "Nor can" in full.trouble, full
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
sink.close()
writer.close()
assert writer.health.trouble is None, writer.health
print(writer.health.lost)
"""


def test_when_nothing_can_be_written_anywhere_the_loss_is_counted(small):
    """No file of this program may grow: neither the database nor the file beside it."""
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(small.path)], capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    lost = int(ended.stdout)
    kept = [record.at for record in calls.records(small, "c1")]
    assert calls.get(small, "c1").lost == lost == 2000 - len(kept)
    assert kept == [i / 2 for i in range(len(kept))] and len(kept) > 300
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_another_programs_long_write_holds_up_no_call(small):
    with Writer(small, options=FAST) as writer:
        sink = writer.open("c1")
        assert writer.flush(60)
        with small.writing():
            sink.take(Tick(at=0.5))
            assert writer.flush(60)
            assert writer.health.spilled == 1 and "locked" in writer.health.trouble
        _wait(lambda: writer.health.trouble is None)
    assert list(calls.records(small, "c1")) == [Tick(at=0.5)]


def test_a_server_that_goes_and_comes_back(postgres, clock, tmp_path):
    folder = tmp_path / "spilled"
    with Store.open(postgres.empty_database(), clock=clock) as store:
        options = WriterOptions(retry_seconds=0.1, spill_folder=folder)
        with Writer(store, options=options) as writer:
            sink = writer.open("c1")
            sink.take(Tick(at=0.0))
            assert writer.flush(60) and writer.health.stored == 2
            postgres.stop()
            try:
                for i in range(1, 500):
                    sink.take(Tick(at=i / 2))
                assert writer.flush(60) and writer.health.trouble
                assert writer.health.spilled >= 499 and len(list(folder.iterdir())) == 1
                other = writer.open("c2")  # a call begins all the same
                other.close()
                with pytest.raises(StoreError):
                    calls.get(store, "c1")
            finally:
                postgres.start()
            sink.close()
            _wait(lambda: writer.health.trouble is None)
        assert list(calls.records(store, "c1")) == [Tick(at=i / 2) for i in range(500)]
        assert calls.get(store, "c2").ended_at is None and list(folder.iterdir()) == []


@pytest.mark.parametrize("record", [said("a", 1.0, "één \0 \ud83d"), flagged("x", 2.0), Tick(at=0.1 + 0.2)])
def test_an_operation_comes_back_from_its_line(record):
    added = Added(call_id='c"1', idx=3, record=record)
    assert from_json(to_json(added)) == added


@pytest.mark.parametrize("bad", ["", "[]", "{}", '{"add": "c"}', '{"add": "c", "idx": 1, "body": "{}"}', "\x00"])
def test_a_line_that_is_no_operation_is_refused(bad):
    with pytest.raises(ValueError):
        from_json(bad)


def test_doing_it_twice_does_no_harm(store, clock):
    """A server may vanish between a commit and its answer."""
    row = {"agent": "Noor", "variety": "NL", "direction": "inbound", "started_at": clock()}
    told = a_call(
        said("a", 1, "een"),
        flagged("x", 3.0, key="k"),
        Cleared(key="k", kind="x", at=4.0, reason="recovered"),
        flagged("x", 6.0, key="k"),
    )
    todo = [
        Opened(call_id="c1", row=row),
        *(Added(call_id="c1", idx=i, record=record) for i, record in enumerate(told)),
        Changed(call_id="c1", row={"words": 1, "ended_at": clock()}),
        Changed(call_id="c1", row={"seconds": 600.0}),
    ]
    for _ in range(2):
        with store.writing() as session:
            operations.apply(session, [from_json(to_json(operation)) for operation in todo])
        assert list(calls.records(store, "c1")) == told
        assert [flag.cleared_reason for flag in calls.flags(store, "c1")] == ["recovered", None]
        call = calls.get(store, "c1")
        assert (call.words, call.seconds, call.ended_at, call.started_at) == (1, 600.0, clock(), clock())


def test_the_file_holds_lines_of_json(small):
    with small.writing(), Writer(small, options=FAST) as writer:
        writer.open("c1").take(Tick(at=1.0))
        writer.flush(60)
        (path,) = Path(small.folder / "spilled").iterdir()
        assert [next(iter(json.loads(line))) for line in path.read_text().splitlines()] == ["open", "add"]
        assert path.parent.stat().st_mode & 0o077 == 0
