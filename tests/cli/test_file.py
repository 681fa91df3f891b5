"""file, replay and pace: a recorded call end to end, both ways of playing, and what happens to bad input."""

import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from pipeline.conversation.events import CallEnded, Heard
from pipeline.detectors.ledger import Ledger
from pipeline.eventlog import read_log
from tests.cli.conftest import ROOT, angry_excerpt
from tests.sound import wav_bytes

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def excerpt(tmp_path_factory) -> Path:
    """Twenty-two seconds of the angry call: frustration, and a reply that goes straight to the fix."""
    sound = np.stack(list(angry_excerpt(22.0).values()), axis=1)
    path = tmp_path_factory.mktemp("excerpt") / "excerpt.wav"
    path.write_bytes(wav_bytes(sound))
    return path


def words_and_flags(log: Path):
    records = list(read_log(log))
    assert isinstance(records[-1], CallEnded)
    finals = {r.utterance.id: r.utterance.text for r in records if isinstance(r, Heard) and r.utterance.final}
    flags = [(flag.kind, flag.utterance, flag.evidence) for flag in Ledger.of(records).flags]
    return {id: text for id, text in finals.items() if text}, sorted(flags, key=str)


def test_fast_and_real_time_give_the_same_words_and_flags_and_replay_repeats_them(souffleur, excerpt, tmp_path):
    fast, real = tmp_path / "fast.jsonl", tmp_path / "real.jsonl"
    ran = souffleur("file", excerpt, "--events", fast, "--captions", tmp_path / "call.vtt")
    assert ran.code == 0, ran.err
    assert "Samenvatting" in ran.out
    assert souffleur("file", excerpt, "--realtime", "--events", real).code == 0
    words, flags = words_and_flags(fast)
    assert "toch niet werken" in " ".join(words.values()).lower()
    assert ("missing_acknowledgement") in {kind for kind, _, _ in flags}
    assert (words, flags) == words_and_flags(real)
    for log in (fast, real):
        replayed = souffleur("replay", log)
        assert replayed.code == 0, replayed.err
    vtt = (tmp_path / "call.vtt").read_text()
    assert vtt.startswith("WEBVTT") and "<v Klant>" in vtt and "<v Medewerker>" in vtt


def test_who_called_whom_stands_in_the_log(souffleur, excerpt, tmp_path):
    log = tmp_path / "e.jsonl"
    ran = souffleur("file", excerpt, "--direction", "outbound", "--events", log)
    assert ran.code == 0, ran.err
    assert next(iter(read_log(log))).direction == "outbound"
    assert souffleur("replay", log).code == 0


def test_an_english_call_is_said_once(souffleur, tmp_path):
    log = tmp_path / "e.jsonl"
    ran = souffleur("file", ROOT / "audio_fixtures" / "english.flac", "--events", log)
    assert ran.code == 0, ran.err
    assert ran.out.count("andere taal") == 2, "when it is heard, and in the summary"
    text = " ".join(words_and_flags(log)[0].values())
    assert "the third time that it happened" in text and "I have to work from home" in text
    spoken = [flag for flag in Ledger.of(read_log(log)).flags if flag.utterance]
    assert [(flag.kind, flag.type) for flag in spoken] == [("language", "en")]


def test_replay_tells_when_flags_differ(souffleur, excerpt, tmp_path):
    log = tmp_path / "e.jsonl"
    assert souffleur("file", excerpt, "--events", log).code == 0
    ran = souffleur("replay", log, SOUFFLEUR_FLAGS__OFF='["missing_acknowledgement"]')
    assert ran.code == 1 and "weg" in ran.err


