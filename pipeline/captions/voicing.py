"""Where sound is voiced (periodic, 70-400 Hz), and how loud it is: what words need, and breath and noise lack."""

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples

HOP = 320
"""Samples per decision: 20 ms."""
_FRAME = 640
_LAGS = np.arange(SAMPLE_RATE_HZ // 400, SAMPLE_RATE_HZ // 70)
_BIASED = _FRAME / (_FRAME - _LAGS)


def voiced_hops(samples: Samples, min_periodicity: float = 0.5) -> NDArray[np.bool_]:
    """Whether each 20 ms hop of `samples`, shape (n,), is voiced: bool (n // 320 - 1,).

    Normalised autocorrelation of 40 ms frames within 30 dB of the loudest one (Boersma 1993, without interpolation).
    """
    if len(samples) < _FRAME:
        return np.zeros(0, np.bool_)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::HOP].astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    energy = np.sum(frames**2, axis=1)
    loud = energy > max(energy.max() * 1e-3, 1e-7)
    voiced = np.zeros(len(frames), np.bool_)
    if loud.any():
        spectrum = np.fft.rfft(frames[loud], n=2 * _FRAME, axis=1)
        correlation = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)
        share = correlation[:, _LAGS] / correlation[:, :1] * _BIASED
        voiced[loud] = share.max(axis=1) > min_periodicity
    return voiced


def voiced_seconds(samples: Samples) -> float:
    """Seconds of voiced sound."""
    return float(np.sum(voiced_hops(samples))) * HOP / SAMPLE_RATE_HZ


def peak_level_dbfs(samples: Samples) -> float:
    """Level of the loudest 50 ms, in dB relative to full scale (RMS); -120 for digital silence."""
    block = SAMPLE_RATE_HZ // 20
    usable = np.pad(samples, (0, -len(samples) % block)).reshape(-1, block)
    power = float(np.max(np.mean(usable * usable, axis=1), initial=0.0))
    return 10 * float(np.log10(max(power, 1e-12)))


def onset_s(samples: Samples, under_peak_db: float = 30.0) -> float:
    """Seconds until the first 20 ms within `under_peak_db` of the loudest; 0.0 in silence."""
    hops = np.square(samples[: len(samples) // HOP * HOP].reshape(-1, HOP).astype(np.float64)).sum(axis=1)
    loud = np.flatnonzero(hops > max(hops.max(initial=0.0) * 10 ** (-under_peak_db / 10), 1e-9))
    return float(loud[0]) * HOP / SAMPLE_RATE_HZ if len(loud) else 0.0
