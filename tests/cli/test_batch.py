"""batch: an archive from end to end: resumed, locked, broken files told."""

import csv
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile
from conftest import ROOT, angry_excerpt

from pipeline.batch.lock import locked
from pipeline.eventlog import read_log
from pipeline.span import Speaker


def archive(folder, count, seconds=1):
    for i in range(count):
        path = folder / ("noor" if i % 2 else "sam") / f"{i:02}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, np.zeros((16_000 * seconds, 2)), 16_000)
    return folder


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_archive_with_a_call_silence_rubbish_and_a_video(souffleur, tmp_path):
    folder, out = archive(tmp_path / "in", 1), tmp_path / "out"
    sound = angry_excerpt(16)
    (folder / "noor").mkdir()
    both = np.stack([sound[Speaker.AGENT], sound[Speaker.CUSTOMER]], axis=1)
    soundfile.write(folder / "noor" / "boos.flac", both, 16_000)
    (folder / "noor" / "stuk.wav").write_bytes(b"rommel")
    (folder / "noor" / "film.mp4").write_bytes(b"x")
    (folder / "noor" / "lus").symlink_to(folder)
    (tmp_path / "teams.csv").write_text("agent,team\nnoor,Noord\n")
    ran = souffleur("batch", folder, "-o", out, "--teams", tmp_path / "teams.csv")
    assert ran.code == 0, ran.err
    assert [row["call"] for row in rows(out / "calls.csv")] == ["noor/boos.flac", "sam/00.wav"]
    assert "missing_acknowledgement" in {row["kind"] for row in rows(out / "flags.csv")}
    reasons = {row["name"]: row["code"] for row in rows(out / "skipped.csv")}
    assert reasons["noor/film.mp4"] == "video" and reasons["noor/stuk.wav"].startswith("recording_")
    assert reasons["noor/lus"] == "link_loop"
    assert [row["team"] for row in rows(out / "calls.csv")] == ["Noord", ""]
    (page,) = (out / "teams").glob("*.html")
    assert "Noord" in page.read_text() and not any(name in page.read_text() for name in ("noor", "boos", "00.wav"))
    assert len(list((out / "agents").glob("*.html"))) == 2 and "noor" not in (out / "team.html").read_text()
    log = out / "calls" / "noor" / "boos.flac.jsonl"
    before = log.stat().st_mtime_ns, log.stat().st_ino
    again = souffleur("batch", folder, "-o", out, "--teams", tmp_path / "teams.csv")
    assert again.code == 0 and "2 al gedaan" in again.err
    assert (log.stat().st_mtime_ns, log.stat().st_ino) == before


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_batch_goes_on_where_it_stopped(souffleur, tmp_path, number):
    folder, out = archive(tmp_path / "in", 10, seconds=10), tmp_path / "out"
    command = [sys.executable, ROOT / "run_live.py", "batch", folder, "-o", out, "--jobs", "1"]
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while len(list(out.rglob("*.jsonl"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(number)
    running.communicate(timeout=120)
    assert running.returncode == (-number if number == signal.SIGKILL else 130)
    done = {log: (log.stat().st_ino, log.stat().st_mtime_ns) for log in (out / "calls").rglob("*.jsonl")}
    assert 2 <= len(done) < 10
    for log in done:
        assert list(read_log(log))[-1].__class__.__name__ == "CallEnded"
    ran = souffleur("batch", folder, "-o", out)
    assert ran.code == 0 and f"{len(done)} al gedaan" in ran.err, ran.err
    assert all((log.stat().st_ino, log.stat().st_mtime_ns) == state for log, state in done.items())
    assert len(rows(out / "calls.csv")) == 10 and not list(out.rglob("*.partial"))


def test_a_recording_that_grows_while_it_is_read_is_told_and_done_when_it_is_whole(souffleur, tmp_path):
    folder, out = archive(tmp_path / "in", 2, seconds=10), tmp_path / "out"
    growing = folder / "sam" / "00.wav"
    running = subprocess.Popen(
        [sys.executable, ROOT / "run_live.py", "batch", folder, "-o", out],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with growing.open("ab") as file:
        while running.poll() is None:
            file.write(b"\0\0")
            file.flush()
            time.sleep(0.005)
    assert running.returncode == 0, running.communicate()[1].decode()
    assert {row["name"]: row["code"] for row in rows(out / "skipped.csv")} == {"sam/00.wav": "recording_growing"}
    assert [row["call"] for row in rows(out / "calls.csv")] == ["noor/01.wav"]
    assert souffleur("batch", folder, "-o", out).code == 0
    assert [row["call"] for row in rows(out / "calls.csv")] == ["noor/01.wav", "sam/00.wav"]


def test_teams_in_folders_and_a_mistake_in_a_file_of_teams(souffleur, tmp_path):
    (tmp_path / "in").mkdir()
    folder = archive(tmp_path / "in" / "zuid", 2).parent
    ran = souffleur("batch", folder, "-o", tmp_path / "out", "--teams", "folders", "--direction", "outbound")
    assert ran.code == 0, ran.err
    assert [(row["agent"], row["team"]) for row in rows(tmp_path / "out" / "calls.csv")] == [
        ("noor", "zuid"),
        ("sam", "zuid"),
    ]
    log = tmp_path / "out" / "calls" / "zuid" / "sam" / "00.wav.jsonl"
    assert next(iter(read_log(log))).direction == "outbound"
    (tmp_path / "teams.csv").write_text("agent,team\nnoor,\n")
    ran = souffleur("batch", folder, "-o", tmp_path / "out", "--teams", tmp_path / "teams.csv")
    assert ran.is_complaint(3, "teams.csv", "line 2")


def test_two_batches_in_one_folder(souffleur, tmp_path):
    with locked(tmp_path / "out"):
        ran = souffleur("batch", archive(tmp_path / "in", 1), "-o", tmp_path / "out")
    assert ran.is_complaint(2, "batch_running", "Another batch")


def test_nothing_to_hear_and_nowhere_to_write(souffleur, tmp_path):
    (tmp_path / "empty").mkdir()
    assert souffleur("batch", tmp_path / "empty", "-o", tmp_path / "out").is_complaint(2, "no recordings")
    assert souffleur("batch", tmp_path / "none", "-o", tmp_path / "out").is_complaint(3, "none")
    (tmp_path / "file").write_text("x")
    ran = souffleur("batch", archive(tmp_path / "in", 1), "-o", tmp_path / "file" / "out")
    assert ran.is_complaint(6, "out") and not list((tmp_path / "empty").iterdir())
