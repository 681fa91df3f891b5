"""The guards: what is not believed, and what must be."""

import numpy as np
import pytest

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.captions.guards import is_loop, reject, silent
from pipeline.captions.voicing import peak_level_dbfs, voiced_seconds
from pipeline.captions.whisper import Decoded, Token

SECOND = np.zeros(SAMPLE_RATE_HZ, np.float32)


def decoded(text: str, *, no_speech: float = 0.01, mean_logprob: float = -0.4) -> Decoded:
    tokens = tuple(Token(text=word, start=0.0, end=0.1, probability=0.9) for word in text.split())
    return Decoded(tokens=tokens, no_speech=no_speech, mean_logprob=mean_logprob)


def voice(seconds: float, *, level: float = 0.1) -> Samples:
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (level * sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 12))).astype(np.float32)


@pytest.mark.parametrize(
    "text",
    [
        "Goedemiddag, u spreekt met Sanne.",
        "Ja.",
        "Nee, nee, nee.",
        "Bedankt voor het wachten.",
        "Ik hoor de hele tijd alleen maar muziek.",
        "Staat dat op de website?",
        "Nul zes, nul zes, twaalf, twaalf, vierendertig.",
        "Dank u wel en tot ziens!",
    ],
)
def test_what_is_said_in_calls_is_believed(text: str) -> None:
    assert reject(decoded(text), np.tile(SECOND, 4)) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("TV Gelderland 2021", "known_phrase"),
        ("Ondertiteld door de Amara.org gemeenschap", "known_phrase"),
        ("Bedankt voor het kijken!", "known_phrase"),
        ("MUZIEK", "known_phrase"),
        ("Ondertitels ingediend door de Amara.org gemeenschap", "known_phrase"),
        ("", "empty"),
        ("en dan en dan en dan en dan en dan en dan", "loop"),
        ("ja ja ja ja ja ja ja ja", "loop"),
    ],
)
def test_what_nobody_said_is_not_believed(text: str, reason: str) -> None:
    assert reject(decoded(text), np.tile(SECOND, 4)) == reason


def test_more_words_than_anyone_can_say() -> None:
    text = "een twee drie vier vijf zes zeven acht negen tien elf twaalf"
    assert reject(decoded(text), SECOND) == "too_fast"
    assert reject(decoded(text), np.tile(SECOND, 4)) is None


def test_unlikely_words_are_not_believed() -> None:
    assert reject(decoded("hallo daar", no_speech=0.9, mean_logprob=-1.2), SECOND) == "no_speech"
    assert reject(decoded("hallo daar", mean_logprob=-2.5), SECOND) == "unlikely"


def test_a_phrase_that_was_clearly_said_is_believed() -> None:
    assert reject(decoded("Bedankt voor het luisteren.", mean_logprob=-0.1), np.tile(SECOND, 2)) is None


@pytest.mark.parametrize("text", ["ha ha ha", "nee nee nee nee", "dag dag", "de ene en de andere en de derde"])
def test_people_repeat_themselves_a_little(text: str) -> None:
    assert not is_loop(text)


def test_level_is_that_of_the_loudest_part() -> None:
    sound = np.tile(SECOND, 3)
    sound[20_000:24_000] = 0.1
    assert peak_level_dbfs(sound) == pytest.approx(-20.0, abs=0.1)
    assert peak_level_dbfs(SECOND) == pytest.approx(-120.0)
    assert peak_level_dbfs(SECOND[:0]) == pytest.approx(-120.0)


def test_voice_is_voiced_and_noise_is_not() -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(2 * SAMPLE_RATE_HZ).astype(np.float32)
    assert voiced_seconds(voice(2.0)) > 1.8
    assert voiced_seconds(noise) < 0.06
    assert voiced_seconds(voice(2.0) + 0.1 * noise) > 1.5
    assert silent(noise) == "unvoiced"
    assert silent(voice(1.0, level=1e-4)) == "too_quiet"
    assert silent(voice(0.3)) is None
