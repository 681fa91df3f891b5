"""One channel heard in the other: where a channel is but a faint, delayed copy of the other, nobody speaks in it.

A headset's microphone picks up its own loudspeaker, an analogue line couples its two directions: the leak lies 12-40 dB
below the speech and 0-40 ms behind it. To a VAD it is speech. Two steps, both causal, in plain numpy:

1. *Is there a leak, and how strong?* Every 200 ms in which a channel is much fainter than the other, their sound is
   correlated at every delay. Two people are hardly ever alike (normalised correlation < 0.5), a leak is (> 0.8). When
   enough windows of the last while are alike there is a leak, and its gain and delay are theirs.
2. *Which hops are leak?* From then on those that are no louder than these let expect. Whoever speaks themselves is
   louder than the leak: overlaps stay overlaps.

The principle of a residual echo suppressor (Haensler & Schmidt 2004, "Acoustic Echo and Noise Control", ch. 9).
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.audio.vad import HOP
from pipeline.span import Speaker

Leaked = NDArray[np.bool_]
"""Shape (k,), one per hop of HOP samples: whether it is nothing but the other channel's sound."""

DECIMATION = 4
"""Alikeness is judged at 4 kHz, on sound below about 1 kHz, where a voice has most of its power."""
LAGS = 40 * SAMPLE_RATE_HZ // (1000 * DECIMATION)
"""The longest delay of a leak: 40 ms."""
WINDOW = 20
"""Hops that are compared: 200 ms."""
REACH = LAGS * DECIMATION // HOP + 1
"""Hops before a hop of leak that its source may lie in."""
TAIL = 16
"""Hops for which a leak goes on counting: a VAD hears a voice a little longer than it lasts."""
HISTORY = WINDOW + REACH + TAIL
"""Hops that are looked back on."""
HOLD = SAMPLE_RATE_HZ // 4
"""Samples by which a channel may run ahead of the other and wait for it; one further ahead is heard by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosstalkOptions:
    """When a channel's sound counts as the other's."""

    speech_dbfs: float = -45.0
    """Level from which a window of the louder channel surely holds speech."""
    fainter_db: float = 10.0
    """A leak lies at least this far below its source."""
    above_floor_db: float = 4.0
    """A window no further above the faintest one that was heard is silence, and no leak."""
    alike: float = 0.75
    """Normalised correlation from which two windows hold the same sound."""
    windows: int = 4
    """Alike windows that make a leak."""
    share: float = 0.4
    """Share of the windows in which the other is much louder that must be alike."""
    remembered: int = 50
    """Such windows that count: the last 10 s of the other's speech."""
    margin_db: float = 4.0
    """What a hop may lie above the leak's expected level: its gain differs from sound to sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Samples of one channel, ready to be heard, and which of the hops that they complete are leak."""

    speaker: Speaker
    samples: Samples
    leaked: Leaked


