"""Recording a served call: as the call sounds, and never in the call's way."""

import numpy as np

from pipeline.audio.frame import Frame
from pipeline.audio.recording import open_recording
from pipeline.cli.incoming import Recording
from pipeline.span import Speaker
from pipeline.store import recordings
from pipeline.store.store import Store


def frames(count: int) -> list[Frame]:
    samples = np.full(1600, 0.25, np.float32)
    return [Frame(speaker=who, offset=1600 * i, samples=samples) for i in range(count) for who in Speaker]


def test_a_recording_holds_the_call(tmp_path):
    with Store.open(str(tmp_path / "s.sqlite3")) as store:
        recording = Recording(store, "c1")
        for frame in frames(20):
            recording.hear(frame)
        recording.close()
        kept = recordings.get(store, "c1")
    assert kept.seconds == 2.0
    assert sum(len(frame.samples) for frame in open_recording(kept.path).frames()) == 2 * 32_000


def test_a_recording_that_cannot_be_written_is_told_and_the_call_goes_on(tmp_path, capsys):
    (tmp_path / "recordings").write_text("in the way")
    with Store.open(str(tmp_path / "s.sqlite3")) as store:
        recording = Recording(store, "c1")
        for frame in frames(3):
            recording.hear(frame)
        recording.close()
    told = capsys.readouterr().err
    assert told.count("Error") == 1 and "recording" in told
