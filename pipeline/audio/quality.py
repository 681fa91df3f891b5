"""What is wrong with the sound itself: samples that are no numbers (mended), clipping, offset, silence."""

from dataclasses import dataclass

import numpy as np

from pipeline.audio.decode import Decoder, Stream
from pipeline.span import Speaker

CLIPPED_AT = 0.999
"""A sample at or above this share of full scale counts as clipped."""
CLIPPED_SHARE = 0.001
"""Noted above this share of clipped samples in a channel: 1 ms in every second."""
DC_LIMIT = 0.02
"""Noted above this mean of a channel (full scale is 1): -34 dBFS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something worth knowing about a recording that did not stop it from being heard."""

    code: str
    message: str


class Quality:
    """Mends blocks as they pass by and counts what it saw. One per pass over a recording."""

    def __init__(self, *, speakers: tuple[Speaker, ...]) -> None:
        self._speakers = speakers
        self._samples = 0
        self._nan = 0
        self._clipped = np.zeros(len(speakers), np.int64)
        self._total = np.zeros(len(speakers), np.float64)
        self._loud = np.zeros(len(speakers), bool)
        self._same = len(speakers) == 2

    def mend(self, block: np.ndarray) -> np.ndarray:
        """(n, channels) float32 with NaN and infinities as 0, limited to [-1, 1]."""
        bad = ~np.isfinite(block)
        if bad.any():
            self._nan += int(bad.sum())
            block = np.where(bad, np.float32(0), block)
        self._samples += len(block)
        self._clipped += (np.abs(block) >= CLIPPED_AT).sum(axis=0)
        block = np.clip(block, -1.0, 1.0)
        self._total += block.sum(axis=0, dtype=np.float64)
        self._loud |= block.any(axis=0)
        self._same = self._same and bool(np.array_equal(block[:, 0], block[:, 1]))
        return block

    def notes(self, *, decoder: Decoder, stream: Stream) -> tuple[Note, ...]:
        """All that was seen, most serious first."""
        found: list[tuple[str, str]] = []
        if decoder.damaged:
            found.append(("damaged", f"{decoder.damaged} damaged piece(s) left out"))
        if decoder.filled_seconds:
            found.append(("hole", f"{decoder.filled_seconds:.2f} s of holes became silence"))
        if self._nan:
            found.append(("not_a_number", f"{self._nan} sample(s) were no numbers and became silence"))
        if self._same and self._loud.all():
            found.append(("same", "both channels carry the same sound: the speakers cannot be told apart"))
        for index, speaker in enumerate(self._speakers):
            share, mean = (float(x[index]) / max(self._samples, 1) for x in (self._clipped, self._total))
            if share > CLIPPED_SHARE:
                found.append(("clipped", f"{speaker}: {share:.1%} of the samples are clipped"))
            if abs(mean) > DC_LIMIT:
                found.append(("offset", f"{speaker}: a constant offset of {mean:+.2f} of full scale"))
            if not self._loud[index]:
                found.append(("silent", f"{speaker}: nothing but digital silence"))
        if stream.audio_streams > 1:
            found.append(("more_streams", f"only the first of {stream.audio_streams} sound streams is heard"))
        return tuple(Note(code=code, message=message) for code, message in found)
