"""A call as someone sees it now: what the terminal and the summary draw, derived from the records alone."""

from dataclasses import dataclass, field, replace
from typing import Self, get_args

from pipeline.audio.events import Pace
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.gate import Nudge, NudgeHidden, NudgeSuppressed
from pipeline.detectors.ledger import Ledger
from pipeline.eventlog import Record
from pipeline.span import Speaker

CURVE_SECONDS = 2.0
"""Distance between two points of the pace curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """The conversation so far, its flags, the cue on the agent's screen and the agent's pace curve."""

    conversation: Conversation = field(default_factory=Conversation)
    ledger: Ledger = field(default_factory=Ledger)
    nudge: Nudge | None = None
    nudges: int = 0
    suppressed: tuple[NudgeSuppressed, ...] = ()
    paces: tuple[tuple[Speaker, Pace], ...] = ()
    """The latest Pace of each speaker who spoke."""
    curve: tuple[Pace, ...] = ()
    """The agent's Pace every CURVE_SECONDS, where it could be measured."""

    def after(self, record: Record) -> Self:
        """The view once `record` happened."""
        view = self
        if isinstance(record, get_args(Event)):
            view = replace(view, conversation=view.conversation.after(record))
        match record:
            case Pace():
                others = tuple(pair for pair in view.paces if pair[0] is not record.speaker)
                view = replace(view, paces=(*others, (record.speaker, record)))
                due = not view.curve or record.at - view.curve[-1].at >= CURVE_SECONDS
                if record.speaker is Speaker.AGENT and record.articulation_rate is not None and due:
                    view = replace(view, curve=(*view.curve, record))
            case Nudge():
                view = replace(view, nudge=record, nudges=view.nudges + 1)
            case NudgeHidden():
                view = replace(view, nudge=None)
            case NudgeSuppressed():
                view = replace(view, suppressed=(*view.suppressed, record))
            case _:
                view = replace(view, ledger=view.ledger.after(record))
        if view.nudge and view.conversation.now > view.nudge.until:
            view = replace(view, nudge=None)
        return view

    def pace_of(self, speaker: Speaker) -> Pace | None:
        """The latest Pace of a speaker."""
        return next((pace for who, pace in self.paces if who is speaker), None)
