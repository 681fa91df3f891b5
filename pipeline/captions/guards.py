"""Guards against words that nobody said: Whisper writes text for silence, music, noise and breath, too.

Pure functions of one decoded segment and its sound; each names the reason for which the words are dropped.
"""

import re
import zlib
from dataclasses import dataclass

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.captions.voicing import peak_level_dbfs, voiced_seconds
from pipeline.captions.whisper import Decoded

PHRASES = re.compile(
    r"(ondertitel(d|ing|s)\b|\bamara\.?org\b|\bvertaald door\b|\bvertaling\b.*\b(door|subtitles)\b|"
    r"\bbedankt voor het (kijken|luisteren)\b|\bdank u? ?(je|u)? ?wel voor het kijken\b|"
    r"\bvergeet (niet|je niet) te abonneren\b|\babonneer\b.*\bkanaal\b|\btot de volgende (video|keer)\b|"
    r"\bthank(s| you) for watching\b|\bsubtitles? by\b|\bplease subscribe\b|\btv ?gelderland 20\d\d\b|"
    r"\bnpo\b.*\bondertitel|\bwww\.\S+|^\W*(muziek|applaus|gelach)\W*$)",
    re.IGNORECASE,
)
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
    if PHRASES.search(decoded.text) and (decoded.mean_logprob < options.min_phrase_logprob or decoded.no_speech > 0.2):
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
            run = run + 1 if words[at : at + size] == words[at - size : at] else 1
            if run >= (5 if size == 1 else 4):
                return True
    return False
