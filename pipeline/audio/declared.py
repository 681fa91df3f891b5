"""How long a file says it is, from sources that can be trusted; needed to tell that it was cut short."""

import struct
from pathlib import Path

from pipeline.audio.decode import Stream

_STREAMED = (0, 0xFFFFFFFF)
"""Sizes that a WAV has while it is being written or came through a pipe."""


def declared_seconds(path: Path, stream: Stream) -> float | None:
    """Length in seconds as the file's own header gives it; None where it gives none or only an estimate.

    FFmpeg shortens a cut WAV's length to the bytes there are, and guesses an MP3's from its first bit rate.
    """
    if stream.container == "wav":
        return _wav_seconds(path) or stream.declared_seconds
    if stream.container == "mp3" and not _mp3_counts_frames(path):
        return None
    return stream.declared_seconds


def _wav_seconds(path: Path) -> float | None:
    """Declared bytes of the data chunk over the byte rate (source: Microsoft/IBM RIFF WAVE, 1991)."""
    byte_rate = 0
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return None
        file.seek(12)
        while len(head := file.read(8)) == 8:
            name, size = head[:4], int(struct.unpack("<I", head[4:])[0])
            if name == b"data":
                return size / byte_rate if byte_rate and size not in _STREAMED else None
            if name == b"fmt ":
                fmt = file.read(12)
                byte_rate = int(struct.unpack("<I", fmt[8:12])[0]) if len(fmt) == 12 else 0
                size -= len(fmt)
            file.seek(size + size % 2, 1)
    return None


def _mp3_counts_frames(path: Path) -> bool:
    """Whether the first frame, after any ID3v2 tag, counts the frames (a Xing, Info or VBRI header)."""
    with path.open("rb") as file:
        head = file.read(10)
        start = 0
        if head[:3] == b"ID3" and len(head) == 10:
            start = 10
            for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True):
                start += (byte & 127) << shift
        file.seek(start)
        frame = file.read(512)
    return any(tag in frame for tag in (b"Xing", b"Info", b"VBRI"))
