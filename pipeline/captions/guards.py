"""Guards against words that nobody said: Whisper writes text for silence, music, noise and breath, too.

Pure functions of one decoded segment and its sound; each names the reason for which the words are dropped.
"""

import re
import zlib
from dataclasses import dataclass

import numpy as np

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.captions.whisper import Decoded

PHRASES = re.compile(
    r"(ondertitel(d|ing|s)\b|\bamara\.?org\b|\bvertaald door\b|\bvertaling\b.*\b(door|subtitles)\b|"
    r"\bbedankt voor het (kijken|luisteren)\b|\bdank u? ?(je|u)? ?wel voor het kijken\b|"
    r"\bvergeet (niet|je niet) te abonneren\b|\babonneer\b.*\bkanaal\b|\btot de volgende (video|keer)\b|"
    r"\bthank(s| you) for watching\b|\bsubtitles? by\b|\bplease subscribe\b|\btv ?gelderland 20\d\d\b|"
    r"\bnpo\b.*\bondertitel|\bwww\.\S+|^\W*(muziek|applaus|gelach)\W*$)", re.IGNORECASE)
"""What Whisper writes into Dutch silence: it was trained on subtitles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardOptions:
    """Limits beyond which words are not believed."""

    min_level_dbfs: float = -55.0
    """A segment whose loudest 50 ms lie below this level is silence."""
    min_voiced_s: float = 0.06
    """Seconds of voiced sound (periodic, 70-400 Hz) that speech has at least; breath and noise have none."""
    max_no_speech: float = 0.6
    """Whisper's own probability of no speech, believed when the words are unlikely, too."""
    min_logprob: float = -1.0
    """Mean log-probability below which words are doubtful; with `max_no_speech` (as in the Whisper paper, 4.5)."""
    min_logprob_alone: float = -1.6
    """Mean log-probability below which words are dropped whatever `no_speech` says."""
    max_compression: float = 2.4
    """Bytes of text per byte of it compressed, above which it is a loop (Whisper paper, 4.5)."""
    max_words_per_s: float = 7.0
    """More words per second than anyone says (Dutch: about 3.6 usual)."""
    min_phrase_logprob: float = -0.2
    """A known hallucination is believed only above this mean log-probability."""


def reject(decoded: Decoded, samples: Samples, options: GuardOptions = GuardOptions()) -> str | None:
    """Why these words are not believed, or None when they are."""
    words, seconds = len(decoded.tokens), len(samples) / SAMPLE_RATE_HZ
    if not words:
        return "empty"
    if decoded.no_speech > options.max_no_speech and decoded.mean_logprob < options.min_logprob:
        return "no_speech"
    if decoded.mean_logprob < options.min_logprob_alone:
        return "unlikely"
    if words > 4 and words / max(seconds, 0.5) > options.max_words_per_s:
        return "too_fast"
    if is_loop(decoded.text, options.max_compression):
        return "loop"
    if PHRASES.search(decoded.text) and (
            decoded.mean_logprob < options.min_phrase_logprob or decoded.no_speech > 0.2):
        return "known_phrase"
    return None


def silent(samples: Samples, options: GuardOptions = GuardOptions()) -> str | None:
    """Why this sound cannot hold words, judged before any decoding; None when it may."""
    if peak_level_dbfs(samples) < options.min_level_dbfs:
        return "too_quiet"
    if voiced_seconds(samples) < options.min_voiced_s:
        return "unvoiced"
    return None


def is_loop(text: str, max_compression: float = 2.4) -> bool:
    """Whether `text` repeats itself as nobody does: it compresses too well, or one phrase fills it four times."""
    raw = text.lower().encode()
    if len(raw) > 40 and len(raw) / len(zlib.compress(raw)) > max_compression:
        return True
    words = re.findall(r"[\w']+", text.lower())
    for size in range(1, 6):
        run = 1
        for at in range(size, len(words) - size + 1, size):
            run = run + 1 if words[at:at + size] == words[at - size:at] else 1
            if run >= (5 if size == 1 else 4):
                return True
    return False


def peak_level_dbfs(samples: Samples) -> float:
    """Level of the loudest 50 ms, in dB relative to full scale (RMS); -120 for digital silence."""
    block = SAMPLE_RATE_HZ // 20
    usable = np.pad(samples, (0, -len(samples) % block)).reshape(-1, block)
    power = float(np.max(np.mean(usable * usable, axis=1), initial=0.0))
    return 10 * np.log10(max(power, 1e-12))


def voiced_seconds(samples: Samples, min_periodicity: float = 0.5) -> float:
    """Seconds of sound that repeat with a period of 70-400 Hz: normalised autocorrelation of 40 ms frames."""
    frame, hop = 640, 320
    if len(samples) < frame:
        return 0.0
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop].astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    energy = np.sum(frames**2, axis=1)
    loud = energy > max(energy.max() * 1e-3, 1e-7)
    spectrum = np.fft.rfft(frames[loud], n=2 * frame, axis=1)
    correlation = np.fft.irfft(np.abs(spectrum)**2, axis=1)
    lags = np.arange(SAMPLE_RATE_HZ // 400, SAMPLE_RATE_HZ // 70)
    share = correlation[:, lags] / correlation[:, :1] * (frame / (frame - lags))
    return float(np.sum(share.max(axis=1, initial=0.0) > min_periodicity)) * hop / SAMPLE_RATE_HZ
