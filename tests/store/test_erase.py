"""An erased call leaves no word behind: in no table, in no file."""

import random
import subprocess
import sys

import pytest
from sqlalchemy import JSON, String, Text, select
from stored_calls import PATIENT, a_call, a_coach, flagged, keep, said, usual_call

from pipeline.conversation.events import Tick
from pipeline.errors import UsageError
from pipeline.store import audit, calls, erase, notes, recordings, settings, wipe
from pipeline.store.calls import CallFilter
from pipeline.store.retention import RetentionOptions, expire
from pipeline.store.store import Store
from pipeline.store.tables import Base
from pipeline.store.writer import Writer

WORD = "kwatsjbloem"
NEVER = RetentionOptions(
    audio_days=None, words_days=None, notes_days=None, flags_days=None, calls_days=None, audit_days=None
)


def texts(store: Store) -> str:
    """Everything that any table says."""
    found = []
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            columns = [c for c in table.c if isinstance(c.type, String | Text | JSON)]
            found += [str(row) for row in session.execute(select(*columns))] if columns else []
    return "\n".join(found)


def bytes_of(store: Store) -> bytes:
    """The SQLite file with its log, as another program finds them: connections stay open, and their locks stay held."""
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    return subprocess.run(["cat", *files], stdout=subprocess.PIPE, check=True).stdout


def noted_call(store: Store, call_id: str) -> None:
    coach = a_coach(store, f"Mira {call_id}")
    records = usual_call(WORD, call_id=call_id)
    records[3:3] = [said(f"agent-{i}", i * 9.0, f"{WORD} {i} " + "woord " * (i % 40)) for i in range(10, 200)]
    records[3:3] = [flagged("x", float(i), key=f"x:{WORD}:{i}", evidence=WORD, rule=WORD) for i in range(50)]
    keep(store, records, call_id)
    notes.bookmark(store, call_id, at=1.0, note=f"mooi: {WORD}", account_id=coach.id)
    notes.whisper(store, call_id, at=1.0, text=f"zeg geen {WORD}", account_id=coach.id)
    notes.judge(store, call_id, f"x:{WORD}:3", accepted=True, account_id=coach.id)
    audit.write(store, audit.LISTEN, actor=coach.name, account_id=coach.id, call_id=call_id)


def test_no_word_of_an_erased_call_is_left(store, clock):
    noted_call(store, "c1")
    keep(store, usual_call("blijft"), "c2")
    assert texts(store).count(WORD) > 400
    path = recordings.path_for(store, "c1")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"fLaC")
    recordings.begin(store, "c1", path)
    erased = erase.erase(store, "c1", actor="Mira", account_id=1)
    assert (erased.records, erased.flags, erased.notes, erased.recordings) == (250, 51, 3, 1)
    assert erased.wiped
    assert WORD not in texts(store) and not path.exists()
    assert "blijft" in texts(store) and list(calls.records(store, "c2")) == usual_call("blijft")
    left = calls.get(store, "c1")
    assert left.erased_at == clock() and left.agent == "Noor" and left.seconds is left.words is None
    assert [call.id for call in calls.page(store).items] == ["c2"]
    assert {call.id for call in calls.page(store, CallFilter(erased=True)).items} == {"c1", "c2"}
    lines = audit.page(store, call_id="c1").items
    assert [line.action for line in lines] == [erase.ERASED, audit.LISTEN]
    assert lines[0].actor == "Mira" and lines[0].detail == {"records": 250, "flags": 51, "recordings": 1}
    with pytest.raises(UsageError):
        notes.bookmark(store, "c1", at=1.0, note=WORD, account_id=1)


def test_no_word_is_left_in_the_sqlite_file(tmp_path):
    with Store.open(str(tmp_path / "x.sqlite3")) as store:
        for number in range(12):
            noted_call(store, f"c{number}")
        assert bytes_of(store).count(WORD.encode()) > 1000
        order = random.Random(4).sample(range(12), 12)
        for number in order:
            assert erase.erase(store, f"c{number}", actor="Mira", account_id=None).wiped
        assert WORD not in texts(store)
        assert WORD.encode() not in bytes_of(store)


def test_the_file_shrinks(tmp_path):
    with Store.open(str(tmp_path / "x.sqlite3")) as store:
        keep(store, a_call(*(Tick(at=i / 2) for i in range(20_000))))
        wipe.wipe(store)
        before = store.path.stat().st_size
        erase.erase(store, "c1", actor="Mira", account_id=None)
        assert store.path.stat().st_size < before / 3


def test_a_reader_that_still_looks_is_said_and_the_next_run_wipes(tmp_path):
    with Store.open(str(tmp_path / "x.sqlite3")) as store:
        noted_call(store, "c1")
        with store.reading() as session:
            session.execute(select(Base.metadata.tables["record"])).first()
            assert not erase.erase(store, "c1", actor="Mira", account_id=None).wiped
        assert expire(store, NEVER, store.now()).wiped
        assert WORD.encode() not in bytes_of(store)


def test_a_running_or_unknown_call_is_not_erased(store):
    with Writer(store, options=PATIENT) as writer:
        sink = writer.open("c1")
        sink.take(Tick(at=1.0))
        writer.flush(60)
        with pytest.raises(UsageError):
            erase.erase(store, "c1", actor="Mira", account_id=None, running=writer.running)
        sink.close()
    with pytest.raises(UsageError):
        erase.erase(store, "c9", actor="Mira", account_id=None)
    assert list(calls.records(store, "c1")) == [Tick(at=1.0)]


CUT_OFF = """
import os, signal, sys
from pipeline.store import erase
from pipeline.store.store import Store
store = Store.open(sys.argv[1])
erase.delete_records = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
erase.erase(store, "c1", actor="Mira", account_id=None)
"""


def test_an_erasure_that_was_cut_off_is_finished_later(store, url):
    noted_call(store, "c1")
    assert subprocess.run([sys.executable, "-c", CUT_OFF, url], check=False).returncode == -9
    assert calls.page(store).items == () and WORD in texts(store)
    assert expire(store, NEVER, store.now()).erasures == 1
    assert WORD not in texts(store)
    assert expire(store, NEVER, store.now()).erasures == 0


def test_running_calls_go_on_while_one_is_erased(store):
    noted_call(store, "old")
    keep(store, a_call(*(Tick(at=i / 2) for i in range(20_000))), "long")
    with Writer(store, options=PATIENT) as writer:
        sink = writer.open("new")
        for number, call_id in enumerate(["old", "long"]):
            sink.take(Tick(at=number / 2))
            erase.erase(store, call_id, actor="Mira", account_id=None)
        sink.close()
        assert writer.flush(60)
    assert writer.health.trouble is None
    assert list(calls.records(store, "new")) == [Tick(at=0.0), Tick(at=0.5)]
    assert settings.get(store, "x") is None
