"""Sound for tests: tones and sound files of any kind, written with PyAV or byte by byte."""

import struct
from pathlib import Path

import av
import numpy as np

RATE_HZ = 16_000


def chirp(seconds: float, *, rate_hz: int = RATE_HZ, low_hz: float = 200.0, high_hz: float = 3000.0) -> np.ndarray:
    """A tone that rises from low to high, shape (n,) float32: no two places of it look alike."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    phase = 2 * np.pi * (low_hz * time + (high_hz - low_hz) * time**2 / (2 * seconds))
    return (0.4 * np.sin(phase)).astype(np.float32)


def two_speakers(seconds: float, *, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Two different chirps, shape (n, 2)."""
    first = chirp(seconds, rate_hz=rate_hz)
    return np.stack([first, chirp(seconds, rate_hz=rate_hz, low_hz=2800, high_hz=300)], axis=1)


def encode(path: Path, sound: np.ndarray, *, rate_hz: int, codec: str, layout: str, **options: str) -> Path:
    """Write (n, channels) float32 with any of FFmpeg's encoders; the suffix chooses the container."""
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=rate_hz, layout=layout)
        resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate_hz)
        for start in range(0, len(sound), 4096):
            planar = np.ascontiguousarray(sound[start : start + 4096].T, np.float32)
            frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate_hz, start
            for converted in resampler.resample(frame):
                container.mux(stream.encode(converted))
        for converted in resampler.resample(None):
            container.mux(stream.encode(converted))
        container.mux(stream.encode(None))
    return path


def wav_bytes(sound: np.ndarray, *, rate_hz: int = RATE_HZ, data_size: int | None = None) -> bytes:
    """A WAV of (n, channels): float32, uint8 or int16 as the array's type says. `data_size` may lie."""
    tag = 3 if sound.dtype == np.float32 else 1
    width, channels = sound.dtype.itemsize, sound.shape[1]
    byte_rate = rate_hz * channels * width % 2**32
    fmt = struct.pack("<HHIIHH", tag, channels, rate_hz, byte_rate, channels * width, width * 8)
    body = sound.tobytes()
    size = len(body) if data_size is None else data_size
    riff = min(36 + size, 0xFFFFFFFF)
    return (
        b"RIFF"
        + struct.pack("<I", riff)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + fmt
        + b"data"
        + struct.pack("<I", size)
        + body
    )
