"""serve: the board as a process: first run, calls that play, Ctrl-C, and what it refuses."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from pipeline.cli.serving import check
from pipeline.config import BoardSettings
from pipeline.conversation.events import CallEnded, CallStarted, Heard, Tick
from pipeline.errors import InputError, UsageError
from pipeline.sinks.jsonl import JsonLines
from pipeline.store import calls
from pipeline.store.store import Store
from tests.cli.conftest import FIXTURES, ROOT
from tests.hub.records import heard, pace
from tests.web.serving import told

PASSWORD = "een zin om te onthouden"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A recorded call of half a minute."""
    path = tmp_path / "call.jsonl"
    sink = JsonLines(path)
    sink.take(CallStarted(call_id="recorded", agent="Someone"))
    for i in range(1, 60):
        sink.take(pace(at=i / 2))
        sink.take(heard(f"agent-{i}", "In", "principe", "kan", "dat.", at=i / 2))
        sink.take(Tick(at=i / 2))
    sink.take(CallEnded(at=30.0))
    sink.close()
    return path


@contextmanager
def serving(folder: Path, *options: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server and its address; ended in the end."""
    command = [sys.executable, str(ROOT / "run_live.py"), "serve", "--port", "0", *map(str, options)]
    environment = {**os.environ, "SOUFFLEUR_PROFILES": str(folder), "SOUFFLEUR_STORE": str(folder / "s.sqlite3")}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        printed = ""
        while not (found := re.search(r"(https?://\S+)", printed)):
            line = process.stdout.readline()
            assert line, printed
            printed += line
        yield process, found[1]
    finally:
        process.kill()
        process.wait()


def first_coach(address: str) -> str:
    """Make the first account as its page would; the cookie."""
    answer = httpx.post(
        f"{address}/api/setup",
        json={"name": "Els", "password": PASSWORD},
        headers={"Origin": address},
    )
    answer.raise_for_status()
    return "; ".join(f"{key}={value}" for key, value in answer.cookies.items())


def watched(address: str, cookie: str, path: str) -> ClientConnection:
    return connect(address.replace("http", "ws", 1) + path, origin=address, additional_headers={"Cookie": cookie})


def rest_of(page: ClientConnection) -> list[dict]:
    """The items that still come before the server closes the socket."""
    items: list[dict] = []
    try:
        for message in page:
            items += json.loads(message).get("items", ())
    except ConnectionClosed as closed:
        assert closed.rcvd and closed.rcvd.code == 1012
    return items


def test_calls_play_on_the_board_and_ctrl_c_keeps_what_was_heard(tmp_path, log):
    with serving(tmp_path, "--play-log", log, "--agent", "Noor") as (process, address):
        assert "eerste" in process.stdout.readline()
        cookie = first_coach(address)
        with watched(address, cookie, "/ws/board") as board:
            row = {}
            while not row.get("lastFlag"):
                message = told(board)
                for changed in message.get("calls", message.get("changed")):
                    row |= changed
        assert row["agent"] == "Noor" and row["lastFlag"]["kind"] == "itch_word"
        with watched(address, cookie, f"/ws/calls/{row['id']}") as page:
            assert told(page)["items"][0]["agent"] == "Noor"
            process.send_signal(signal.SIGINT)
            process.wait(timeout=90)
            items = rest_of(page)
        assert process.returncode == 130
        assert items[-1]["t"] == "ended", "the pages are told before the server goes"
    with Store.open(str(tmp_path / "s.sqlite3")) as store:
        records = list(calls.records(store, row["id"]))
        assert isinstance(records[-1], CallEnded) and records[-1].at < 30
        assert any(isinstance(record, Heard) for record in records)
        assert calls.get(store, row["id"]).ended_at is not None


def test_a_recording_plays_as_a_live_call_and_a_broken_one_touches_no_other(tmp_path):
    broken = tmp_path / "cut.flac"
    broken.write_bytes((FIXTURES / "calm.flac").read_bytes()[:150_000])
    whole = FIXTURES / "angry_mulaw.flac"
    with serving(tmp_path, "--play", broken, "--play", whole, "--at-once", "2") as (process, address):
        cookie = first_coach(address)
        rows: dict[str, dict] = {}
        with watched(address, cookie, "/ws/board") as board:
            while (
                not any(row["state"] == "ended" for row in rows.values())
                or sum(row["state"] == "live" and row["now"] >= 3 for row in rows.values()) != 1
            ):
                message = told(board)
                for changed in message.get("calls", message.get("changed")):
                    rows.setdefault(changed["id"], {}).update(changed)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=90) == 130
        assert "brak af" in process.stdout.read()


def test_without_calls_it_serves_until_it_is_stopped(tmp_path):
    with serving(tmp_path) as (process, address):
        assert httpx.get(f"{address}/healthz").json()["status"] == "ok"
        with watched(address, first_coach(address), "/ws/board") as board:
            assert told(board) == {"type": "snapshot", "seq": 0, "calls": []}
            board.send("x" * 2000)
            with pytest.raises(ConnectionClosed) as closed:
                board.recv(timeout=30)
            assert closed.value.rcvd.code == 1009
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=90) == 130


def test_a_server_that_others_can_reach_needs_tls_or_a_proxy(souffleur, tmp_path):
    assert souffleur("serve", "--host", "0.0.0.0").is_complaint(2, "0.0.0.0", "--tls-cert", "--behind-proxy")
    junk = tmp_path / "c.pem"
    junk.write_text("no certificate")
    for refused, error in (
        (BoardSettings(host="192.0.2.7"), UsageError),
        (BoardSettings(host="souffleur.example.nl"), UsageError),
        (BoardSettings(tls_cert=junk), UsageError),
        (BoardSettings(host="192.0.2.7", tls_cert=junk, tls_key=junk), InputError),
        (BoardSettings(tls_cert=junk, tls_key=tmp_path / "nope.pem"), InputError),
    ):
        with pytest.raises(error):
            check(refused)
    for fine in (
        BoardSettings(),
        BoardSettings(host="::1"),
        BoardSettings(host="0.0.0.0", behind_proxy="https://x.nl"),
    ):
        check(fine)


def test_a_first_run_that_others_can_reach_asks_for_a_code_that_only_the_terminal_shows(tmp_path):
    public = "https://souffleur.example.nl"
    with serving(tmp_path, "--behind-proxy", public, "--host", "0.0.0.0") as (process, address):
        assert address == public
        code = re.search(r"Startcode: (\S+)", process.stdout.readline())
        assert code and len(code[1]) >= 8


def test_what_cannot_begin_is_a_complaint(souffleur, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert souffleur("serve", "--port", taken.getsockname()[1]).is_complaint(2, "--port")
    assert souffleur("serve", "--play", tmp_path / "nope.flac").is_complaint(3, "nope.flac")
