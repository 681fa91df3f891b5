"""A speaker's own usual articulation rate: what "fast" is compared with. Rates do not transfer between voices."""

import json
from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Literal, Self

from pipeline.errors import InputError

Variety = Literal["NL", "BE"]

NORMS: dict[Variety, float] = {"NL": 5.05, "BE": 4.23}
"""Articulation rate of Dutch conversation, syllables per second of speech: the Netherlands and Flanders.
Source: Verhoeven, De Pauw & Kloots (2004), Language and Speech 47, 160 speakers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineOptions:
    """How a baseline is learned."""

    first_seconds: float = 60.0
    """Seconds of own speech before the baseline is trusted in full."""
    provisional_seconds: float = 15.0
    """Seconds of own speech before there is one at all."""
    norm_seconds: float = 5.0
    """Until `first_seconds` the norm counts as this much own speech, and only upwards: a first guess is rather too high
    than too low, so that nobody is flagged for their own pace."""
    block_seconds: float = 5.0
    """Speech is averaged over at least this long before it counts as one observation."""
    memory_blocks: int = 120
    """Observations kept (about ten minutes of speech): the baseline follows slowly."""
    least_syllables: float = 5.0
    """Shorter phrases ("ja", "goedemorgen", single digits) say nothing about a pace: longer phrases are faster (Quene
    2008), so they would pull the baseline down or, shouted out quickly, up."""
    rushing_ratio: float = 1.15
    """Observations above this ratio, from the second in a row on, are a rush and are not learned from."""


class Baseline:
    """The median articulation rate of a speaker's own phrases; before it is known, the norm of the variety."""

    def __init__(self, *, variety: Variety = "NL", options: BaselineOptions = BaselineOptions()) -> None:
        self.variety: Variety = variety
        self._options = options
        self._rates: deque[float] = deque(maxlen=options.memory_blocks)
        self._syllables = self._speech = 0.0
        self._fast = 0

    @property
    def prior(self) -> float:
        """The norm for this variety of Dutch, syll/s."""
        return NORMS[self.variety]

    @property
    def rate(self) -> float | None:
        """Usual articulation rate of this speaker, syll/s; None until `provisional_seconds` of speech were heard."""
        options, seconds = self._options, len(self._rates) * self._options.block_seconds
        if seconds < options.provisional_seconds:
            return None
        own, norm = median(self._rates), options.norm_seconds
        if seconds >= options.first_seconds:
            return own
        return max(own, (own * seconds + self.prior * norm) / (seconds + norm))

    def learn(self, *, syllables: float, speech: float) -> None:
        """One phrase (a stretch between two pauses): how many syllables in how many seconds of speech."""
        if syllables < self._options.least_syllables:
            return
        self._syllables += syllables
        self._speech += speech
        if self._speech < self._options.block_seconds:
            return
        rate, self._syllables, self._speech = self._syllables / self._speech, 0.0, 0.0
        usual = self.rate
        self._fast = self._fast + 1 if usual and rate > usual * self._options.rushing_ratio else 0
        if self._fast < 2:
            self._rates.append(rate)

    def to_json(self) -> str:
        """What is worth keeping between calls."""
        return json.dumps({"version": 1, "variety": self.variety, "rates": [round(rate, 3) for rate in self._rates]})

    @classmethod
    def from_json(cls, text: str, *, options: BaselineOptions = BaselineOptions()) -> Self:
        """The baseline that `to_json` wrote. Raises InputError where the text is no baseline."""
        try:
            stored = json.loads(text)
            if stored["version"] != 1 or stored["variety"] not in NORMS:
                raise ValueError("unknown version or variety")
            rates = [float(rate) for rate in stored["rates"]]
            if not all(0.5 <= rate <= 15.0 for rate in rates):
                raise ValueError("a rate outside 0.5-15 syllables/s")
        except (ValueError, KeyError, TypeError) as reason:
            raise InputError(
                "baseline-unreadable",
                f"The stored pace of this agent cannot be read: {reason}",
                "Delete the file; the pace is learned again in the first minute of speech.",
            ) from reason
        baseline = cls(variety=stored["variety"], options=options)
        baseline._rates.extend(rates)
        return baseline
