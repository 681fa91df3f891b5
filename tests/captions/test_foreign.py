"""Another language on the line: tried only where Whisper hears it, taken only where its words are likelier."""

import soundfile

from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.captions.engine import EngineOptions, WhisperEngine
from pipeline.captions.fetch import locate
from pipeline.captions.foreign import ForeignOptions, candidate
from tests.captions.conftest import FIXTURES, segment

HEARD = {"nl": 0.01, "en": 0.7, "ja": 0.25}


def test_a_language_is_tried_where_it_is_likely_and_likelier_than_our_own():
    assert candidate(HEARD, "nl") == "en"
    assert candidate(HEARD | {"nl": 0.4}, "nl") is None
    assert candidate(HEARD | {"af": 0.4}, "nl") is None, "what it takes for Afrikaans is Dutch"
    assert candidate({"en": 0.1, "ja": 0.9}, "nl") is None
    assert candidate(HEARD, "en") is None
    assert candidate(HEARD, "nl", ForeignOptions(languages=())) is None
    assert candidate({}, "nl") is None


def test_english_is_written_in_english(engine: WhisperEngine) -> None:
    sound, rate_hz = soundfile.read(FIXTURES / "english.flac", dtype="float32")
    assert rate_hz == SAMPLE_RATE_HZ
    spoken = segment(sound[int(6.3 * rate_hz) : int(13.3 * rate_hz), 1])
    assert "been down since this morning and I have to work from home" in engine.transcribe(spoken, final=True).text
    dutch = WhisperEngine(locate("base"), options=EngineOptions(foreign=ForeignOptions(languages=())))
    assert "since this morning" not in dutch.transcribe(spoken, final=True).text


def test_dutch_stays_dutch(engine: WhisperEngine) -> None:
    spoken = segment(soundfile.read(FIXTURES / "done_well.flac", dtype="float32")[0][: 16_000 * 12, 0])
    assert engine.whisper.languages(engine.whisper.encode(spoken.samples))["en"] < 1.0
    assert "Goedemiddag" in engine.transcribe(spoken, final=True).text
