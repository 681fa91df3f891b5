"""A baseline is a speaker's own median; the norms stand in until it is known."""

import pytest

from pipeline.audio.baseline import Baseline
from pipeline.errors import InputError


def speak(baseline: Baseline, rate: float, seconds: float, phrase: float = 2.5) -> None:
    for _ in range(round(seconds / phrase)):
        baseline.learn(syllables=rate * phrase, speech=phrase)


@pytest.mark.parametrize(("variety", "norm"), [("NL", 5.05), ("BE", 4.23)])
def test_before_it_is_known_there_is_only_the_norm(variety, norm):
    baseline = Baseline(variety=variety)
    assert baseline.rate is None
    assert baseline.prior == norm


def test_it_is_known_after_a_minute_of_own_speech_and_guessed_before():
    baseline = Baseline()
    speak(baseline, 4.0, 12.5)
    assert baseline.rate is None
    speak(baseline, 4.0, 17.5)
    assert baseline.rate == pytest.approx((30 * 4.0 + 5 * baseline.prior) / 35)
    speak(baseline, 4.0, 30)
    assert baseline.rate == pytest.approx(4.0)


def test_a_fast_voice_is_believed_at_once():
    baseline = Baseline()
    speak(baseline, 6.0, 20)
    assert baseline.rate == pytest.approx(6.0)


def test_short_phrases_say_nothing():
    baseline = Baseline()
    for _ in range(500):
        baseline.learn(syllables=3.0, speech=0.4)
    assert baseline.rate is None


def test_a_rush_is_not_learned():
    baseline = Baseline()
    speak(baseline, 5.0, 60)
    speak(baseline, 7.0, 300)
    assert baseline.rate == pytest.approx(5.0)


def test_it_follows_a_speaker_who_slowly_speeds_up():
    baseline = Baseline()
    for rate in (5.0, 5.2, 5.4):
        speak(baseline, rate, 600)
    assert baseline.rate == pytest.approx(5.4)


def test_it_can_be_kept_between_calls():
    baseline = Baseline(variety="BE")
    speak(baseline, 4.3, 90)
    again = Baseline.from_json(baseline.to_json())
    assert (again.rate, again.variety) == (baseline.rate, "BE")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "variety": "NL", "rates": []}',
        '{"version": 1, "variety": "DE", "rates": []}',
        '{"version": 1, "variety": "NL", "rates": ["x"]}',
        '{"version": 1, "variety": "NL", "rates": [400.0]}',
        '{"version": 1, "variety": "NL", "rates": [NaN]}',
    ],
)
def test_a_spoilt_one_is_an_error_with_a_remedy(text: str):
    with pytest.raises(InputError) as caught:
        Baseline.from_json(text)
    assert caught.value.remedy
