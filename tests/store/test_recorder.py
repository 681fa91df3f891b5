"""A recording: who said what on which side, in step, also when sound is missing or the program is killed."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.audio.recording import open_recording
from pipeline.span import Speaker
from pipeline.store import recordings
from pipeline.store.errors import StoreError
from pipeline.store.recorder import BLOCK, LAG_SECONDS, Recorder, record

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER


def noise(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, count).astype(np.float32)


def feed(recorder: Recorder, speaker: Speaker, samples: np.ndarray, *, offset: int = 0, length: int = 320) -> None:
    for start in range(0, len(samples), length):
        part = samples[start : start + length]
        recorder.take(Frame(speaker=speaker, offset=offset + start, samples=part))


def heard(path) -> np.ndarray:
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == SAMPLE_RATE_HZ
    return samples.T


@settings(max_examples=20, deadline=None)
@given(cuts=st.lists(st.integers(1, 9000), min_size=1, max_size=12), data=st.data())
def test_however_it_is_cut_the_sound_is_the_same(tmp_path_factory, cuts, data):
    path = tmp_path_factory.mktemp("recorder") / "c.flac"
    agent, customer = noise(sum(cuts), 1), noise(sum(cuts), 2)
    recorder = Recorder(path)
    offset = 0
    for cut in cuts:
        for speaker in data.draw(st.permutations([AGENT, CUSTOMER])):
            sound = agent if speaker is AGENT else customer
            feed(
                recorder, speaker, sound[offset : offset + cut], offset=offset, length=data.draw(st.integers(300, 5000))
            )
        offset += cut
    recorder.close()
    left, right = heard(path)
    np.testing.assert_allclose(left, agent, atol=1e-4)
    np.testing.assert_allclose(right, customer, atol=1e-4)


def test_what_is_missing_is_silence_and_the_rest_stays_in_step(tmp_path):
    recorder = Recorder(tmp_path / "c.flac")
    agent, customer = noise(160_000, 1), noise(160_000, 2)
    for start in range(0, 160_000, 320):
        feed(recorder, AGENT, agent[start : start + 320], offset=start)
        if not 32_000 <= start < 96_000:  # four seconds are lost: longer than it waits
            feed(recorder, CUSTOMER, customer[start : start + 320], offset=start)
    recorder.close()
    left, right = heard(tmp_path / "c.flac")
    customer[32_000:96_000] = 0
    np.testing.assert_allclose(left, agent, atol=1e-4)
    np.testing.assert_allclose(right, customer, atol=1e-4)


def test_a_call_of_one_channel_has_a_silent_side(tmp_path):
    recorder = Recorder(tmp_path / "c.flac")
    feed(recorder, CUSTOMER, noise(100_000))
    waiting = 100_000 - recorder._written
    assert waiting < BLOCK + LAG_SECONDS * SAMPLE_RATE_HZ + 320, "it waits for a channel that never comes"
    recorder.close()
    left, right = heard(tmp_path / "c.flac")
    assert not left.any() and len(right) == 100_000


def test_sound_that_comes_again_is_left_out(tmp_path):
    recorder = Recorder(tmp_path / "c.flac")
    samples = noise(16_000)
    for _ in range(2):
        feed(recorder, AGENT, samples)
        feed(recorder, CUSTOMER, samples)
    recorder.close()
    assert heard(tmp_path / "c.flac").shape == (2, 16_000)


def test_too_loud_is_cut_off_and_not_turned_over(tmp_path):
    recorder = Recorder(tmp_path / "c.flac")
    feed(recorder, AGENT, np.full(8000, 1.7, np.float32))
    recorder.close()
    assert heard(tmp_path / "c.flac")[0].min() > 0.99


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from pipeline.audio.frame import Frame
from pipeline.span import Speaker
from pipeline.store.recorder import Recorder
recorder = Recorder(Path(sys.argv[1]))
for start in range(0, 16000 * 20, 320):
    for speaker in Speaker:
        samples = np.sin(np.arange(start, start + 320) / 7).astype(np.float32)
        recorder.take(Frame(speaker=speaker, offset=start, samples=samples))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_sigkill_it_plays_up_to_its_last_second(tmp_path):
    path = tmp_path / "c.flac"
    assert subprocess.run([sys.executable, "-c", KILLED, path], check=False).returncode == -signal.SIGKILL
    sides = dict.fromkeys(Speaker, 0)
    for frame in open_recording(path).frames():
        sides[frame.speaker] += len(frame.samples)
    assert all(19.0 < count / SAMPLE_RATE_HZ <= 20.0 for count in sides.values())
    assert path.stat().st_mode & 0o077 == 0


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        Recorder(tmp_path / "file" / "c.flac")


def test_a_full_disk_is_an_error():
    with pytest.raises(StoreError) as refused:
        feed(Recorder(Path("/dev/full")), AGENT, noise(400_000))
    assert refused.value.code == "recording_unwritable"


def test_the_store_knows_what_is_recorded(store):
    recorder = record(store, "../c/1")
    kept = recordings.get(store, "../c/1")
    assert kept.seconds is None and kept.path == recorder.path and kept.path.parent == recordings.folder(store)
    feed(recorder, AGENT, noise(16_000))
    recorder.close()
    recorder.close()
    assert recordings.get(store, "../c/1").seconds == 1.0
    assert recordings.get(store, "other") is None
