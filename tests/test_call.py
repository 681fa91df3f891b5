"""A call without I/O: how sound is cut never changes what is heard, lost sound keeps time, replay repeats the flags."""

from itertools import accumulate, cycle, pairwise, takewhile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.events import AudioLost, Pace, Segment, SpeechEnded
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.call import Call
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, Tick
from pipeline.core import Core
from pipeline.detectors.flag import Flag
from pipeline.detectors.registry import detectors
from pipeline.replay import replay
from pipeline.span import Span, Speaker
from tests.cli.conftest import angry_excerpt
from tests.detectors import text_call

SECONDS = 12


@pytest.fixture(scope="module")
def sound() -> dict[Speaker, np.ndarray]:
    return angry_excerpt(SECONDS)


def spoken(segment: Segment) -> Utterance:
    """Words that depend on the segment alone, as an engine's would: frustration, and a reply that passes it over."""
    text = "ik bel al voor de derde keer zo kan ik toch niet werken"
    if segment.speaker is Speaker.AGENT:
        text = "wat is in principe uw postcode en huisnummer"
    edges = np.linspace(segment.span.start, segment.span.end, len(text.split()) + 1).tolist()
    words = tuple(Word(text=w, span=Span(*edge)) for w, edge in zip(text.split(), pairwise(edges), strict=True))
    return Utterance(id=segment.id, speaker=segment.speaker, span=segment.span, words=words)


def heard(sound: dict[Speaker, np.ndarray], cuts: list[int]) -> list[object]:
    """All records of a call whose channels are fed in frames that end at `cuts`, each in turn."""
    call = Call(detectors(), call_id="c")
    records: list[object] = list(call.start().records)

    def take(step) -> None:
        records.extend(step.records)
        for segment in step.segments:
            records.extend(call.hear(spoken(segment)))

    for start, end in pairwise([0, *cuts, SECONDS * SAMPLE_RATE_HZ]):
        for speaker, samples in sound.items():
            take(call.feed(Frame(speaker=speaker, offset=start, samples=samples[start:end])))
    take(call.finish_sound())
    return [*records, *call.end()]


def measured(records: list[object], kind: type) -> list:
    """What each speaker's sound gave of one kind, without the order in which the two speakers' came."""
    return [r for speaker in Speaker for r in records if isinstance(r, kind) and r.speaker is speaker]


@settings(max_examples=6, deadline=None)
@given(lengths=st.lists(st.integers(1, SAMPLE_RATE_HZ // 4), min_size=1, max_size=20))
def test_how_the_sound_is_cut_never_changes_what_is_heard(sound, lengths):
    whole = SECONDS * SAMPLE_RATE_HZ
    cuts = list(takewhile(lambda cut: cut < whole, accumulate(cycle([*lengths, SAMPLE_RATE_HZ // 8]))))
    regular = heard(sound, list(range(1600, SECONDS * SAMPLE_RATE_HZ, 1600)))
    other = heard(sound, cuts)
    assert [r.span for r in measured(regular, SpeechEnded)] == [r.span for r in measured(other, SpeechEnded)]
    for a, b in zip(measured(regular, Pace), measured(other, Pace), strict=True):
        same = (b.measured_to, b.syllables, b.articulation_rate)
        assert (a.measured_to, a.syllables, a.articulation_rate) == pytest.approx(same, abs=1e-6)
    flags = [[(f.kind, f.evidence) for f in records if isinstance(f, Flag)] for records in (regular, other)]
    assert sorted(flags[0], key=str) == sorted(flags[1], key=str)


def test_replay_gives_identical_outcomes(sound):
    records = heard(sound, list(range(1600, SECONDS * SAMPLE_RATE_HZ, 1600)))
    assert {"missing_acknowledgement", "itch_word"} <= {record.kind for record in records if isinstance(record, Flag)}
    assert list(replay(records, Core(detectors()))) == records


def test_lost_sound_is_an_event_and_keeps_the_time(sound):
    call = Call(detectors(), call_id="c")
    call.start()
    agent = sound[Speaker.AGENT]
    call.feed(Frame(speaker=Speaker.AGENT, offset=0, samples=agent[:SAMPLE_RATE_HZ]))
    lost = AudioLost(at=3.0, speaker=Speaker.AGENT, span=Span(1.0, 3.0), reason="device_ended")
    assert lost in call.lose(lost).records
    step = call.feed(Frame(speaker=Speaker.AGENT, offset=3 * SAMPLE_RATE_HZ, samples=agent[: SAMPLE_RATE_HZ // 2]))
    assert [record.at for record in step.records if isinstance(record, Tick)][-1] == 3.5
    assert call.conversation.lost == (lost,)


def test_a_frame_that_skips_ahead_is_filled_up_with_silence_and_one_that_repeats_is_trimmed(sound):
    call = Call(detectors(), call_id="c")
    agent = sound[Speaker.AGENT]
    call.feed(Frame(speaker=Speaker.AGENT, offset=SAMPLE_RATE_HZ, samples=agent[:SAMPLE_RATE_HZ]))
    assert call.conversation.now == 2.0
    call.feed(Frame(speaker=Speaker.AGENT, offset=SAMPLE_RATE_HZ, samples=agent[:SAMPLE_RATE_HZ]))
    assert call.conversation.now == 2.0


def test_a_call_without_sound_ends_well():
    call = Call(detectors(), call_id="c")
    assert call.start().records and not call.finish_sound().segments
    assert call.end() == (CallEnded(at=0.0),)


@pytest.mark.parametrize(("direction", "expected"), [("outbound", ["warning"]), ("inbound", [])])
def test_the_direction_of_a_call_reaches_the_detectors_and_a_replay_of_its_log(direction, expected):
    lines = ["agent: Goedemiddag.", "customer: Dag.", "agent: Heeft u tijd?", "customer: Ja.", "agent: Hoe gaat het?"]
    call = Call(detectors(), call_id="c", direction=direction)
    records = [*call.start().records]
    for event in text_call.heard(lines):
        records += call.hear(event.utterance)
    records += call.end()
    for found in (records, list(replay(records, Core(detectors())))):
        flags = [record for record in found if isinstance(record, Flag) and record.kind == "purpose_first"]
        assert [flag.severity for flag in flags] == expected
