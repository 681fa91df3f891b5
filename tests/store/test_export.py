"""What comes out is what the call itself would have written."""

import pytest
from stored_calls import keep, usual_call

from pipeline.errors import OutputError, UsageError
from pipeline.eventlog import read_log
from pipeline.sinks.jsonl import JsonLines
from pipeline.sinks.webvtt import WebVtt
from pipeline.store import export


def test_an_event_log_is_byte_for_byte_what_the_call_writes(store, tmp_path):
    sink = JsonLines(tmp_path / "own.jsonl")
    for record in usual_call('één ☎ \u2028 \\ "quote"'):
        sink.take(record)
    sink.close()
    keep(store, usual_call('één ☎ \u2028 \\ "quote"'))
    export.write_event_log(store, "c1", tmp_path / "exported.jsonl")
    own, exported = (tmp_path / "own.jsonl").read_bytes(), (tmp_path / "exported.jsonl").read_bytes()
    assert exported == own == b"".join(export.event_log(store, "c1"))
    assert list(read_log(tmp_path / "exported.jsonl")) == usual_call('één ☎ \u2028 \\ "quote"')


def test_captions_are_what_the_call_writes(store, tmp_path):
    sink = WebVtt(tmp_path / "own.vtt")
    for record in usual_call():
        sink.take(record)
    sink.close()
    keep(store, usual_call())
    export.write_captions(store, "c1", tmp_path / "exported.vtt")
    own = (tmp_path / "own.vtt").read_text()
    assert (tmp_path / "exported.vtt").read_text() == own == export.captions(store, "c1")
    assert "<v Medewerker>ik ga even kijken" in own


def test_an_unknown_call_and_an_unwritable_place_are_errors(store, tmp_path):
    keep(store, usual_call())
    for write in (export.write_event_log, export.write_captions):
        with pytest.raises(UsageError):
            write(store, "c9", tmp_path / "x")
        with pytest.raises(OutputError):
            write(store, "c1", tmp_path / "nowhere" / "x")
    with pytest.raises(UsageError):
        list(export.event_log(store, "c9"))
