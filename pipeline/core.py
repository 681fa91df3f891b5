"""The core: events in, outcomes out. The same for a live call, a recording, a written dialogue and a replay. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.flag import Cleared, Detector, Flag
from pipeline.detectors.gate import Gate, NudgeOptions, Outcome


class Core:
    """One call's conversation, the detectors that look at it and the gate that decides what is new."""

    def __init__(self, detectors: Sequence[Detector], *, nudges: NudgeOptions | None = None) -> None:
        self.conversation = Conversation()
        self._detectors = tuple(detectors)
        self.gate = Gate(options=nudges or NudgeOptions())

    def use(self, detectors: Sequence[Detector]) -> None:
        """From the next event on these detectors look: a lexicon changed during the call. They have no memory."""
        self._detectors = tuple(detectors)

    def apply(self, event: Event) -> list[Outcome]:
        """Take one event into the conversation; give what is new because of it, in order."""
        self.conversation = self.conversation.after(event)
        return self.gate(self.conversation, event, self._findings(event))

    def mute(self, on: bool) -> None:
        """Whether the gate mutes nudges from now on."""
        self.gate.options = replace(self.gate.options, enabled=not on)

    def _findings(self, event: Event) -> Iterable[Flag | Cleared]:
        for detector in self._detectors:
            yield from detector(self.conversation, event)
