import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.audio.channels import parse_channels
from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.audio.recording import Recording, open_recording
from pipeline.errors import RecordingError, UsageError
from pipeline.span import Speaker
from tests.sound import chirp, encode, two_speakers, wav_bytes

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER


def heard(recording: Recording, seconds: float = 0.1) -> dict[Speaker, np.ndarray]:
    """All samples per speaker; checks on the way that frames join without a hole."""
    parts = defaultdict(list)
    length = defaultdict(int)
    for frame in recording.frames(seconds):
        assert frame.offset == length[frame.speaker]
        assert frame.samples.dtype == np.float32 and frame.samples.ndim == 1 and len(frame.samples)
        length[frame.speaker] += len(frame.samples)
        parts[frame.speaker].append(frame.samples)
    return {speaker: np.concatenate(blocks) for speaker, blocks in parts.items()}


def kept(recording: Recording) -> tuple[int, RecordingError]:
    """How many samples came before the recording broke off, and what it said then."""
    end = 0
    with pytest.raises(RecordingError) as caught:
        for frame in recording.frames():
            end = frame.offset + len(frame.samples)
    return end, caught.value


def refused(path: Path, **options) -> RecordingError:
    with pytest.raises(RecordingError) as caught:
        open_recording(path, **options)
    assert str(path) in caught.value.message and caught.value.remedy
    return caught.value


def shift(got: np.ndarray, wanted: np.ndarray) -> int:
    """By how many samples `got` lags behind `wanted`."""
    size = 1 << (len(got) + len(wanted)).bit_length()
    match = np.fft.irfft(np.fft.rfft(got, size) * np.conj(np.fft.rfft(wanted, size)), size)
    best = int(np.argmax(match))
    return best - size if best > size // 2 else best


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz", "longest"),
    [
        ("call.wav", "pcm_s16le", 16000, 0.0),
        ("call.wav", "pcm_s16le", 8000, 0.0),
        ("call.wav", "pcm_u8", 22050, 0.0),
        ("call.wav", "pcm_s24le", 44100, 0.0),
        ("call.wav", "pcm_f32le", 96000, 0.0),
        ("call.wav", "pcm_f64le", 11025, 0.0),
        ("call.wav", "pcm_mulaw", 8000, 0.0),
        ("call.wav", "pcm_alaw", 8000, 0.0),
        ("call.flac", "flac", 48000, 0.0),
        ("call.mp3", "libmp3lame", 44100, 0.0),
        ("call.m4a", "aac", 44100, 0.05),
        ("call.ogg", "libopus", 48000, 0.03),
        ("call.opus", "libopus", 48000, 0.03),
        ("call.webm", "libopus", 48000, 0.03),
    ],
)
def test_every_format_keeps_speakers_time_and_length(tmp_path, name, codec, rate_hz, longest):
    sound = two_speakers(2.0, rate_hz=rate_hz)
    path = encode(tmp_path / name, sound, rate_hz=rate_hz, codec=codec, layout="stereo")
    recording = open_recording(path)
    got = heard(recording)
    assert recording.info.channels == 2 and recording.info.rate_hz == rate_hz
    if recording.info.duration_seconds is not None:
        assert recording.info.duration_seconds == pytest.approx(2.0, abs=0.05)
    for column, speaker in enumerate((AGENT, CUSTOMER)):
        wanted = two_speakers(2.0)[:, column]
        assert 2.0 - 0.001 <= len(got[speaker]) / SAMPLE_RATE_HZ <= 2.0 + 0.001 + longest
        assert abs(shift(got[speaker], wanted)) <= 1
        inner = slice(800, 31000)
        assert np.corrcoef(got[speaker][inner], wanted[inner])[0, 1] > 0.99
    assert recording.notes == ()


def test_sixteen_bit_sound_at_16_khz_comes_through_bit_for_bit(tmp_path):
    sound = (two_speakers(1.0) * 32767).astype(np.int16)
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(sound))
    got = heard(open_recording(path))
    assert np.array_equal(got[AGENT] * 32768, sound[:, 0])
    assert np.array_equal(got[CUSTOMER] * 32768, sound[:, 1])