class _Line:
    """One channel: what waits for the other, and what is looked back on."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.waiting: Samples = np.zeros(0, np.float32)
        self.passed = 0
        self.forget()

    @property
    def end(self) -> int:
        return self.passed + len(self.waiting)

    def forget(self) -> None:
        """The other channel is not heard beside this one: comparing starts afresh."""
        self.power = np.zeros(HISTORY)
        """Mean square of the last hops."""
        self.low = np.zeros((WINDOW * HOP) // DECIMATION + LAGS, np.float32)
        """The sound up to the same hop at 4 kHz."""
        self._rest = np.zeros(self.passed % HOP, np.float32)

    def take(self, count: int) -> Samples:
        """The next `count` waiting samples."""
        samples, self.waiting = self.waiting[:count], self.waiting[count:]
        self.passed += count
        return samples

    def hops(self, samples: Samples) -> NDArray[np.float32]:
        """The hops that `samples` complete, shape (k, HOP)."""
        rest = np.concatenate((self._rest, np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)))
        whole = len(rest) // HOP
        self._rest = rest[whole * HOP :]
        return rest[: whole * HOP].reshape(whole, HOP)

    def remember(self, hops: NDArray[np.float32]) -> None:
        power = np.einsum("ij,ij->i", hops, hops, dtype=np.float64) / HOP
        self.power = np.concatenate((self.power, power))[-HISTORY:]
        low = hops.reshape(-1, DECIMATION).mean(axis=1)
        self.low = np.concatenate((self.low, low))[-len(self.low) :]


class _Leak:
    """What is known of the leak of one channel (`source`) into the other (`into`)."""

    def __init__(self, source: _Line, into: _Line, options: CrosstalkOptions) -> None:
        self._source, self._into, self._options = source, into, options
        self._found: deque[tuple[float, int] | None] = deque(maxlen=options.remembered)
        """(power gain, delay in samples at 4 kHz) of each window; None where the two were not alike."""
        self._floor: deque[float] = deque(maxlen=options.remembered)
        self._leak: tuple[float, float] | None = None
        """(power gain, delay in hops); None without a leak."""

    def leaked(self, count: int) -> Leaked:
        """Which of the last `count` hops are leak."""
        if self._leak is None:
            return np.zeros(count, np.bool_)
        gain, delay = self._leak
        whole, part = divmod(delay, 1.0)
        near, far = (len(self._source.power) - int(whole) - late for late in (0, 1))
        longer = count + TAIL - 1
        source = (1.0 - part) * self._source.power[near - longer : near] + part * self._source.power[far - longer : far]
        floor = min(self._floor)
        audible = gain * sliding_window_view(source, TAIL).max(axis=1) > floor
        expected = gain * source[-count:] + floor
        return audible & (self._into.power[-count:] <= _ratio(self._options.margin_db) * expected)

    def compare(self) -> None:
        """The last WINDOW hops of both are complete: are they alike?"""
        options = self._options
        source, into = (float(line.power[-WINDOW:].mean()) for line in (self._source, self._into))
        self._floor.append(into)
        if source < _ratio(options.speech_dbfs) or into > source * _ratio(-options.fainter_db):
            return
        heard = into > min(self._floor) * _ratio(options.above_floor_db)
        alike, delay = self._alike() if heard else (0.0, 0)
        self._found.append((into / source, delay) if alike >= options.alike else None)
        found = [window for window in self._found if window is not None]
        self._leak = None
        if len(found) >= max(options.windows, options.share * len(self._found)):
            gain, late = np.median(found, axis=0)
            self._leak = float(gain), float(late) * DECIMATION / HOP

    def _alike(self) -> tuple[float, int]:
        """The greatest normalised correlation of the two (0..1), and the delay at which it is found."""
        copy, source = self._into.low[LAGS:], self._source.low
        products = np.correlate(source, copy, "valid")
        energy = np.concatenate(((0.0,), np.cumsum(np.square(source, dtype=np.float64))))
        energies = energy[len(copy) :] - energy[: len(energy) - len(copy)]
        alike = np.abs(products) / np.sqrt(energies * np.dot(copy, copy) + 1e-20)
        best = int(np.argmax(alike))
        return float(alike[best]), LAGS - best


class Crosstalk:
    """Lets two channels pass side by side. How the sound is cut into feeds never changes what passes, as long as
    neither channel runs ahead of the other by more than HOLD."""

    def __init__(self, options: CrosstalkOptions = CrosstalkOptions()) -> None:
        agent, customer = _Line(Speaker.AGENT), _Line(Speaker.CUSTOMER)
        self._lines = {Speaker.AGENT: agent, Speaker.CUSTOMER: customer}
        self._leaks = {agent: _Leak(customer, agent, options), customer: _Leak(agent, customer, options)}
        self._hops = 0

    def heard(self, speaker: Speaker) -> int:
        """Samples of this channel that came in."""
        return self._lines[speaker].end

    def feed(self, speaker: Speaker, samples: Samples) -> list[Passed]:
        """Samples of one channel, shape (n,); what may be heard now, of both."""
        line = self._lines[speaker]
        other = self._lines[speaker.other]
        line.waiting = np.concatenate((line.waiting, samples))
        passed = []
        if (behind := other.passed - line.passed) > 0:
            passed.append(self._alone(line, min(behind, len(line.waiting))))
        both = min(len(line.waiting), len(other.waiting)) if line.passed == other.passed else 0
        if both:
            passed += self._together(both)
        if line.waiting.size and (other.end == 0 or line.end - other.end > HOLD):
            passed.append(self._alone(line, len(line.waiting)))
        return passed

    def finish(self) -> list[Passed]:
        """No more sound comes: all that waits."""
        return [self._alone(line, len(line.waiting)) for line in self._lines.values() if line.waiting.size]

    def _alone(self, line: _Line, count: int) -> Passed:
        before = line.passed // HOP
        samples = line.take(count)
        for each in self._lines.values():
            each.forget()
        self._hops = 0
        return Passed(speaker=line.speaker, samples=samples, leaked=np.zeros(line.passed // HOP - before, np.bool_))

    def _together(self, count: int) -> list[Passed]:
        lines = tuple(self._lines.values())
        samples = {line: line.take(count) for line in lines}
        hops = {line: line.hops(samples[line]) for line in lines}
        leaked: dict[_Line, list[Leaked]] = {line: [] for line in lines}
        done, whole = 0, len(hops[lines[0]])
        while done < whole:
            until = min(whole, done + WINDOW - self._hops % WINDOW)
            for line in lines:
                line.remember(hops[line][done:until])
            for line in lines:
                leaked[line].append(self._leaks[line].leaked(until - done))
            self._hops += until - done
            done = until
            if self._hops % WINDOW == 0:
                for leak in self._leaks.values():
                    leak.compare()
        return [
            Passed(
                speaker=line.speaker,
                samples=samples[line],
                leaked=np.concatenate(leaked[line]) if leaked[line] else np.zeros(0, np.bool_),
            )
            for line in lines
        ]


def _ratio(decibels: float) -> float:
    """Decibels as a ratio of powers."""
    return 10 ** (decibels / 10)
