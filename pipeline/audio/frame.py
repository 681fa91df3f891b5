"""A frame: some samples of one speaker, with their place in the call."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.span import Span, Speaker

SAMPLE_RATE_HZ = 16_000
"""The rate of all sound inside Souffleur, samples per second."""

Samples = NDArray[np.float32]
"""Mono sound, shape (n,), float32 in [-1, 1], at SAMPLE_RATE_HZ."""


def silence(count: int) -> Samples:
    """`count` samples of digital silence."""
    return np.zeros(count, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """Samples of one speaker. Any length; consumers must not depend on how a call is cut into frames.

    `offset` counts samples since the call's first sample.
    """

    speaker: Speaker
    offset: int
    samples: Samples

    @property
    def span(self) -> Span:
        """Where the frame lies, in seconds."""
        return Span(self.offset / SAMPLE_RATE_HZ, (self.offset + len(self.samples)) / SAMPLE_RATE_HZ)
