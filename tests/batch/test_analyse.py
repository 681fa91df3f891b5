"""One recording to one log: whole or not there."""

import os
import pickle

import numpy as np
import pytest
import soundfile

from pipeline.audio.baseline import Baseline
from pipeline.audio.events import Pace
from pipeline.batch.analyse import Tools, analyse
from pipeline.batch.archive import Item
from pipeline.batch.chain import is_current, learned
from pipeline.captions.utterance import Utterance
from pipeline.conversation.events import Tick
from pipeline.errors import InputError, OutputError
from pipeline.eventlog import read_log
from pipeline.span import Speaker
from tests.cli.conftest import ROOT


class Unneeded:
    """No words are in silence, so nobody may ask for any."""

    def transcribe(self, *_, **__):
        raise AssertionError("silence was transcribed")


def silent(folder):
    path = folder / "a.wav"
    soundfile.write(path, np.zeros((16_000, 2)), 16_000)
    return Item(name="noor/a.wav", path=path, agent="noor")


def tools(*detectors):
    return Tools(engine=Unneeded(), detectors=detectors, variety="NL")


def files(out):
    return [path.name for path in out.rglob("*") if path.is_file()]


def test_a_log_and_what_counts_as_done(tmp_path):
    item, out = silent(tmp_path), tmp_path / "out"
    assert not is_current(item, out)
    analyse(item, out, tools())
    assert is_current(item, out) and sorted(files(out)) == ["a.wav.json", "a.wav.jsonl"]
    assert learned(item, out) == (None, Baseline(variety="NL").to_json())
    assert next(read_log(item.log(out))).agent == "noor"
    later = item.log(out).stat().st_mtime + 10
    os.utime(item.path, (later, later))
    assert not is_current(item, out)


class Wordless:
    """Hears no words."""

    def transcribe(self, segment, **_):
        return Utterance(id=segment.id, speaker=segment.speaker, span=segment.span, words=())


def test_the_next_call_of_an_agent_begins_with_the_pace_that_this_one_taught(tmp_path):
    path, out = tmp_path / "a.flac", tmp_path / "out"
    sound, rate = soundfile.read(ROOT / "audio_fixtures" / "angry.flac", stop=75 * 16_000)
    soundfile.write(path, sound, rate)
    wordless = Tools(engine=Wordless(), detectors=(), variety="NL")
    first, second = (Item(name=name, path=path, agent="noor") for name in ("a.wav", "b.wav"))
    taught = analyse(first, out, wordless)
    later = analyse(second, out, wordless, taught)
    assert learned(first, out) == (None, taught) and learned(second, out) == (taught, later) and later != taught
    paces = [
        next(each for each in read_log(item.log(out)) if isinstance(each, Pace) and each.speaker is Speaker.AGENT)
        for item in (first, second)
    ]
    assert paces[0].baseline is None and paces[1].baseline == pytest.approx(Baseline.from_json(taught).rate)


def test_a_recording_that_grows_while_it_is_read_leaves_no_log(tmp_path):
    item, out = silent(tmp_path), tmp_path / "out"

    def grow(_, event):
        if isinstance(event, Tick):
            with item.path.open("ab") as file:
                file.write(b"more")
        return ()

    with pytest.raises(InputError, match="changed while it was read"):
        analyse(item, out, tools(grow))
    assert files(out) == []


def test_a_fault_half_way_leaves_no_log(tmp_path):
    item, out = silent(tmp_path), tmp_path / "out"

    def fail(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        analyse(item, out, tools(fail))
    assert files(out) == []


def test_a_full_or_forbidden_place_is_told_and_the_error_passes_between_processes(tmp_path):
    (tmp_path / "out").write_text("a file, no folder")
    with pytest.raises(OutputError) as caught:
        analyse(silent(tmp_path), tmp_path / "out", tools())
    passed = pickle.loads(pickle.dumps(caught.value))
    assert (passed.code, passed.message, passed.remedy) == (
        "batch_unwritable",
        caught.value.message,
        caught.value.remedy,
    )