def test_pace_prints_lines_and_a_last_line_per_speaker(souffleur, excerpt, tmp_path):
    out = tmp_path / "pace.jsonl"
    assert souffleur("pace", excerpt, "--json", out).code == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    rates = [line for line in lines if "t" in line and line["speaker"] == "agent"]
    assert [line["t"] for line in rates] == [round(0.5 * (i + 1), 3) for i in range(44)]
    assert set(rates[0]) == {"t", "speaker", "articulation_rate", "speaking_rate", "pause_share"}
    last = [line for line in lines if "syllables" in line]
    assert {line["speaker"] for line in last} == {"agent", "customer"}
    for line in last:
        assert len(line["syllables"]) > 10 and line["syllables"] == sorted(line["syllables"])
        assert all(end - start >= 0.199 for start, end in line["pauses"])
        assert line["speech"]


def broken(tmp_path: Path, name: str) -> Path:
    """Recordings that cannot be heard, or only in part."""
    path = tmp_path / f"{name}.wav"
    sound = np.sin(np.arange(RATE_HZ) / 20)[:, None].astype(np.float32) * 0.3
    match name:
        case "empty":
            path.write_bytes(b"")
        case "directory":
            path.mkdir()
        case "text":
            path.write_text("this is no sound")
        case "zero":
            path.write_bytes(wav_bytes(sound[:0]))
        case "six":
            path.write_bytes(wav_bytes(np.repeat(sound, 6, axis=1)))
    return path


@pytest.mark.parametrize("name", ["missing", "empty", "directory", "text", "zero", "six"])
def test_a_recording_that_cannot_be_heard_is_a_complaint_of_three_lines(souffleur, tmp_path, name):
    for command in ("file", "pace"):
        assert souffleur(command, broken(tmp_path, name)).is_complaint(3, name)
        if name == "directory":
            (tmp_path / "directory.wav").rmdir()


def test_a_truncated_recording_keeps_what_was_heard(souffleur, excerpt, tmp_path):
    cut = tmp_path / "cut.wav"
    cut.write_bytes(excerpt.read_bytes()[: 12 * RATE_HZ * 2 * 4])
    ran = souffleur("file", cut, "--events", tmp_path / "e.jsonl")
    assert ran.is_complaint(3, "cut.wav"), ran.err
    words, _ = words_and_flags(tmp_path / "e.jsonl")
    assert "toch niet werken" in " ".join(words.values()).lower()


def test_a_missing_model_and_a_wrong_option_are_complaints(souffleur, excerpt):
    assert souffleur("file", excerpt, "--model", "small", XDG_CACHE_HOME="/nowhere").is_complaint(4, "small")
    assert souffleur("file", excerpt, "--model", "huge").is_complaint(4, "huge")
    assert souffleur("file", excerpt, "--channels", "me,you").is_complaint(2, "me,you")
    assert souffleur("file", excerpt, "--variety", "FR").is_complaint(2, "variety")


def test_a_mistake_on_the_command_line_is_a_complaint(souffleur):
    assert souffleur("fil").is_complaint(2, "fil", "--help")
    assert souffleur("file").is_complaint(2, "CALL", "file --help")
    assert souffleur("pace", "x.wav", "--jsn", "y").is_complaint(2, "--jsn", "pace --help")


def test_a_full_disk_ends_the_call_and_keeps_whole_lines(excerpt, tmp_path):
    log = tmp_path / "e.jsonl"
    command = [sys.executable, str(ROOT / "run_live.py"), "file", str(excerpt), "--events", str(log)]

    def small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    ended = subprocess.run(command, preexec_fn=small_disk, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.returncode == 6 and "Traceback" not in ended.stderr
    assert len(list(read_log(log))) > 10


def test_ctrl_c_keeps_what_was_heard(excerpt, tmp_path):
    log = tmp_path / "e.jsonl"
    command = [sys.executable, str(ROOT / "run_live.py"), "file", str(excerpt), "--realtime", "--events", str(log)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    deadline = time.monotonic() + 120
    while not (log.exists() and '"final":true' in log.read_text()):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Samenvatting" in out and "Traceback" not in err
    words, _ = words_and_flags(log)
    assert words
