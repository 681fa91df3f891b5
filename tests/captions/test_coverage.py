"""Speech that was passed over is found, and what is heard there takes its place."""

import numpy as np

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.captions.coverage import Hole, filled, holes
from pipeline.captions.voicing import onset_s
from pipeline.captions.whisper import Token


def voice(*spoken: tuple[float, float], seconds: float) -> Samples:
    """A buzz of 120 Hz from start to end of each of `spoken`, silence elsewhere."""
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    buzz = 0.1 * sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 12))
    return (buzz * sum((t >= start) & (t < end) for start, end in spoken)).astype(np.float32)


def token(text: str, start: float, end: float) -> Token:
    return Token(text=text, start=start, end=end, probability=0.9)


def test_words_over_all_sound_leave_no_hole() -> None:
    tokens = [token("een", 0.5, 1.0), token("twee", 1.0, 1.6)]
    assert holes(tokens, voice((0.5, 1.6), seconds=3.0)) == []


def test_silence_is_no_hole() -> None:
    assert holes([token("ja", 0.5, 0.9)], voice((0.5, 0.9), seconds=6.0)) == []


def test_a_sentence_that_ended_early_leaves_its_tail() -> None:
    assert holes([token("ja", 0.5, 0.9)], voice((0.5, 3.0), seconds=3.5)) == [Hole(start=0.9, end=3.5, first=1, last=1)]


def test_a_word_over_seconds_of_speech_is_a_hole_of_its_own() -> None:
    tokens = [token("en", 0.0, 2.5), token("dan", 2.5, 2.8)]
    assert holes(tokens, voice((0.2, 2.8), seconds=3.0)) == [Hole(start=0.0, end=2.5, first=0, last=1)]


def test_a_word_before_a_pause_is_none() -> None:
    assert holes([token("en", 0.0, 2.5), token("dan", 2.5, 2.8)], voice((0.2, 0.6), (2.5, 2.8), seconds=3.0)) == []


def test_a_gap_between_words_is_a_hole() -> None:
    tokens = [token("een", 0.0, 0.5), token("vier", 2.0, 2.5)]
    assert holes(tokens, voice((0.0, 2.5), seconds=2.5)) == [Hole(start=0.5, end=2.0, first=1, last=1)]


def test_what_was_heard_takes_its_place_in_time() -> None:
    tokens = [token("a", 0.0, 2.0), token("b", 2.0, 2.4)]
    answers = [
        (Hole(start=0.0, end=2.0, first=0, last=1), [token("x", 0.1, 0.5), token("y", 0.5, 1.0)]),
        (Hole(start=2.4, end=5.0, first=2, last=2), [token("z", 1.0, 1.5)]),
    ]
    assert [(word.text, word.start) for word in filled(tokens, answers)] == [
        ("x", 0.1),
        ("y", 0.5),
        ("b", 2.0),
        ("z", 3.4),
    ]


def test_a_hole_in_which_nothing_is_heard_changes_nothing() -> None:
    tokens = (token("a", 0.0, 2.0),)
    assert filled(tokens, [(Hole(start=0.0, end=2.0, first=0, last=1), ())]) == tokens


def test_onset_is_where_the_sound_begins() -> None:
    sound = voice((0.5, 1.6), seconds=3.0)
    assert abs(onset_s(sound) - 0.5) <= 0.02
    assert onset_s(0 * sound) == 0.0 and onset_s(sound[:0]) == 0.0
