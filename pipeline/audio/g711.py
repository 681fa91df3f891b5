"""G.711, the telephone's companding: 14-bit (mu-law) or 13-bit (A-law) sound in eight bits at 8 kHz.

Source: ITU-T Recommendation G.711 (11/88), tables 1a/1b (A-law) and 2a/2b (mu-law), on a 16-bit scale.
Decoding is one look-up in a 256-entry table; encoding finds the nearest of the 256 levels, which is what
the standard's decision values (half-way between levels) amount to, by one look-up in a table of 65,536.
"""

import functools

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
"""Companded sound, shape (n,), one byte a sample, as it travels on the wire."""

Pcm = NDArray[np.int16]
"""Linear sound, shape (n,), 16 bits."""


def _mu_law_levels() -> Pcm:
    """Table 2: the wire inverts all bits; sign, 3 bits of segment, 4 bits of step; bias 33 of 8192."""
    code = ~np.arange(256, dtype=np.uint8)
    segment, step = (code >> 4) & 7, code & 15
    magnitude = ((step.astype(np.int32) * 2 + 33) << segment) - 33
    return (np.where(code & 0x80, -magnitude, magnitude) * 4).astype(np.int16)


def _a_law_levels() -> Pcm:
    """Table 1: the wire inverts the even bits (0x55); a set sign bit is positive."""
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    segment, step = ((code >> 4) & 7).astype(np.int32), (code & 15).astype(np.int32)
    magnitude = np.where(segment == 0, step * 2 + 1, (step * 2 + 33) << np.maximum(segment - 1, 0))
    return (np.where(code & 0x80, magnitude, -magnitude) * 8).astype(np.int16)


MU_LAW_LEVELS = _mu_law_levels()
"""Linear value of every mu-law byte, shape (256,), int16."""

A_LAW_LEVELS = _a_law_levels()
"""Linear value of every A-law byte, shape (256,), int16."""


def decode_mu_law(codes: bytes | Codes) -> NDArray[np.float32]:
    """Mu-law bytes to float32 in [-1, 1], shape (n,), at the rate they came in (8 kHz)."""
    return _decode(codes, MU_LAW_LEVELS)


def decode_a_law(codes: bytes | Codes) -> NDArray[np.float32]:
    """A-law bytes to float32 in [-1, 1], shape (n,), at the rate they came in (8 kHz)."""
    return _decode(codes, A_LAW_LEVELS)


def encode_mu_law(samples: NDArray[np.float32]) -> Codes:
    """Float32 in [-1, 1] (louder is clipped, NaN is silence) to mu-law bytes, shape (n,)."""
    return _encode(samples, _codes_of("mu"))


def encode_a_law(samples: NDArray[np.float32]) -> Codes:
    """Float32 in [-1, 1] (louder is clipped, NaN is silence) to A-law bytes, shape (n,)."""
    return _encode(samples, _codes_of("a"))


def _decode(codes: bytes | Codes, levels: Pcm) -> NDArray[np.float32]:
    index = np.frombuffer(codes, np.uint8) if isinstance(codes, bytes | bytearray | memoryview) else codes
    return levels[index].astype(np.float32) / np.float32(32768)


def _encode(samples: NDArray[np.float32], codes: Codes) -> Codes:
    pcm = np.clip(np.rint(np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0) * 32768.0), -32768, 32767).astype(
        np.int32
    )
    return codes[pcm + 32768]


@functools.cache
def _codes_of(law: str) -> Codes:
    """The byte of the nearest level for every 16-bit value, shape (65536,); ties go to the larger magnitude.

    Mu-law has two zeros: a negative value that rounds to zero takes 0x7F, zero itself takes 0xFF.
    """
    levels = (MU_LAW_LEVELS if law == "mu" else A_LAW_LEVELS).astype(np.int32)
    positive = np.arange(128, 256) if law == "mu" else np.flatnonzero(levels > 0)
    positive = positive[np.argsort(levels[positive], kind="stable")]
    negative = positive ^ 0x80
    bounds = (levels[positive][1:] + levels[positive][:-1]) / 2
    value = np.arange(-32768, 32768)
    nearest = np.searchsorted(bounds, np.abs(value), side="right")
    return np.where(value < 0, negative[nearest], positive[nearest]).astype(np.uint8)
