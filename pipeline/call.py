"""One call, no I/O: feed(frame) and hear(utterance) in, records and segments out. Synchronous; a frame costs
microseconds to a few milliseconds, so nobody needs a thread for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.audio.baseline import Baseline
from pipeline.audio.crosstalk import Crosstalk, Passed
from pipeline.audio.ear import Ear, Overheard
from pipeline.audio.events import AudioLost, Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame, Samples, silence
from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, CallStarted, Event, Heard, Tick
from pipeline.core import Core
from pipeline.detectors.flag import Detector
from pipeline.detectors.gate import NudgeOptions
from pipeline.eventlog import Record
from pipeline.span import Speaker

TICK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one input: records in order, and closed segments for the captions engine."""

    records: tuple[Record, ...] = ()
    segments: tuple[Segment, ...] = ()


class Call:
    """Two ears and a core. Start it, feed it, hear words into it, finish its sound, end it."""

    def __init__(
        self,
        detectors: Sequence[Detector],
        *,
        call_id: str,
        agent: str | None = None,
        variety: Literal["NL", "BE"] = "NL",
        baseline: Baseline | None = None,
        nudges: NudgeOptions | None = None,
        redacts: bool = True,
        direction: Literal["inbound", "outbound"] = "inbound",
    ) -> None:
        self.id = call_id
        self.baseline = baseline or Baseline(variety=variety)
        self._core = Core(detectors, nudges=nudges, redacts=redacts)
        self._started = CallStarted(call_id=call_id, agent=agent, variety=variety, direction=direction)
        self._ears = {
            Speaker.AGENT: Ear(Speaker.AGENT, baseline=self.baseline),
            Speaker.CUSTOMER: Ear(Speaker.CUSTOMER, baseline=Baseline(variety=variety)),
        }
        self._crosstalk = Crosstalk()
        self._ticks = 0

    @property
    def conversation(self) -> Conversation:
        """The conversation so far."""
        return self._core.conversation

    @property
    def growing(self) -> tuple[tuple[Segment, float], ...]:
        """The segments under way, each with the seconds of silence at its end: what partials are made of."""
        return tuple((segment, ear.silence) for ear in self._ears.values() if (segment := ear.growing) is not None)

    def use(self, detectors: Sequence[Detector]) -> None:
        """From now on these detectors look: a lexicon changed during the call."""
        self._core.use(detectors)

    def mute(self, on: bool) -> None:
        """Whether nudges are muted from now on; flags go on. What is on the agent's screen already runs out."""
        self._core.mute(on)

    def start(self) -> Step:
        """The call begins."""
        return Step(records=self._applied([self._started]))

    def feed(self, frame: Frame) -> Step:
        """Sound of one speaker. A frame that does not follow on the one before is filled up with silence."""
        missing = frame.offset - self._crosstalk.heard(frame.speaker)
        steps = [self._silence(frame.speaker, missing)] if missing > 0 else []
        return _joined([*steps, self._sound(frame.speaker, frame.samples[max(0, -missing) :])])

    def lose(self, lost: AudioLost) -> Step:
        """Sound of one speaker is missing: the hole is silence to the ears and an event to the conversation."""
        step = Step(records=self._applied([lost]))
        missing = round(lost.span.end * SAMPLE_RATE_HZ) - self._crosstalk.heard(lost.speaker)
        return _joined([step, self._silence(lost.speaker, missing)])

    def hear(self, utterance: Utterance) -> tuple[Record, ...]:
        """Words came back from the captions engine."""
        return self._applied([Heard(at=self.conversation.now, utterance=utterance)])

    def finish_sound(self) -> Step:
        """No more sound comes; the last segments close."""
        rest = [self._pass(passed) for passed in self._crosstalk.finish()]
        return _joined([*rest, *(self._step(ear.finish()) for ear in self._ears.values())])

    def end(self) -> tuple[Record, ...]:
        """All words are in: the call is over."""
        return self._applied([CallEnded(at=self.conversation.now)])

    def _sound(self, speaker: Speaker, samples: Samples) -> Step:
        return _joined([self._pass(passed) for passed in self._crosstalk.feed(speaker, samples)])

    def _pass(self, passed: Passed) -> Step:
        return self._step(self._ears[passed.speaker].feed(passed.samples, passed.leaked))

    def _silence(self, speaker: Speaker, count: int) -> Step:
        steps = []
        while count > 0:
            part = min(count, SAMPLE_RATE_HZ)
            steps.append(self._sound(speaker, silence(part)))
            count -= part
        return _joined(steps)

    @property
    def _heard_by_all(self) -> float:
        """Stream time up to which every channel that carries sound was heard: silence is judged no further."""
        return min((ear.now for ear in self._ears.values() if ear.now > 0.0), default=0.0)

    def _step(self, overheard: Overheard) -> Step:
        ticks = range(self._ticks + 1, int(self._heard_by_all / TICK_SECONDS) + 1)
        self._ticks = max(self._ticks, *ticks, 0)
        events: list[Event] = [*overheard.events, *(Tick(at=tick * TICK_SECONDS) for tick in ticks)]
        return Step(records=self._applied(sorted(events, key=lambda event: event.at)), segments=overheard.segments)

    def _applied(self, events: Iterable[Event]) -> tuple[Record, ...]:
        records: list[Record] = []
        for given in events:
            event = self._core.admitted(given)
            records.append(event)
            records += self._core.apply(event)
        return tuple(records)


def _joined(steps: Sequence[Step]) -> Step:
    return Step(
        records=tuple(record for step in steps for record in step.records),
        segments=tuple(segment for step in steps for segment in step.segments),
    )
