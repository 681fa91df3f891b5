"""Calls for the tests as who spoke when: speech events and ticks as the VAD and the call would send them."""

from collections.abc import Iterable, Sequence

from pipeline.audio.events import SpeechEnded, SpeechStarted
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, CallStarted, Event, Heard, Tick
from pipeline.core import Core
from pipeline.detectors.flag import Cleared, Detector, Flag
from pipeline.span import Span, Speaker
from tests.detectors.text_call import utterance

Stretch = tuple[str, float, float]
"""("agent" or "customer", start, end) in seconds."""


Said = tuple[str, float, float, str]
"""The same with the words."""


def events(
    stretches: Iterable[Stretch],
    *,
    until: float | None = None,
    said: Sequence[Said] = (),
    late: float = 1.0,
    others: Sequence[Event] = (),
) -> list[Event]:
    """The events of a call: an onset is known after 0.1 s, an end after 0.26 s, the words `late` s after their end."""
    stretches = list(stretches)
    last = max((end for _, _, end in stretches), default=0.0) + 3.0 if until is None else until
    made: list[Event] = [*others]
    for who, start, end in stretches:
        made.append(SpeechStarted(at=start + 0.1, speaker=Speaker(who), onset=start))
        made.append(SpeechEnded(at=end + 0.26, speaker=Speaker(who), span=Span(start, end)))
    for number, (who, start, end, text) in enumerate(said):
        made.append(Heard(at=end + late, utterance=utterance(who, text, id=f"u{number}", start=start, end=end)))
    made += [Tick(at=n * 0.5) for n in range(1, int(2 * last) + 1)]
    made.sort(key=lambda event: event.at)
    return [CallStarted(call_id="t"), *made, CallEnded(at=max(last, made[-1].at if made else 0.0))]


def conversation(stretches: Iterable[Stretch], *, until: float) -> Conversation:
    """The conversation at `until`, as the VAD knows it then."""
    value = Conversation()
    for event in events(stretches, until=until):
        if event.at <= until and not isinstance(event, CallEnded):
            value = value.after(event)
    return value


def outcomes(detector: Detector, made: Iterable[Event]) -> list[Flag | Cleared]:
    """What the gate lets out."""
    core = Core([detector])
    return [each for event in made for each in core.apply(event) if isinstance(each, Flag | Cleared)]


def flags(detector: Detector, made: Iterable[Event]) -> list[Flag]:
    """The flags that come out."""
    return [each for each in outcomes(detector, made) if isinstance(each, Flag)]