@pytest.mark.parametrize("rate_hz", [8000, 16000, 44100])
@pytest.mark.parametrize("seconds", [0.01, 0.0333, 0.7, 5.0, 1 / 16000])
def test_how_a_call_is_cut_never_changes_its_samples(tmp_path, rate_hz, seconds):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(two_speakers(0.9, rate_hz=rate_hz)))
    recording = open_recording(path)
    whole, cut = heard(recording, 60.0), heard(recording, seconds)
    assert whole.keys() == cut.keys() == {AGENT, CUSTOMER}
    assert all(np.array_equal(whole[speaker], cut[speaker]) for speaker in whole)


def test_frames_alternate_between_speakers_at_equal_offsets(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(two_speakers(0.25)))
    frames = list(open_recording(path).frames(0.1))
    assert [(f.speaker, f.offset, len(f.samples)) for f in frames] == [
        (speaker, offset, size)
        for offset, size in ((0, 1600), (1600, 1600), (3200, 800))
        for speaker in (AGENT, CUSTOMER)
    ]


def test_mono_is_the_agent_unless_told_otherwise(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(chirp(0.5)[:, None]))
    assert set(heard(open_recording(path))) == {AGENT}
    assert set(heard(open_recording(path, channels=(CUSTOMER,)))) == {CUSTOMER}


def test_the_order_of_channels_can_be_turned_and_one_left_out(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(two_speakers(0.5)))
    straight, turned = heard(open_recording(path)), heard(open_recording(path, channels=(CUSTOMER, AGENT)))
    assert np.array_equal(straight[AGENT], turned[CUSTOMER])
    assert np.array_equal(straight[CUSTOMER], turned[AGENT])
    second = heard(open_recording(path, channels=(None, AGENT)))
    assert set(second) == {AGENT} and np.array_equal(second[AGENT], straight[CUSTOMER])


def test_six_channels_need_an_order(tmp_path):
    sound = np.concatenate([two_speakers(0.3)] * 3, axis=1)
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(sound))
    error = refused(path)
    assert error.code == "recording_channels" and "6 channels" in error.message and "--channels" in error.remedy
    got = heard(open_recording(path, channels=parse_channels("agent,-,-,customer")))
    assert np.array_equal(got[AGENT], sound[:, 0]) and np.array_equal(got[CUSTOMER], sound[:, 3])


@pytest.mark.parametrize("channels", [(AGENT, AGENT), (None, None), (), (AGENT, None, CUSTOMER)])
def test_an_order_that_does_not_fit_is_refused(tmp_path, channels):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(two_speakers(0.3)))
    assert refused(path, channels=channels).code == "recording_channels"


@pytest.mark.parametrize("text", ["", "-", "agent,agent", "agent;customer", "klant", "agent,,customer"])
def test_an_order_that_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError):
        parse_channels(text)


def test_an_order_is_read():
    assert parse_channels("agent,-,customer") == (AGENT, None, CUSTOMER)
    assert parse_channels(" Customer , AGENT ") == (CUSTOMER, AGENT)


def test_a_missing_file_a_folder_and_a_pipe(tmp_path):
    assert refused(tmp_path / "none.wav").code == "recording_not_found"
    assert refused(tmp_path).code == "recording_directory"
    os.mkfifo(tmp_path / "pipe.wav")
    assert refused(tmp_path / "pipe.wav").code == "recording_not_a_file"
    with pytest.raises(RecordingError):
        open_recording(Path("a\0b.wav"))


@pytest.mark.parametrize("mode", ["file", "folder"])
def test_a_file_that_may_not_be_read(tmp_path, mode):
    folder = tmp_path / "calls"
    folder.mkdir()
    path = folder / "call.wav"
    path.write_bytes(wav_bytes(two_speakers(0.1)))
    (path if mode == "file" else folder).chmod(0)
    root = os.geteuid() == 0
    if root:
        for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            parent.chmod(0o755)
        os.seteuid(65534)
    try:
        code = refused(path).code
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert code == "recording_permission"


