"""Sound put together: levels, room noise, telephone line, babble and crosstalk. Pure functions of arrays and seeds."""

import numpy as np

RATE_HZ = 16_000


def gain(decibels: float) -> float:
    """The factor for a gain in dB."""
    return float(10 ** (decibels / 20))


def rms_dbfs(samples: np.ndarray) -> float:
    """Root mean square of float samples, in dB of full scale."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def speech_dbfs(samples: np.ndarray) -> float:
    """RMS of speech where it sounds: over the blocks of 20 ms within 30 dB of the loudest."""
    size = RATE_HZ // 50
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    power = np.mean(np.square(blocks, dtype=np.float64), axis=1)
    return float(10 * np.log10(power[power > power.max() * 1e-3].mean()))


def levelled(samples: np.ndarray, target_dbfs: float) -> np.ndarray:
    """Speech brought to `target_dbfs`, see speech_dbfs."""
    return np.clip(samples * gain(target_dbfs - speech_dbfs(samples)), -0.98, 0.98).astype(np.float32)


def room_noise(count: int, level_dbfs: float, seed: int) -> np.ndarray:
    """`count` samples of a quiet room: noise that falls with frequency, like ventilation."""
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft(random.standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    spectrum *= 1 / (1 + (hz / 150) ** 2) * (hz / (hz + 40))
    noise = np.fft.irfft(spectrum, count)
    return (noise * gain(level_dbfs - rms_dbfs(noise))).astype(np.float32)


def faded(samples: np.ndarray, seconds: float = 0.01) -> np.ndarray:
    """The same sound with soft edges."""
    size = min(int(seconds * RATE_HZ), len(samples) // 2)
    ramp = np.linspace(0, 1, size, dtype=np.float32)
    result = samples.copy()
    result[:size] *= ramp
    result[len(result) - size :] *= ramp[::-1]
    return result


def mu_law(samples: np.ndarray) -> np.ndarray:
    """What a G.711 mu-law line (8 bits, mu = 255, ITU-T G.711) leaves of the samples."""
    mu = 255.0
    squeezed = np.sign(samples) * np.log1p(mu * np.abs(np.clip(samples, -1, 1))) / np.log1p(mu)
    steps = np.round((squeezed + 1) / 2 * mu) / mu * 2 - 1
    return (np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(mu)) / mu).astype(np.float32)


def babble(sound: np.ndarray, snr_db: float, seed: int) -> np.ndarray:
    """Voices behind (2, n) of speech, `snr_db` below it: ten copies of the call itself, shifted, at other pitches,
    half of them backwards, so that no word of it can be read."""
    random = np.random.default_rng(seed)
    count = sound.shape[1]
    voices = np.zeros(count, np.float64)
    for i in range(10):
        factor = random.uniform(0.85, 1.2)
        places = (np.arange(count) * factor + random.integers(count)) % count
        copy = np.interp(places, np.arange(count), sound[i % 2])
        voices += copy[::-1] if i % 4 < 2 else copy
    loud = [speech_dbfs(channel) for channel in sound]
    return np.stack([voices * gain(level - snr_db - rms_dbfs(voices)) for level in loud]).astype(np.float32)
