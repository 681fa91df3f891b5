"""The report as data: the same figures for other programs."""

from typing import Any

from pydantic import TypeAdapter

from pipeline.detectors.flag import Flag
from pipeline.report import items as told
from pipeline.report.figures import CallFigures
from pipeline.span import Speaker

_FLAG = TypeAdapter(Flag)


def as_data(figures: CallFigures) -> dict[str, Any]:
    """JSON-ready: times in seconds, rates in syllables/s, shares 0..1; null where something was not measured."""
    well, better = told.told(figures)
    return {
        "call_id": figures.call_id,
        "agent": figures.agent,
        "complete": figures.complete,
        "seconds": figures.seconds,
        "agent_share": figures.agent_share,
        "baseline": figures.baseline,
        "earlier_baselines": list(figures.earlier),
        "usual_rate": figures.usual_rate,
        "calm_share": figures.calm_share,
        "nudges": figures.nudges,
        "speech": {who.value: [[span.start, span.end] for span in figures.speech(who)] for who in Speaker},
        "overlaps": [[span.start, span.end] for span in figures.overlaps],
        "silences": [[span.start, span.end] for span in figures.silences],
        "pace": [[point.at, point.rate] for point in figures.curve],
        "well": [_item(item) for item in well],
        "notes": [{"at": e.flag.span.start, "message": e.flag.message} for e in told.notes(figures)],
        "better": [_item(item) for item in better],
        "questions": {type_: told.spin(figures)[type_] for type_, _ in told.SPIN},
        "feeling_stages": _steps(told.steps(figures, "feeling_stage", told.STAGES)),
        "complaint_steps": _steps(told.steps(figures, "complaint_step", told.STEPS)),
        "promises": [{"at": e.flag.span.start, "message": e.flag.message} for e in told.promises(figures)],
        "flags": [
            _FLAG.dump_python(entry.flag, mode="json")
            | {"cleared": entry.cleared and {"at": entry.cleared.at, "reason": entry.cleared.reason}}
            for entry in figures.entries
        ],
        "words": [
            {"speaker": u.speaker.value, "start": u.span.start, "end": u.span.end, "text": u.text}
            for u in figures.conversation.utterances
        ],
    }


def _item(item: told.Item) -> dict[str, Any]:
    times = [entry.flag.span.start for entry in item.entries]
    names = ("title", "severity", "message", "advice")
    return {name: getattr(item, name) for name in names} | {"quotes": list(item.quotes), "times": times}


def _steps(steps: tuple[told.Step, ...]) -> list[dict[str, Any]]:
    return [{"name": step.name, "at": step.entry.flag.span.start if step.entry else None} for step in steps]
