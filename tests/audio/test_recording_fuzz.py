"""Whatever bytes a file holds: it is read or refused with a RecordingError, without a hang or a traceback."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.audio.recording import open_recording
from pipeline.errors import RecordingError
from pipeline.span import Speaker
from tests.sound import encode, two_speakers, wav_bytes

KINDS = {
    "call.wav": ("pcm_s16le", 16000),
    "call.flac": ("flac", 16000),
    "call.mp3": ("libmp3lame", 16000),
    "call.m4a": ("aac", 16000),
    "call.opus": ("libopus", 48000),
    "call.webm": ("libopus", 48000),
}

LIMIT_SAMPLES = 3600 * SAMPLE_RATE_HZ
"""A few kilobytes never amount to an hour of sound, whatever their header claims."""

fuzz = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read(path: Path) -> None:
    order = (Speaker.AGENT,)
    try:
        for frame in open_recording(path, channels=order).frames(1.0):
            assert frame.offset < LIMIT_SAMPLES
            assert np.isfinite(frame.samples).all() and np.abs(frame.samples).max() <= 1.0
    except RecordingError as error:
        assert error.code.startswith("recording_") and error.message and error.remedy


@pytest.fixture(scope="module")
def originals(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("originals")
    made = {}
    for name, (codec, rate_hz) in KINDS.items():
        sound = two_speakers(0.5, rate_hz=rate_hz)
        made[name] = encode(folder / name, sound, rate_hz=rate_hz, codec=codec, layout="stereo").read_bytes()
    return made


@fuzz
@given(
    data=st.binary(max_size=4096),
    head=st.sampled_from(
        [
            b"",
            b"RIFF\xff\xff\xff\xffWAVEfmt ",
            b"fLaC",
            b"ID3\4\0\0\0\0\0\0",
            b"OggS\0",
            b"\x1aE\xdf\xa3",
            b"\xff\xfb\x90",
        ]
    ),
)
def test_random_bytes(tmp_path, data, head):
    path = tmp_path / "call.bin"
    path.write_bytes(head + data)
    read(path)


@pytest.mark.parametrize("name", KINDS)
@fuzz
@given(share=st.floats(0, 1))
def test_cut_anywhere(tmp_path, originals, name, share):
    path = tmp_path / name
    path.write_bytes(originals[name][: int(share * len(originals[name]))])
    read(path)


@pytest.mark.parametrize("name", KINDS)
@fuzz
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=30), header=st.booleans())
def test_bytes_changed_anywhere(tmp_path, originals, name, changes, header):
    data = bytearray(originals[name])
    reach = min(len(data), 200) if header else len(data)
    for place, value in changes:
        data[int(place * (reach - 1))] = value
    path = tmp_path / name
    path.write_bytes(data)
    read(path)


@fuzz
@given(
    rate_hz=st.sampled_from([8000, 11025, 16000, 22050, 44100, 48000]),
    length=st.integers(1, 20000),
    seconds=st.floats(0.001, 3.0),
)
def test_any_length_cut_in_any_way_is_the_same_sound(tmp_path, rate_hz, length, seconds):
    path = tmp_path / "call.wav"
    sound = np.random.default_rng(length).uniform(-1, 1, (length, 1)).astype(np.float32)
    path.write_bytes(wav_bytes(sound, rate_hz=rate_hz))
    recording, nothing = open_recording(path), np.zeros(0, np.float32)
    whole = np.concatenate([nothing, *(frame.samples for frame in recording.frames(60.0))])
    cut = np.concatenate([nothing, *(frame.samples for frame in recording.frames(seconds))])
    assert np.array_equal(whole, cut)
    assert abs(len(whole) - length * SAMPLE_RATE_HZ / rate_hz) <= 1
