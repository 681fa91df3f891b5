"""Known values: ITU-T G.711 (11/88), tables 1a, 1b, 2a and 2b, and FFmpeg's codec as a second opinion."""

import av
import numpy as np
import pytest

from pipeline.audio import g711

# decoder output y_n (table 2a) on the 16-bit scale, wire byte -> value
MU_LAW = {
    0x80: 32124,
    0x8F: 16764,
    0x9F: 8316,
    0xAF: 4092,
    0xBF: 1980,
    0xCF: 924,
    0xDF: 396,
    0xEF: 132,
    0xFE: 8,
    0xFF: 0,
    0x00: -32124,
    0x7E: -8,
    0x7F: 0,
}
# table 1a: character signal with even bits inverted
A_LAW = {0xD5: 8, 0xD4: 24, 0xAA: 32256, 0x2A: -32256, 0x55: -8, 0xA5: 16896, 0x80: 5504}


def ffmpeg(codec: str, codes: np.ndarray) -> np.ndarray:
    context = av.CodecContext.create(codec, "r")
    context.layout, context.sample_rate = "mono", 8000
    return np.concatenate([frame.to_ndarray()[0] for frame in context.decode(av.Packet(codes.tobytes()))])


@pytest.mark.parametrize(("known", "levels"), [(MU_LAW, g711.MU_LAW_LEVELS), (A_LAW, g711.A_LAW_LEVELS)])
def test_known_values_of_the_standard(known, levels):
    assert {code: int(levels[code]) for code in known} == known


@pytest.mark.parametrize(("codec", "levels"), [("pcm_mulaw", g711.MU_LAW_LEVELS), ("pcm_alaw", g711.A_LAW_LEVELS)])
def test_every_byte_decodes_as_in_ffmpeg(codec, levels):
    assert np.array_equal(ffmpeg(codec, np.arange(256, dtype=np.uint8)), levels)


def test_every_byte_survives_decoding_and_encoding():
    codes = np.arange(256, dtype=np.uint8)
    assert np.array_equal(g711.encode_a_law(g711.decode_a_law(codes)), codes)
    again = g711.encode_mu_law(g711.decode_mu_law(codes))
    assert again[0x7F] == 0xFF  # the negative zero becomes the positive one
    assert np.array_equal(np.delete(again, 0x7F), np.delete(codes, 0x7F))


@pytest.mark.parametrize(
    ("encode", "levels"), [(g711.encode_mu_law, g711.MU_LAW_LEVELS), (g711.encode_a_law, g711.A_LAW_LEVELS)]
)
def test_every_value_takes_the_nearest_level(encode, levels):
    pcm = np.arange(-32768, 32768)
    got = levels[encode((pcm / 32768).astype(np.float32))].astype(int)
    nearest = np.abs(pcm[:, None] - np.unique(levels)[None, :]).min(axis=1)
    assert np.array_equal(np.abs(got - pcm), nearest)


def test_too_loud_is_clipped_and_no_number_is_silence():
    loud = np.array([2.0, -2.0, np.inf, -np.inf, np.nan], np.float32)
    assert g711.MU_LAW_LEVELS[g711.encode_mu_law(loud)].tolist() == [32124, -32124, 32124, -32124, 0]
    assert abs(int(g711.A_LAW_LEVELS[g711.encode_a_law(loud)][4])) == 8


def test_bytes_and_arrays_decode_alike_in_full_scale():
    raw = bytes([0x00, 0x80, 0xFF])
    got = g711.decode_mu_law(raw)
    assert got.dtype == np.float32
    assert got.tolist() == g711.decode_mu_law(np.frombuffer(raw, np.uint8)).tolist()
    assert got.tolist() == [-32124 / 32768, 32124 / 32768, 0.0]
    assert g711.decode_a_law(b"").shape == (0,)
