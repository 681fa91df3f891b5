"""The gate: which finding is new, which flag becomes a nudge, and why another does not.

All memory of the detectors lives here: repeats, cooldowns, the budget of a call (SIGNALS.md part C), and what was said
in another language than Dutch, of which no word is judged. No clock: time is the event's.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, Event, Heard
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.language import KIND as LANGUAGE
from pipeline.span import Speaker

Reason = Literal["muted", "budget", "cooldown", "too_late", "recovered", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeOptions:
    """How gently the agent is nudged. Source: the Rhema study (two words, a few seconds, once per 20 s)."""

    enabled: bool = True
    """False mutes every nudge; the flags are still recorded."""
    shown_seconds: float = 4.5
    """How long a cue stays on the screen."""
    apart_seconds: float = 20.0
    """Least time between the starts of two nudges."""
    per_call: int = 3
    """Most nudges in one call."""
    late_seconds: float = 5.0
    """A nudge that would come later than this after the behaviour is not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """A flag's cue, to be shown to the agent from `at` until `until` (stream time)."""

    at: float
    until: float
    flag: str
    """The flag's key."""
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeHidden:
    """The cue on the screen goes at once: the agent recovered."""

    at: float
    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeSuppressed:
    """A flag that would have been a nudge was not shown, and why."""

    at: float
    flag: str
    reason: Reason


Outcome = Flag | Cleared | Nudge | NudgeHidden | NudgeSuppressed


@dataclass(slots=True, kw_only=True)
class Gate:
    """Takes the findings at each event, gives what is new. One per call."""

    options: NudgeOptions = field(default_factory=NudgeOptions)
    suppressed: Counter[Reason] = field(default_factory=Counter)
    _standing: dict[str, Flag] = field(default_factory=dict)
    _about: dict[str, dict[str, Flag]] = field(default_factory=dict)
    """The standing flags of each utterance, by key."""
    _told: set[str] = field(default_factory=set)
    """Keys of the standing flags that tell of another language."""
    _foreign: set[str] = field(default_factory=set)
    """Utterances in another language: their words are not judged."""
    _waiting: Flag | None = None
    _shown: Nudge | None = None
    _nudges: int = 0

    def __call__(self, conversation: Conversation, event: Event, findings: Iterable[Flag | Cleared]) -> list[Outcome]:
        """What is new at this event: first what is cleared, then what is flagged, then what the agent sees."""
        now = conversation.now
        found = list(findings)
        again = {finding.key: finding for finding in found if isinstance(finding, Flag)}
        cleared = [finding for finding in found if isinstance(finding, Cleared)]
        if isinstance(event, Heard) and event.utterance.final:
            cleared += self._revised(event, again)
        cleared += self._not_dutch(conversation, event, again, {clearance.key for clearance in cleared})
        outcomes: list[Outcome] = []
        for clearance in cleared:
            if self._fell(clearance.key):
                outcomes.append(clearance)
                outcomes += self._recover(clearance.key, now)
        for key, flag in again.items():
            if key not in self._standing:
                self._stand(flag)
                outcomes.append(flag)
                outcomes += self._consider(flag, now)
            elif self._waiting and self._waiting.key == key:
                self._waiting = flag
        outcomes += self._show(conversation, ended=isinstance(event, CallEnded))
        return outcomes

    def _stand(self, flag: Flag) -> None:
        self._standing[flag.key] = flag
        if flag.utterance is not None:
            self._about.setdefault(flag.utterance, {})[flag.key] = flag
        if flag.kind == LANGUAGE:
            self._told.add(flag.key)

    def _fell(self, key: str) -> bool:
        """Whether that flag stood; it does no longer."""
        flag = self._standing.pop(key, None)
        if flag is None:
            return False
        if flag.utterance is not None:
            self._about[flag.utterance].pop(key)
        self._told.discard(key)
        return True

    def _revised(self, event: Heard, again: dict[str, Flag]) -> list[Cleared]:
        """Flags raised on a partial of this utterance that its final does not bear out."""
        return [
            Cleared(key=key, kind=flag.kind, at=event.at, reason="revised")
            for key, flag in self._about.get(event.utterance.id, {}).items()
            if key not in again
        ]

    def _not_dutch(
        self, conversation: Conversation, event: Event, again: dict[str, Flag], over: set[str]
    ) -> list[Cleared]:
        """Take the findings about words in another language out of `again`; give what was raised before that was clear.

        `over` are the keys that end now: a call that goes on in Dutch is judged from this utterance on.
        """
        new = [flag for key, flag in again.items() if flag.kind == LANGUAGE and key not in self._standing]
        told = self._told - over
        if isinstance(event, Heard) and (new or told):
            self._foreign.add(event.utterance.id)
        for flag in new:
            self._foreign |= {said.id for said in conversation.utterances if said.span.start >= flag.span.start}
        for key in [key for key, flag in again.items() if self._is_foreign(flag, standing=bool(told))]:
            del again[key]
        if not new:
            return []
        return [
            Cleared(key=key, kind=flag.kind, at=event.at, reason="revised")
            for key, flag in self._standing.items()
            if self._is_foreign(flag, standing=False)
        ]

    def _is_foreign(self, flag: Flag, *, standing: bool) -> bool:
        """Whether a flag is about words that are not Dutch; `standing`: nor is the call as a whole, now."""
        return flag.utterance is not None and flag.kind != LANGUAGE and (standing or flag.utterance in self._foreign)

    def _consider(self, flag: Flag, now: float) -> list[Outcome]:
        """Whether a new flag may become a nudge; if so it waits for the agent's next pause."""
        wanted = flag.cue and flag.audience != "coach" and flag.severity in ("warning", "critical")
        if not wanted or flag.speaker is not Speaker.AGENT:
            return []
        if not self.options.enabled:
            return [self._suppress(flag.key, now, "muted")]
        if self._nudges >= self.options.per_call:
            return [self._suppress(flag.key, now, "budget")]
        if self._waiting or (self._shown and now - self._shown.at < self.options.apart_seconds):
            return [self._suppress(flag.key, now, "cooldown")]
        self._waiting = flag
        return []

    def _show(self, conversation: Conversation, *, ended: bool) -> list[Outcome]:
        """Show the waiting cue at the agent's own pause, or give it up when it would come too late."""
        flag, now = self._waiting, conversation.now
        if flag is None:
            return []
        if ended or now - flag.at > self.options.late_seconds:
            self._waiting = None
            return [self._suppress(flag.key, now, "ended" if ended else "too_late")]
        if conversation.is_speaking(Speaker.AGENT):
            return []
        self._waiting = None
        self._nudges += 1
        self._shown = Nudge(at=now, until=now + self.options.shown_seconds, flag=flag.key, cue=flag.cue)
        return [self._shown]

    def _recover(self, key: str, now: float) -> list[Outcome]:
        if self._waiting and self._waiting.key == key:
            self._waiting = None
            return [self._suppress(key, now, "recovered")]
        if self._shown and self._shown.flag == key and now < self._shown.until:
            return [NudgeHidden(at=now, flag=key)]
        return []

    def _suppress(self, key: str, now: float, reason: Reason) -> NudgeSuppressed:
        self.suppressed[reason] += 1
        return NudgeSuppressed(at=now, flag=key, reason=reason)
