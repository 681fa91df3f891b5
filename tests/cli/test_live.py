"""live: a call played into two sound devices is heard, flagged and logged. Skipped, with the reason, without them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile

from pipeline.audio.events import AudioLost
from pipeline.conversation.events import CallEnded, Heard
from pipeline.detectors.flag import Flag
from pipeline.detectors.ledger import Ledger
from pipeline.eventlog import read_log
from pipeline.span import Speaker
from tests import pulse
from tests.cli.conftest import ROOT, angry_excerpt

lacking = pulse.missing()
pytestmark = pytest.mark.skipif(lacking is not None, reason=lacking or "")


def started(log: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "run_live.py"), "live", "--agent-device", "agent.monitor", *options]
    environment = {**os.environ, "SOUFFLEUR_PROFILES": str(log.parent)}
    process = subprocess.Popen(
        [*command, "--events", str(log)],
        env=environment,
        text=True,
        cwd=log.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + 60
    while not log.exists() or '"tick"' not in log.read_text():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "no sound came"
        time.sleep(0.1)
    return process


def wait_for(log: Path, mark: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while mark not in log.read_text():
        assert time.monotonic() < deadline, f"{mark} did not come"
        time.sleep(0.2)


def test_a_call_through_two_devices_until_ctrl_c(tmp_path):
    log, sound = tmp_path / "events.jsonl", angry_excerpt(25.0)
    with pulse.PulseServer(tmp_path) as server:
        server.add_sink("agent")
        server.add_sink("customer")
        options = ("--customer-device", "customer.monitor", "--agent", "Sanne", "--direction", "outbound")
        process = started(log, *options)
        with (
            server.play("agent", sound[Speaker.AGENT]) as agent,
            server.play("customer", sound[Speaker.CUSTOMER]) as customer,
        ):
            agent.wait()
            customer.wait()
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=60)[0]
    assert process.returncode == 130, printed
    assert "Samenvatting" in printed
    records = list(read_log(log))
    assert records[0].direction == "outbound"
    finals = [r.utterance for r in records if isinstance(r, Heard) and r.utterance.final and r.utterance.words]
    assert {utterance.speaker for utterance in finals} == set(Speaker)
    assert "toch niet werken" in " ".join(u.text.lower() for u in finals if u.speaker is Speaker.CUSTOMER)
    assert "missing_acknowledgement" in {record.kind for record in records if isinstance(record, Flag)}
    assert isinstance(records[-1], CallEnded)
    assert list(tmp_path.glob("sanne-*.json")), "a named agent's baseline is kept"


def test_a_device_that_vanishes_is_reported_and_taken_up_again(tmp_path):
    log = tmp_path / "events.jsonl"
    with pulse.PulseServer(tmp_path) as server:
        server.add_sink("agent")
        process = started(log)
        server.remove_sink("agent")
        wait_for(log, '"audio_lost"')
        server.add_sink("agent")
        time.sleep(4)
        with server.play("agent", angry_excerpt(20.0)[Speaker.AGENT][-10 * pulse.RATE_HZ :]) as playing:
            playing.wait()
        wait_for(log, '"heard"')
        process.send_signal(signal.SIGTERM)
        printed = process.communicate(timeout=60)[0]
    assert process.returncode == 130, printed
    assert "geluid weg" in printed.lower()
    records = list(read_log(log))
    assert [r.speaker for r in records if isinstance(r, AudioLost)][:1] == [Speaker.AGENT]


def test_an_unknown_device_is_an_error(tmp_path, souffleur):
    with pulse.PulseServer(tmp_path) as server:
        server.add_sink("agent")
        assert souffleur("live", "--agent-device", "agnet").is_complaint(5, "agnet", "agent.monitor")
        listed = souffleur("devices")
    assert listed.code == 0 and "agent.monitor" in listed.out and "loopback" in listed.out


def test_without_portaudio_the_error_names_the_package_and_files_still_work(souffleur, tmp_path):
    hidden = tmp_path / "sounddevice.py"
    hidden.write_text('raise OSError("PortAudio library not found")\n')
    ran = souffleur("live", PYTHONPATH=str(tmp_path))
    assert ran.is_complaint(5, "libportaudio2")
    assert souffleur("config", PYTHONPATH=str(tmp_path)).code == 0


def test_an_english_call_is_said_once(tmp_path):
    log = tmp_path / "events.jsonl"
    samples = soundfile.read(ROOT / "audio_fixtures" / "english.flac", dtype="float32")[0][: 20 * 16_000].T
    with pulse.PulseServer(tmp_path) as server:
        server.add_sink("agent")
        server.add_sink("customer")
        process = started(log, "--customer-device", "customer.monitor")
        agent, customer = (server.play(name, sound) for name, sound in zip(("agent", "customer"), samples, strict=True))
        with agent as one, customer as other:
            one.wait()
            other.wait()
        wait_for(log, '"language:en"')
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=60)[0]
    assert process.returncode == 130, printed
    spoken = [flag for flag in Ledger.of(read_log(log)).flags if flag.utterance]
    assert [(flag.kind, flag.type) for flag in spoken] == [("language", "en")]
