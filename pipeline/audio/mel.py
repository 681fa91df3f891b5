"""Mel power of telephone speech, ten frames at a time: the front end of the pace lane.

Blocks have one fixed size, so the arithmetic (and its last bit) does not depend on how a call is cut into frames.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples

HOP = 160
"""Samples from one frame to the next (10 ms)."""
WINDOW = 400
"""Samples under one frame's Hann window (25 ms), centred on the middle of its hop."""
LEAD = (WINDOW - HOP) // 2
"""Samples that a frame needs before its hop begins, and again after it ends (7.5 ms)."""
BLOCK = 10
"""Frames per block (100 ms)."""
BANDS = 20
"""Mel bands between LOWEST_HZ and HIGHEST_HZ: what an 8 kHz telephone line carries."""
LOWEST_HZ, HIGHEST_HZ = 120.0, 3750.0
_FFT = 512

MelPower = NDArray[np.float32]
"""Power per frame and mel band, shape (frames, BANDS), float32; a full-scale sine gives about 0.5 in all."""


@cache
def _filterbank() -> NDArray[np.float32]:
    """Triangular mel filters (HTK scale), shape (_FFT / 2 + 1, BANDS), scaled so that white noise keeps its power."""

    def to_mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
        return 2595.0 * np.log10(1.0 + hz / 700.0)

    edges = np.linspace(to_mel(np.array(LOWEST_HZ)), to_mel(np.array(HIGHEST_HZ)), BANDS + 2)
    bins = to_mel(np.arange(_FFT // 2 + 1) * SAMPLE_RATE_HZ / _FFT)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    window_power = float(np.sum(np.hanning(WINDOW) ** 2))
    return (np.maximum(0.0, np.minimum(rising, falling)) * 2.0 / (_FFT * window_power)).astype(np.float32)


_HANN = np.hanning(WINDOW).astype(np.float32)


def mel_power(samples: Samples) -> MelPower:
    """Power of the frames that fit in `samples` (frame k covers samples [k HOP, k HOP + WINDOW)).

    `samples`: shape (n,), n >= WINDOW. Returns shape (1 + (n - WINDOW) // HOP, BANDS).
    """
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * _HANN, _FFT, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    return power @ _filterbank()


class MelStream:
    """Samples in, blocks of BLOCK frames of mel power out; the first frame's hop begins at sample 0."""

    def __init__(self) -> None:
        self._waiting: Samples = np.zeros(LEAD, np.float32)

    def feed(self, samples: Samples) -> list[MelPower]:
        """The blocks that became complete, each of shape (BLOCK, BANDS). NaN is heard as 0, more than 1 as 1."""
        clean = np.clip(np.nan_to_num(np.asarray(samples, np.float32), nan=0.0), -1.0, 1.0)
        self._waiting = np.concatenate((self._waiting, clean))
        blocks, start, need = [], 0, WINDOW + (BLOCK - 1) * HOP
        while len(self._waiting) - start >= need:
            blocks.append(mel_power(self._waiting[start : start + need]))
            start += BLOCK * HOP
        self._waiting = self._waiting[start:]
        return blocks