def test_an_empty_file_and_files_that_are_no_sound(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(b"")
    assert refused(path).code == "recording_empty"
    for content in (b"Goedemiddag, dit is een tekst. " * 40, b"RIFF", b"\0" * 5000, b"PK\3\4" + bytes(range(256)) * 9):
        path.write_bytes(content)
        assert refused(path).code == "recording_not_audio"


def test_a_playlist_opens_no_other_file(tmp_path):
    (tmp_path / "secret.wav").write_bytes(wav_bytes(two_speakers(1.0)))
    path = tmp_path / "call.wav"
    for text in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{tmp_path}/secret.wav\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{tmp_path}/secret.wav'\n",
    ):
        path.write_text(text)
        refused(path)


def test_content_counts_and_not_the_name(tmp_path):
    path = tmp_path / "call.mp3"
    path.write_bytes(wav_bytes(two_speakers(0.5)))
    assert len(heard(open_recording(path))[AGENT]) == 8000


def test_a_film_without_sound(tmp_path):
    path = tmp_path / "call.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert refused(path).code == "recording_no_sound"


def test_a_recording_of_no_length(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(np.zeros((0, 2), np.int16)))
    assert refused(path).code == "recording_zero_length"


@pytest.mark.parametrize("rate_hz", [8000, 16000, 96000])
def test_a_recording_of_one_sample(tmp_path, rate_hz):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(np.full((1, 2), 16384, np.int16), rate_hz=rate_hz))
    got = heard(open_recording(path))
    assert all(len(samples) <= 2 for samples in got.values())
    if rate_hz == 16000:
        assert got[AGENT].tolist() == got[CUSTOMER].tolist() == [0.5]


def test_an_impossible_rate_is_refused(tmp_path):
    for rate_hz in (1, 400_000_000):
        path = tmp_path / "call.wav"
        path.write_bytes(wav_bytes(two_speakers(0.1), rate_hz=rate_hz))
        assert refused(path).code in ("recording_rate", "recording_not_audio")


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz", "options"),
    [
        ("call.wav", "pcm_s16le", 16000, {}),
        ("call.wav", "pcm_f32le", 44100, {}),
        ("call.flac", "flac", 16000, {}),
        ("call.mp3", "libmp3lame", 44100, {}),
        ("call.m4a", "aac", 44100, {"movflags": "faststart"}),
        ("call.webm", "libopus", 48000, {}),
    ],
)
def test_a_cut_recording_gives_its_good_frames_and_then_says_so(tmp_path, name, codec, rate_hz, options):
    noise = np.random.default_rng(1).normal(0, 0.1, (10 * rate_hz, 2)).astype(np.float32)
    path = encode(tmp_path / name, noise, rate_hz=rate_hz, codec=codec, layout="stereo", **options)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    end, error = kept(open_recording(path))
    assert error.code == "recording_truncated"
    assert 3.5 <= end / SAMPLE_RATE_HZ <= 5.5
    assert f"{end / SAMPLE_RATE_HZ:.1f} s of 10.0 s" in error.message


def test_an_m4a_cut_short_without_its_index(tmp_path):
    path = encode(tmp_path / "call.m4a", two_speakers(2.0), rate_hz=16000, codec="aac", layout="stereo")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refused(path).code == "recording_not_audio"


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])  # what encoders leave in a header that they cannot go back to
def test_a_wav_that_came_through_a_pipe_is_not_cut_short(tmp_path, size):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes((two_speakers(1.0) * 9999).astype(np.int16), data_size=size))
    assert len(heard(open_recording(path))[AGENT]) == 16000


def test_damage_in_the_middle_does_not_shift_what_follows(tmp_path):
    sound = two_speakers(4.0)
    path = encode(tmp_path / "call.flac", sound, rate_hz=16000, codec="flac", layout="stereo")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    path.write_bytes(data)
    recording = open_recording(path)
    got = heard(recording)[AGENT]
    assert abs(len(got) - 64000) <= 32
    assert abs(shift(got[-16000:], sound[-16000:, 0])) <= 32
    assert "hole" in {note.code for note in recording.notes}


