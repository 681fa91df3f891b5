"""Where blocks land in the call, without any device."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audio.events import AudioLost
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.audio.timeline import Hole, Timeline
from pipeline.span import Span, Speaker
from tests.sound import chirp


def check(events: list, end: int) -> None:
    """Frames and holes follow each other without overlap or hole, from zero to `end`."""
    at = 0
    for event in events:
        if isinstance(event, Frame):
            assert event.offset == at
            at += len(event.samples)
        else:
            assert event.span.start == pytest.approx(at / SAMPLE_RATE_HZ)
            at = round(event.span.end * SAMPLE_RATE_HZ)
            assert event.at == event.span.end > event.span.start
    assert at == end


@given(
    rate_hz=st.sampled_from([8000, 16000, 44100, 48000]),
    sessions=st.lists(
        st.tuples(
            st.integers(0, 20000),
            st.lists(st.tuples(st.integers(1, 2000), st.booleans()), min_size=1, max_size=8),
        ),
        max_size=4,
    ),
)
def test_whatever_is_dropped_or_reopened_the_channel_stays_whole(rate_hz, sessions):
    timeline = Timeline(Speaker.AGENT)
    events: list = []
    for pause, blocks in sessions:
        events += timeline.begin(rate_hz=rate_hz, at=timeline.end + pause - 500, reason=Hole.ABSENT)
        start, position = timeline.end, 0
        for size, delivered in blocks:
            if delivered:
                events += timeline.block(np.full(size, 0.25, np.float32), position=position)
            position += size
        events += timeline.finish()
        last = max((index for index, (_, delivered) in enumerate(blocks) if delivered), default=-1)
        heard_to = sum(size for size, _ in blocks[: last + 1])
        assert abs(timeline.end - start - heard_to * SAMPLE_RATE_HZ / rate_hz) <= 2
    check(events, timeline.end)
    lost = sum(round(e.span.duration * SAMPLE_RATE_HZ) for e in events if isinstance(e, AudioLost))
    assert lost == timeline.lost_samples


def test_a_dropped_block_is_a_hole_and_what_follows_keeps_its_place():
    sound = chirp(1.0, rate_hz=48000)
    timeline = Timeline(Speaker.CUSTOMER)
    events = [*timeline.begin(rate_hz=48000, at=0, reason=Hole.NOT_STARTED)]
    for start in range(0, 48000, 960):
        if not 19200 <= start < 28800:
            events += timeline.block(sound[start : start + 960], position=start)
    events += timeline.finish()
    check(events, 16000)
    holes = [event for event in events if isinstance(event, AudioLost)]
    assert [(hole.span, hole.reason, hole.speaker) for hole in holes] == [(Span(0.4, 0.6), "overrun", Speaker.CUSTOMER)]
    got = np.zeros(16000, np.float32)
    for event in events:
        if isinstance(event, Frame):
            got[event.offset : event.offset + len(event.samples)] = event.samples
    wanted = chirp(1.0)
    for inner in (slice(200, 6200), slice(9800, 15800)):
        assert np.abs(got[inner] - wanted[inner]).max() < 0.02


def test_at_16_khz_nothing_is_changed_or_held_back():
    sound = chirp(0.1)
    timeline = Timeline(Speaker.AGENT)
    events = [*timeline.begin(rate_hz=16000, at=0, reason=Hole.NOT_STARTED), *timeline.block(sound, position=0)]
    assert np.array_equal(events[0].samples, sound) and len(events) == 1


def test_a_block_needs_a_session():
    with pytest.raises(RuntimeError):
        list(Timeline(Speaker.AGENT).block(np.zeros(5, np.float32), position=0))
