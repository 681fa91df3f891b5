"""Text conversations for the tests: `"[0.0-4.0 ]customer: words"` lines made into events, one final a turn."""

from collections.abc import Iterable, Iterator
from re import compile as regex

from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Heard
from pipeline.detectors.flag import Cleared, Detector, Flag
from pipeline.span import Span, Speaker

LINE = regex(r"(?:(?P<start>[0-9.]+)-(?P<end>[0-9.]+) )?(?P<speaker>agent|customer): (?P<text>.*)")
WORD_SECONDS = 0.3


def utterance(
    speaker: str,
    text: str,
    *,
    id: str,
    start: float,
    end: float | None = None,
    final: bool = True,
    stable: int | None = None,
) -> Utterance:
    """An utterance with its words spread evenly over [start, end]."""
    words = text.split()
    end = start + WORD_SECONDS * len(words) if end is None else end
    step = (end - start) / max(1, len(words))
    return Utterance(
        id=id,
        speaker=Speaker(speaker),
        span=Span(start, end),
        final=final,
        stable=stable,
        words=tuple(
            Word(text=word, span=Span(start + step * n, start + step * (n + 1))) for n, word in enumerate(words)
        ),
    )


def heard(lines: Iterable[str]) -> Iterator[Heard]:
    """The lines as final utterances "t0", "t1", ... in order; without times each follows the last."""
    now = 0.0
    for number, line in enumerate(lines):
        match = LINE.fullmatch(line)
        assert match, f"not a line of a conversation: {line}"
        start = float(match["start"]) if match["start"] else now
        said = utterance(
            match["speaker"],
            match["text"],
            id=f"t{number}",
            start=start,
            end=float(match["end"]) if match["end"] else None,
        )
        now = said.span.end + 0.2
        yield Heard(at=said.span.end, utterance=said)


def found(detector: Detector, events: Iterable[Heard]) -> list[Flag | Cleared]:
    """All that the detector finds at each event, in order, repeats included."""
    conversation, result = Conversation(), []
    for event in events:
        conversation = conversation.after(event)
        result += detector(conversation, event)
    return result


def flagged(detector: Detector, lines: Iterable[str]) -> list[Flag]:
    """The flags of a text conversation, each key once."""
    by_key: dict[str, Flag] = {}
    for finding in found(detector, heard(lines)):
        if isinstance(finding, Flag):
            by_key.setdefault(finding.key, finding)
    return list(by_key.values())
