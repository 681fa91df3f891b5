"""Event logs of written calls, for `serve --play-log`: who says what when. The program's own detectors judge it."""

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from pipeline.audio.events import Pace, SpeechEnded, SpeechStarted
from pipeline.conversation.events import CallEnded, CallStarted, Heard, Tick
from pipeline.eventlog import Record, encode, header
from pipeline.span import Span, Speaker
from tests.detectors.text_call import utterance

Line = tuple[float, float, str, str]
"""Start and end in seconds, "agent" or "customer", the words."""

UNHEARD: tuple[Line, ...] = (
    (0.5, 3.0, "agent", "Goedemiddag, u spreekt met Sanne, waarmee kan ik u helpen?"),
    (3.4, 7.0, "customer", "Ik bel nu al voor de derde keer, zo kan ik niet werken!"),
    (7.4, 9.0, "agent", "Wat is uw klantnummer?"),
    (9.6, 11.0, "customer", "Dat is vier zeven elf."),
)
"""The fix comes before the frustration is heard."""

HEARD: tuple[Line, ...] = (
    (0.4, 2.2, "agent", "Goedemiddag, u spreekt met Sanne."),
    (2.5, 5.0, "customer", "Ik wacht al drie weken op mijn pakket, ik ben het zat!"),
    (5.4, 8.5, "agent", "Al drie weken, dat u dan boos bent snap ik heel goed."),
    (8.8, 10.5, "agent", "Ik stuur u vandaag een bericht."),
    (10.8, 11.8, "agent", "Dat kan eventueel deze week."),
)
"""Frustration is heard first; a promise, and a weak word at the end."""


def going_on(seconds: float) -> tuple[Line, ...]:
    """UNHEARD, and then the two talk on: a doubtful phrase every 8 s."""
    lines = list(UNHEARD)
    start = 14.0
    for number in count(1):
        if start + 6 > seconds:
            return tuple(lines)
        lines.append((start, start + 2.4, "agent", f"Dat kan in principe op dag {number} van deze maand."))
        lines.append((start + 2.8, start + 4.0, "customer", f"Goed, dag {number} dus."))
        start += 8.0
    raise AssertionError


def records(lines: Iterable[Line], agent: str) -> Iterator[Record]:
    """The call's inputs in order of time: speech, a partial halfway, the final, a pace every half second."""
    found: list[Record] = [CallStarted(call_id="talk", agent=agent)]
    end = 0.0
    for number, (start, stop, who, text) in enumerate(lines):
        speaker, end = Speaker(who), max(end, stop)
        words = text.split()
        half = utterance(
            who,
            " ".join(words[: len(words) // 2]),
            id=f"u{number}",
            start=start,
            end=(start + stop) / 2,
            final=False,
            stable=0,
        )
        whole = utterance(who, text, id=f"u{number}", start=start, end=stop)
        found.append(SpeechStarted(at=start + 0.1, speaker=speaker, onset=start))
        if half.words:
            found.append(Heard(at=(start + stop) / 2 + 0.2, utterance=half))
        found.append(SpeechEnded(at=stop + 0.2, speaker=speaker, span=Span(start, stop)))
        found.append(Heard(at=stop + 0.3, utterance=whole))
        found += [_pace(start + 0.5 * step, speaker) for step in range(1, int((stop - start) / 0.5) + 1)]
    found += [Tick(at=0.5 * step) for step in range(1, int(2 * end) + 4)]
    yield from sorted(found, key=lambda record: record.at)
    yield CallEnded(at=end + 2.0)


def write(path: Path, lines: Iterable[Line], *, agent: str) -> Path:
    """The call as an event log."""
    path.write_text("\n".join([header(), *map(encode, records(lines, agent))]) + "\n", encoding="utf-8")
    return path


def _pace(at: float, speaker: Speaker) -> Pace:
    """4.6 syllables/s against an own pace of 4.5."""
    return Pace(
        at=at, speaker=speaker, measured_to=at, syllables=2.3, speech=0.5,
        articulation_rate=4.6, speaking_rate=4.2, pause_share=0.1, window=3.0, baseline=4.5,
    )  # fmt: skip
