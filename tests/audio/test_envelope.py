"""The default VAD hears the same at any level, learns the room, and keeps its net in order."""

import numpy as np
import pytest

from pipeline.audio import envelope
from pipeline.audio.envelope import BANDS_HZ, FEATURES, EnvelopeVad, Level, Net, trained
from pipeline.errors import ModelError


def test_the_weights_fit_the_features() -> None:
    net = trained()
    assert net.hidden.shape == (FEATURES, len(net.out)) == (len(net.mean), len(net.bias))
    assert (net.spread > 0).all()
    out = net(np.random.default_rng(0).standard_normal((50, FEATURES)))
    assert out.shape == (50,)
    assert ((out > 0) & (out < 1)).all()


def test_broken_weights_are_a_model_error(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (None, b"", b"PK\x03\x04 cut short"):
        path = tmp_path / "w.npz"  # type: ignore[operator]
        if content is not None:
            path.write_bytes(content)
        monkeypatch.setattr(envelope, "WEIGHTS", path)
        with pytest.raises(ModelError):
            trained.__wrapped__()


def test_the_level_learns_the_room_and_the_voice() -> None:
    level = Level()
    room, voice = np.full((3, len(BANDS_HZ)), -70.0), np.full((3, len(BANDS_HZ)), -25.0)
    level.hear(room, 0.0, 0.0)
    np.testing.assert_allclose(level.floor, -70.0)
    assert level.speech == pytest.approx(-40.0)
    for _ in range(100):
        level.hear(voice, 0.95, 0.99)
    assert level.speech == pytest.approx(-25.0)
    np.testing.assert_allclose(level.floor, -70.0)
    for _ in range(60):
        level.hear(room + 20.0, 0.01, 0.05)
    np.testing.assert_allclose(level.floor, -50.0, atol=0.1)


def test_speech_at_once_finds_its_floor_later() -> None:
    level = Level()
    level.hear(np.full((3, 4), -25.0), 0.9, 0.9)
    level.hear(np.full((3, 4), -60.0), 0.9, 0.9)
    np.testing.assert_allclose(level.floor, -60.0)


def test_loud_sound_that_silero_calls_no_speech_is_none() -> None:
    always = Net(
        mean=np.zeros(FEATURES),
        spread=np.ones(FEATURES),
        hidden=np.zeros((FEATURES, 1)),
        bias=np.zeros(1),
        out=np.zeros(1),
        out_bias=np.array(9.0),
    )
    time = np.arange(48_000) / 16_000
    chord = sum(np.sin(2 * np.pi * hz * time) for hz in (262, 330, 392)) * 0.1
    vad = EnvelopeVad(always)
    heard = np.concatenate((vad.feed(chord.astype(np.float32)), vad.finish()))
    assert (heard[50:] < 0.5).mean() > 0.95
