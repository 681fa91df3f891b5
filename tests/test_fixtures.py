"""The fixture calls: every sound has its truth, and the truth fits the sound. No voice is needed."""

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile
from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[1] / "audio_fixtures"
NAMES = sorted(path.stem for path in FOLDER.glob("*.flac"))
EXPECTED = {"angry", "done_well", "calm", "numbers", "silence", "hold_music", "crosstalk", "english"}
EXPECTED |= {"angry_mulaw", "angry_noisy"}
RUSH, CALM = 1.3, 1.1


def truth_of(name: str) -> dict:
    return YAML(typ="safe").load(FOLDER / f"{name}.yaml")


def sound_of(name: str) -> tuple[np.ndarray, int]:
    return soundfile.read(FOLDER / f"{name}.flac", dtype="float32")


def dbfs(samples: np.ndarray) -> float:
    return 10 * float(np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def pieces(sound: np.ndarray, rate_hz: int, start: float, end: float) -> np.ndarray:
    return sound[int(start * rate_hz) : int(end * rate_hz)]


def rate(utterances: list[dict]) -> float:
    """Syllables per second from first to last word of each utterance."""
    return sum(u["syllables"] for u in utterances) / sum(u["end"] - u["start"] for u in utterances)


def test_every_call_is_there_and_small() -> None:
    assert set(NAMES) == EXPECTED
    assert {path.stem for path in FOLDER.glob("*.yaml")} == EXPECTED
    assert {path.stem for path in (FOLDER / "calls").glob("*.yaml")} == EXPECTED
    assert sum(path.stat().st_size for path in FOLDER.glob("*.flac")) < 15e6


@pytest.mark.parametrize("name", NAMES)
def test_sound_is_what_the_truth_says(name: str) -> None:
    truth, (sound, rate_hz) = truth_of(name), sound_of(name)
    assert rate_hz == truth["audio"]["sample_rate_hz"] == (8000 if name == "angry_mulaw" else 16_000)
    assert sound.shape[1] == len(truth["audio"]["channels"]) == 2
    assert truth["audio"]["channels"] == ["agent", "customer"]
    assert truth["audio"]["file"] == f"{name}.flac"
    assert len(sound) / rate_hz == pytest.approx(truth["audio"]["seconds"], abs=0.001)
    assert np.abs(sound).max() <= 1.0
    for channel in sound.T:
        assert (channel == 0).mean() < 0.5, "a room is never digitally silent"


@pytest.mark.parametrize("name", NAMES)
def test_words_lie_in_their_utterance_and_utterances_in_the_call(name: str) -> None:
    truth = truth_of(name)
    starts = [u["start"] for u in truth["utterances"]]
    assert starts == sorted(starts)
    for speaker in ("agent", "customer"):
        own = [u for u in truth["utterances"] if u["speaker"] == speaker]
        assert all(a["end"] < b["start"] for a, b in pairwise(own))
    for i, utterance in enumerate(truth["utterances"]):
        assert utterance["id"] == i
        assert utterance["speaker"] in ("agent", "customer")
        assert 0 <= utterance["start"] < utterance["end"] <= truth["audio"]["seconds"]
        assert " ".join(word for word, _, _ in utterance["words"]) == utterance["text"]
        edges = [edge for _, start, end in utterance["words"] for edge in (start, end)]
        assert edges == sorted(edges)
        assert (edges[0], edges[-1]) == (utterance["start"], utterance["end"])
        assert 2.0 < rate([utterance]) < 11.0


@pytest.mark.parametrize("name", NAMES)
def test_flags_lie_in_the_call_and_quote_what_was_said(name: str) -> None:
    truth = truth_of(name)
    for flag in truth["flags"]:
        assert 0 <= flag["start"] < flag["end"] <= truth["audio"]["seconds"]
        if "utterance" in flag:
            utterance = truth["utterances"][flag["utterance"]]
            assert utterance["speaker"] == flag["speaker"]
            assert utterance["start"] <= flag["start"] < flag["end"] <= utterance["end"]
            assert flag.get("text", "").lower() in utterance["text"].lower()
        if "after_utterance" in flag:
            assert truth["utterances"][flag["after_utterance"]]["speaker"] != flag["speaker"]
    for rule in truth["must_not"]:
        assert rule["why"]
        assert 0 <= rule["start"] < rule["end"] <= truth["audio"]["seconds"]


@pytest.mark.parametrize("name", NAMES)
def test_speech_sounds_where_the_truth_says_and_nowhere_else(name: str) -> None:
    truth, (sound, rate_hz) = truth_of(name), sound_of(name)
    for utterance in truth["utterances"]:
        channel = sound[:, truth["audio"]["channels"].index(utterance["speaker"])]
        assert -30 < dbfs(pieces(channel, rate_hz, utterance["start"], utterance["end"])) < -18
    for i, speaker in enumerate(truth["audio"]["channels"]):
        quiet = np.ones(len(sound), bool)
        for span in [u for u in truth["utterances"] if u["speaker"] == speaker] + [
            m for m in truth["music"] if m["channel"] == speaker
        ]:
            quiet[int((span["start"] - 0.1) * rate_hz) : int((span["end"] + 0.2) * rate_hz)] = False
        limit = {"crosstalk": -40, "angry_noisy": -38}.get(name, -60)
        assert dbfs(sound[quiet, i]) < limit


def test_the_angry_agent_rushes_against_her_own_calm_pace() -> None:
    agent = [u for u in truth_of("angry")["utterances"] if u["speaker"] == "agent"]
    own = rate([u for u in agent if u["speed"] <= CALM])
    rushes = [f for f in truth_of("angry")["flags"] if f["kind"] == "rushing"]
    for rush in rushes:
        hurried = [u for u in agent if rush["start"] <= u["start"] < rush["end"]]
        assert all(u["speed"] >= RUSH for u in hurried)
        assert 1.25 < rate(hurried) / own < 1.6
    assert sum(u["end"] - u["start"] for u in agent if u["end"] < rushes[0]["start"]) > 20, "a baseline to learn"


@pytest.mark.parametrize("name", ["done_well", "calm", "numbers", "silence", "hold_music", "crosstalk"])
def test_nobody_rushes_in_the_other_calls(name: str) -> None:
    truth = truth_of(name)
    assert all(u["speed"] <= CALM for u in truth["utterances"] if u["speaker"] == "agent")
    assert not {f["kind"] for f in truth["flags"]} & {"rushing", "itch_word", "missing_acknowledgement"}


def test_silence_and_music_are_long_enough() -> None:
    (silence,) = (f for f in truth_of("silence")["flags"] if f["kind"] == "dead_air")
    assert silence["end"] - silence["start"] >= 20
    (music,) = truth_of("hold_music")["music"]
    assert music["end"] - music["start"] >= 20
    sound, rate_hz = sound_of("hold_music")
    assert -27 < dbfs(pieces(sound[:, 0], rate_hz, music["start"], music["end"])) < -21


def test_the_channels_of_crosstalk_leak_and_speakers_overlap() -> None:
    truth, (sound, rate_hz) = truth_of("crosstalk"), sound_of("crosstalk")
    alone = truth["utterances"][0]
    spoken, leaked = (dbfs(pieces(sound[:, i], rate_hz, alone["start"], alone["end"])) for i in (0, 1))
    assert spoken - leaked == pytest.approx(25, abs=1)
    pairs = pairwise(truth["utterances"])
    assert sum(a["speaker"] != b["speaker"] and b["start"] < a["end"] for a, b in pairs) >= 4


@pytest.fixture(scope="module")
def phonemes() -> ModuleType:
    spec = importlib.util.spec_from_file_location("phonemes", FOLDER / "phonemes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_sound_is_dropped_silently(phonemes: ModuleType) -> None:
    known = set("ɡutœybAɑʊː")
    assert phonemes.mapped("ɣut", known) == "ɡut"
    assert phonemes.mapped("bœyt", known) == "bœyt", "the longest replacement wins: this y is part of ui"
    with pytest.raises(phonemes.UnknownSymbol, match="ʘ"):
        phonemes.mapped("ɣuʘt", known)


@pytest.mark.parametrize(
    ("ipa", "syllables"),
    [("ɣˈudəmˌɪdɑx", 4), ("hˈœys", 1), ("ˈɛɪɣənlək", 3), ("ˈʌʊdə", 2), ("nˈiʊ", 1), ("mˈeːr", 1), ("beːɑmə", 3)],
)
def test_syllables_are_counted_by_vowel(phonemes: ModuleType, ipa: str, syllables: int) -> None:
    assert len(phonemes.NUCLEUS.findall(ipa)) == syllables