def test_samples_that_are_no_numbers_become_silence_and_are_counted(tmp_path):
    sound = two_speakers(1.0)
    sound[100:150, 0], sound[200:210, 1], sound[300, 0] = np.nan, np.inf, -np.inf
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(sound))
    recording = open_recording(path)
    got = heard(recording)
    assert np.isfinite(got[AGENT]).all() and np.isfinite(got[CUSTOMER]).all()
    assert not got[AGENT][100:150].any()
    assert [(note.code, note.message.split()[0]) for note in recording.notes] == [("not_a_number", "61")]


def test_sound_stays_within_full_scale_and_clipping_is_noted(tmp_path):
    for scale in (3.0, 1e30):
        path = tmp_path / "call.wav"
        path.write_bytes(wav_bytes((two_speakers(1.0, rate_hz=44100) * np.float32(scale)), rate_hz=44100))
        recording = open_recording(path)
        assert max(np.abs(samples).max() for samples in heard(recording).values()) <= 1.0
        assert [note.code for note in recording.notes] == ["clipped", "clipped"]


def test_an_offset_silence_and_equal_channels_are_noted(tmp_path):
    path = tmp_path / "call.wav"
    for sound, codes in (
        (two_speakers(1.0) * np.float32(0.5) + np.float32([0.2, 0.0]), ["offset"]),
        (two_speakers(1.0) * np.float32([1.0, 0.0]), ["silent"]),
        (np.repeat(chirp(1.0)[:, None], 2, axis=1), ["same"]),
        (np.zeros((16000, 1), np.float32), ["silent"]),
    ):
        path.write_bytes(wav_bytes(np.ascontiguousarray(sound)))
        recording = open_recording(path)
        heard(recording)
        assert [note.code for note in recording.notes] == codes


def test_a_recording_can_be_read_again_and_left_half_way(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(two_speakers(1.0)))
    recording = open_recording(path)
    half = recording.frames()
    next(half)
    half.close()
    assert len(heard(recording)[AGENT]) == len(heard(recording)[AGENT]) == 16000


def test_a_frame_must_hold_a_sample(tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(wav_bytes(two_speakers(0.1)))
    with pytest.raises(ValueError, match="holds no sample"):
        next(open_recording(path).frames(0.0))


def test_a_recording_that_changes_its_channels_half_way_gives_what_came_before(tmp_path):
    options = {"rate_hz": 16000, "codec": "libmp3lame"}
    mono = encode(tmp_path / "mono.mp3", two_speakers(1.0)[:, :1], layout="mono", **options)
    stereo = encode(tmp_path / "stereo.mp3", two_speakers(1.0), layout="stereo", **options)
    path = tmp_path / "call.mp3"
    path.write_bytes(stereo.read_bytes() + mono.read_bytes())
    end, error = kept(open_recording(path))
    assert error.code == "recording_format_changes" and 15000 < end < 18000


MEMORY = """
import resource, sys
from pathlib import Path
from pipeline.audio.recording import open_recording
samples = sum(len(frame.samples) for frame in open_recording(Path(sys.argv[1])).frames())
print(samples, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_length(tmp_path):
    """Eight minutes at 44.1 kHz in stereo are 169 MB of float32."""
    peaks = []
    for minutes in (1, 8):
        sound = np.zeros((0, 2), np.uint8)
        path = tmp_path / f"{minutes}.wav"
        size = minutes * 60 * 44100 * 2
        path.write_bytes(wav_bytes(sound, rate_hz=44100, data_size=size))
        os.truncate(path, 44 + size)
        done = subprocess.run([sys.executable, "-c", MEMORY, path], capture_output=True, text=True, check=True)
        samples, kilobytes = map(int, done.stdout.split())
        assert samples == minutes * 60 * 16000 * 2
        peaks.append(kilobytes)
    assert peaks[1] - peaks[0] < 10_000
