"""What the line does to a call: crosstalk, babble, a telephone's band and coding."""

import mix
import numpy as np
import soxr


def through(sound: np.ndarray, line: dict, seed: int) -> tuple[np.ndarray, int]:
    """`sound` float32 (2, n) at 16 kHz after the line, and its sample rate in Hz.

    line: crosstalk_db (each channel leaks into the other at this gain), babble_snr_db (other voices behind both
    speakers), codec: mu_law (8 kHz, 300-3400 Hz, G.711).
    """
    if "crosstalk_db" in line:
        sound = sound + sound[::-1] * mix.gain(line["crosstalk_db"])
    if "babble_snr_db" in line:
        sound = sound + mix.babble(sound, line["babble_snr_db"], seed)
    if line.get("codec") == "mu_law":
        narrow = np.stack([soxr.resample(channel, mix.RATE_HZ, 8000, "VHQ") for channel in sound])
        return mix.mu_law(narrow).astype(np.float32), 8000
    return sound, mix.RATE_HZ
