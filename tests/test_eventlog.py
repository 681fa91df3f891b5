"""The event log: every record comes back as it was; a broken log says where, and keeps what is whole."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.conversation.events import Event, Tick
from pipeline.detectors.gate import Outcome
from pipeline.errors import DialogueError, OutputError
from pipeline.eventlog import encode, header, read_log
from pipeline.sinks.jsonl import JsonLines

records = st.from_type(Event | Outcome)
quiet = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def _sane(record: object) -> bool:
    text = repr(record)
    return "nan" not in text and "inf" not in text


@quiet
@given(st.lists(records.filter(_sane), max_size=4))
def test_every_record_comes_back_as_it_was(tmp_path: Path, written):
    path = tmp_path / "e.jsonl"
    sink = JsonLines(path)
    for record in written:
        sink.take(record)
    sink.close()
    assert list(read_log(path)) == written


@quiet
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path: Path, data):
    path = tmp_path / "e.jsonl"
    path.write_bytes(header().encode() + b"\n" + data)
    try:
        list(read_log(path))
    except DialogueError as error:
        assert "line " in error.message


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (["{}"], "line 1"),
        (['{"record": "log", "schema": 99}'], "line 1"),
        ([header(), '{"record": "joke"}'], "line 2"),
        ([header(), encode(Tick(at=1)), '{"record": "tick"}'], "line 3"),
        ([header(), '{"record": "tick", "at": "soon"}'], "line 2"),
        ([], "line 1"),
    ],
)
def test_a_malformed_line_is_named(tmp_path, lines, where):
    path = tmp_path / "e.jsonl"
    path.write_text("".join(line + "\n" for line in lines))
    with pytest.raises(DialogueError, match=where):
        list(read_log(path))


def test_a_cut_off_last_line_is_left_out(tmp_path):
    path = tmp_path / "e.jsonl"
    path.write_text("\n".join([header(), encode(Tick(at=1)), encode(Tick(at=2))[:-5]]))
    assert list(read_log(path)) == [Tick(at=1)]


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.conversation.events import Tick
from pipeline.sinks.jsonl import JsonLines
sink = JsonLines(Path(sys.argv[1]))
for i in range(500):
    sink.take(Tick(at=i / 2))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_sigkill_every_record_is_readable(tmp_path):
    path = tmp_path / "e.jsonl"
    ended = subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list(read_log(path)) == [Tick(at=i / 2) for i in range(500)]


def test_a_full_disk_keeps_whole_lines(tmp_path):
    path, limit = tmp_path / "e.jsonl", 500
    code = f"""
import resource, signal, sys
from pathlib import Path
from pipeline.conversation.events import Tick
from pipeline.errors import OutputError
from pipeline.sinks.jsonl import JsonLines
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
sink = JsonLines(Path(sys.argv[1]))
try:
    for i in range(500):
        sink.take(Tick(at=i / 2))
except OutputError as error:
    sys.exit(error.exit_code)
"""
    ended = subprocess.run([sys.executable, "-c", code, path], check=False)
    assert ended.returncode == OutputError.exit_code
    kept = list(read_log(path))
    assert kept == [Tick(at=i / 2) for i in range(len(kept))] and len(kept) > 5
    assert path.read_bytes().endswith(b"\n")


def test_an_unwritable_place_is_an_error(tmp_path):
    with pytest.raises(OutputError):
        JsonLines(tmp_path / "nowhere" / "e.jsonl")


def test_no_log_line_holds_what_json_cannot(tmp_path):
    path = tmp_path / "e.jsonl"
    sink = JsonLines(path)
    sink.take(Tick(at=0.1 + 0.2))
    sink.close()
    assert json.loads(path.read_text().splitlines()[1]) == {"record": "tick", "at": 0.1 + 0.2}
    assert path.stat().st_mode & 0o077 == 0, "an event log holds words: only its owner may read it"
