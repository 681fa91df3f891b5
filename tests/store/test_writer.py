"""What a call tells is in the store: every record, in order, whatever happens to the program or the database."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from stored_calls import PATIENT, a_call, flagged, keep, said, usual_call

from pipeline.conversation.events import Event, Tick
from pipeline.detectors.gate import Outcome
from pipeline.errors import UsageError
from pipeline.eventlog import read_log
from pipeline.store import calls
from pipeline.store.errors import StoreError
from pipeline.store.store import Store
from pipeline.store.writer import Writer, WriterOptions

quiet = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def _sane(record: object) -> bool:
    """Not-a-number equals nothing, so it cannot be compared."""
    return "nan" not in repr(record) and "inf" not in repr(record)


@quiet
@given(st.lists(st.from_type(Event | Outcome).filter(_sane), max_size=20))
def test_records_come_back_as_they_were(store, written):
    call_id = calls.new_id()
    keep(store, written, call_id)
    assert list(calls.records(store, call_id)) == written


def test_records_that_no_column_could_hold_are_kept_whole(store):
    odd = [
        said("\0" + "x" * 500, 1.0, "nul \0 half \ud83d eind"),
        flagged("k" * 500, 3.0, key="\0" * 900, message="m" * 9000, evidence="\ud83d"),
        Tick(at=float("inf")),
        Tick(at=float("nan")),
    ]
    keep(store, a_call(*odd, agent="n" * 500))
    back = list(calls.records(store, "c1"))
    assert back[1:4] == odd[:3] and len(back) == 6
    assert len(calls.flags(store, "c1")[0].message) == 500


def test_many_calls_at_once_share_a_writer(store):
    def attend(number: int) -> None:
        sink = writer.open(f"c{number}")
        for record in told[number]:
            sink.take(record)
        sink.close()

    told = {n: a_call(*(Tick(at=i / 2) for i in range(200)), call_id=f"c{n}") for n in range(30)}
    with Writer(store, options=WriterOptions(bound=500, patience_seconds=60.0)) as writer:
        threads = [threading.Thread(target=attend, args=(number,)) for number in told]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert writer.health.trouble is None and writer.health.lost == 0
    assert {n: list(calls.records(store, f"c{n}")) for n in told} == told


def test_an_id_is_used_once(store):
    keep(store, usual_call())
    with Writer(store) as writer:
        with pytest.raises(StoreError):
            writer.open("c1")
        sink = writer.open("c2")
        assert writer.running == {"c2"}
        with pytest.raises(StoreError):
            writer.open("c2")
        sink.close()
        sink.close()
        assert writer.running == frozenset()
        with pytest.raises(UsageError):
            writer.open("x" * 65)


def test_a_closed_writer_says_so(store):
    writer = Writer(store)
    sink = writer.open("c1")
    writer.close()
    writer.close()
    with pytest.raises(StoreError):
        sink.take(Tick(at=1.0))


def test_a_running_call_is_stored_by_itself(store):
    with Writer(store, options=PATIENT) as writer:
        sink = writer.open("c1")
        sink.take(Tick(at=0.5))
        until = time.monotonic() + 60
        while not list(calls.records(store, "c1")):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert list(calls.records(store, "c1")) == [Tick(at=0.5)]
        sink.close()


KILLED = """
import sys, time
from pipeline.conversation.events import Tick
from pipeline.sinks.jsonl import JsonLines
from pipeline.store.store import Store
from pipeline.store.writer import Writer
from pathlib import Path
writer = Writer(Store.open(sys.argv[1]))
sinks = [writer.open(f"c{n}") for n in range(5)]
logs = [JsonLines(Path(sys.argv[2]) / f"c{n}.jsonl") for n in range(5)]
at = 0.0
while True:
    at += 0.01
    for sink, log in zip(sinks, logs):
        log.take(Tick(at=at))
        sink.take(Tick(at=at))
    print("telling", flush=True)
    time.sleep(0.01)
"""


def test_sigkill_loses_at_most_a_second(store, url, tmp_path):
    """The event log, written record by record, is what the program told; its time is no faster than the clock's."""
    program = subprocess.Popen([sys.executable, "-c", KILLED, url, str(tmp_path)], stdout=subprocess.PIPE)
    for _ in range(150):
        program.stdout.readline()
    program.kill()
    assert program.wait() == -signal.SIGKILL
    with Writer(store, options=PATIENT) as writer:  # reads in what waited in a file, if a commit took too long
        writer.flush(60)
        while list((store.folder / "spilled").glob("*.jsonl")):
            writer.flush(60)
    for number in range(5):
        told = list(read_log(tmp_path / f"c{number}.jsonl"))
        kept = list(calls.records(store, f"c{number}"))
        assert kept == told[: len(kept)]
        assert len(kept) > 20 and told[-1].at - kept[-1].at < 1.0
        assert calls.get(store, f"c{number}").ended_at is None


READER = """
import sys
from pipeline.store import calls
from pipeline.store.store import Store
before, rounds = 0, 0
with Store.open(sys.argv[1]) as store:
    print("ready", flush=True)
    while before < 3000:
        records = list(calls.records(store, "c1"))
        at = [record.at for record in records]
        assert at == [i / 2 for i in range(len(at))], "a hole"
        assert len(at) >= before, "something vanished"
        before, rounds = len(at), rounds + 1
print(rounds)
"""


def test_two_programs_read_while_a_call_goes_on(store, url):
    readers = [subprocess.Popen([sys.executable, "-c", READER, url], stdout=subprocess.PIPE) for _ in range(2)]
    for reader in readers:
        reader.stdout.readline()
    with Writer(store, options=PATIENT) as writer:
        sink = writer.open("c1")
        for i in range(3000):
            sink.take(Tick(at=i / 2))
            if i % 100 == 0:
                time.sleep(0.02)
        sink.close()
    assert writer.health.trouble is None
    rounds = [int(reader.communicate(timeout=300)[0].split()[-1]) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0] and min(rounds) > 1


def test_a_long_read_holds_up_no_call(store):
    keep(store, usual_call(), "old")
    with store.reading() as session, Writer(store, options=PATIENT) as writer:
        session.execute(text("SELECT * FROM record")).all()
        sink = writer.open("new")
        sink.take(Tick(at=0.5))
        assert writer.flush(60) and writer.health.trouble is None
        with Store.open(store.url.render_as_string(hide_password=False)) as other:
            assert list(calls.records(other, "new")) == [Tick(at=0.5)]


def test_health_is_well_by_itself(store):
    heard = []
    with Writer(store, options=PATIENT, on_health=heard.append) as writer:
        writer.flush(60)
    assert writer.health.trouble is None and heard == []
    assert not Path(store.folder / "spilled").exists()
