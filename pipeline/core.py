"""The core: events in, outcomes out. The same for a live call, a recording, a written dialogue and a replay. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.flag import Cleared, Detector, Flag
from pipeline.detectors.gate import Gate, NudgeOptions, Outcome
from pipeline.redaction import redact

REDACTION_LOOKS_BACK = 30.0
"""Seconds before an utterance in which a question for a number may stand."""


class Core:
    """One call's conversation, the detectors that look at it and the gate that decides what is new."""

    def __init__(
        self, detectors: Sequence[Detector], *, nudges: NudgeOptions | None = None, redacts: bool = True
    ) -> None:
        self.conversation = Conversation()
        self._redacts = redacts
        self._detectors = tuple(detectors)
        self.gate = Gate(options=nudges or NudgeOptions())

    def use(self, detectors: Sequence[Detector]) -> None:
        """From the next event on these detectors look: a lexicon changed during the call. They have no memory."""
        self._detectors = tuple(detectors)

    def admitted(self, event: Event) -> Event:
        """The event as it may be kept, shown and applied: words without personal numbers. What is redacted stays so."""
        if not self._redacts or not isinstance(event, Heard):
            return event
        before = self.conversation.utterances_since(event.utterance.span.start - REDACTION_LOOKS_BACK)
        redacted = redact(event.utterance, before=before)
        return event if redacted is event.utterance else replace(event, utterance=redacted)

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
