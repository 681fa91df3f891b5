"""The segmenter: nothing spoken is lost, segments never overlap, time is exact, memory is bounded, no cut matters."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.events import Segment
from pipeline.audio.segmenter import Segmenter, SegmenterOptions
from pipeline.span import Speaker

OPTIONS = SegmenterOptions()
runs = st.lists(st.tuples(st.booleans(), st.integers(1, 120)), max_size=14)


def decisions(*drawn: tuple[bool, int]) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.bool_), *(np.full(n, on) for on, n in drawn)])


def numbered(hops: int, start: int = 0) -> np.ndarray:
    """Samples that tell where they lie in the stream."""
    return (np.arange(start, start + hops * 160) / 2**24).astype(np.float32)


def cut_up(
    speech: np.ndarray, step: int = 16_000, delay: int = 0, options: SegmenterOptions = OPTIONS
) -> list[Segment]:
    """All segments of samples whose decisions run `delay` hops behind, `step` samples at a time."""
    sound, segmenter, out, decided = numbered(len(speech)), Segmenter(Speaker.AGENT, options), [], 0
    for first in range(0, max(1, len(sound)), step):
        ready = max(decided, min(len(speech), (min(first + step, len(sound))) // 160 - delay))
        out += segmenter.feed(sound[first : first + step], speech[decided:ready])
        decided = ready
    return out + segmenter.feed(sound[:0], speech[decided:]) + segmenter.finish()


def same(a: list[Segment], b: list[Segment]) -> bool:
    return [(s.id, s.span, s.closed_by) for s in a] == [(s.id, s.span, s.closed_by) for s in b] and all(
        np.array_equal(x.samples, y.samples) for x, y in zip(a, b, strict=True)
    )


def test_pre_roll_hang_over_and_endpoint() -> None:
    (segment,) = cut_up(decisions((False, 100), (True, 80), (False, 100)))
    assert segment.id == "agent-1"
    assert (segment.span.start, segment.span.end) == (pytest.approx(0.7), pytest.approx(2.0))
    assert segment.closed_by == "silence"


def test_the_first_sound_of_a_call_is_kept() -> None:
    (segment,) = cut_up(decisions((True, 30), (False, 60)))
    assert segment.span.start == 0.0


def test_a_pause_below_the_endpoint_stays_inside() -> None:
    assert len(cut_up(decisions((True, 80), (False, 49), (True, 80), (False, 60)))) == 1
    assert len(cut_up(decisions((True, 80), (False, 50), (True, 80), (False, 60)))) == 2


def test_a_click_opens_nothing() -> None:
    assert not cut_up(decisions((False, 60), (True, 3), (False, 90), (True, 4), (False, 90)))


def test_the_end_of_the_sound_closes() -> None:
    (segment,) = cut_up(decisions((False, 60), (True, 50)))
    assert segment.closed_by == "end"
    assert segment.span.end == pytest.approx(1.1)
    (segment,) = cut_up(decisions((False, 60), (True, 50), (False, 30)))
    assert segment.span.end == pytest.approx(1.3)


def test_a_long_segment_ends_at_a_shorter_pause() -> None:
    speech = decisions((True, 1250), (False, 30), (True, 300), (False, 100))
    first, second = cut_up(speech)
    assert (first.closed_by, second.closed_by) == ("silence", "silence")
    assert first.span.end == pytest.approx(12.7)


def test_endless_speech_is_cut_at_the_quietest_point_of_the_second_half() -> None:
    hops = 2500
    sound = np.random.default_rng(3).uniform(-0.5, 0.5, hops * 160).astype(np.float32)
    sound[15 * 16_000 : 15 * 16_000 + 3200] *= 0.1
    sound[5 * 16_000 : 5 * 16_000 + 3200] *= 0.01
    segmenter = Segmenter(Speaker.AGENT)
    first, rest = segmenter.feed(sound, np.ones(hops, np.bool_)) + segmenter.finish()
    assert first.closed_by == "length"
    assert 15.0 <= first.span.end <= 15.2
    assert rest.span.start == first.span.end
    assert rest.span.end == pytest.approx(25.0)
    assert rest.id == "agent-2"


def test_the_growing_segment_keeps_its_id_and_tells_its_silence() -> None:
    segmenter = Segmenter(Speaker.CUSTOMER)
    assert segmenter.growing is None
    segmenter.feed(numbered(80), decisions((False, 40), (True, 40)))
    growing = segmenter.growing
    assert growing is not None
    assert (growing.id, growing.closed_by, segmenter.silence) == ("customer-1", None, 0.0)
    segmenter.feed(numbered(30, 80 * 160), decisions((False, 30)))
    quiet = segmenter.growing
    assert quiet is not None
    assert segmenter.silence == pytest.approx(0.3)
    assert quiet.span.end == pytest.approx(1.0)
    (closed,) = segmenter.feed(numbered(30, 110 * 160), decisions((False, 30)))
    assert closed.id == growing.id
    np.testing.assert_array_equal(closed.samples, quiet.samples)
    assert segmenter.growing is None
    assert segmenter.silence == 0.0


@settings(deadline=None, max_examples=60)
@given(runs, st.integers(1, 40_000), st.integers(0, 9))
def test_any_cut_gives_the_same_segments(drawn: list[tuple[bool, int]], step: int, delay: int) -> None:
    speech = decisions(*drawn)
    assert same(cut_up(speech), cut_up(speech, step, delay))


@settings(deadline=None, max_examples=60)
@given(runs)
def test_nothing_spoken_is_lost_or_heard_twice(drawn: list[tuple[bool, int]]) -> None:
    options = SegmenterOptions(long=2.0, maximum=3.0)
    speech = decisions(*drawn)
    segments = cut_up(speech, options=options)
    covered = np.zeros(len(speech), np.int_)
    for segment in segments:
        start, end = round(segment.span.start * 16_000), round(segment.span.end * 16_000)
        np.testing.assert_array_equal(segment.samples, numbered(end - start + 160, start)[: end - start])
        assert 0 < end - start <= 3.0 * 16_000
        covered[start // 160 : -(-end // 160)] += 1
    assert (covered <= 1).all()
    assert all(a.span.end <= b.span.start for a, b in pairwise(segments))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], speech.astype(int), [0])))).reshape(-1, 2)
    for start, end in edges:
        if end - start >= 5:
            assert covered[start:end].all()


def test_hours_of_silence_or_speech_need_little_memory() -> None:
    for speaking in (False, True):
        segmenter, most = Segmenter(Speaker.AGENT), 0
        block = np.zeros(60 * 16_000, np.float32)
        for _ in range(60):
            segmenter.feed(block, np.full(6000, speaking))
            most = max(most, segmenter.buffered)
        assert most <= (OPTIONS.maximum + 1) * 16_000


@pytest.mark.parametrize("hole", [1, 100, 160, 4000, 16_001, 16_000 * 3600])
def test_a_hole_closes_the_segment_and_time_goes_on(hole: int) -> None:
    segmenter = Segmenter(Speaker.AGENT)
    segmenter.feed(numbered(100), decisions((False, 50), (True, 44)))
    resume = 16_000 + hole
    across = decisions((True, 6), (False, max(0, resume // 160 - 100)))
    (before,) = segmenter.skip(hole, across)
    assert before.closed_by == "end"
    assert before.span.end == 1.0
    assert segmenter.growing is None
    (after,) = segmenter.feed(numbered(150), decisions((False, 20), (True, 50), (False, 79)))
    assert after.span.start >= resume / 16_000
    assert after.span.start == pytest.approx(max(resume, (resume // 160 + 20 - 30) * 160) / 16_000)
    assert len(after.samples) == round((after.span.end - after.span.start) * 16_000)


def test_decisions_ahead_of_the_sound_are_refused() -> None:
    with pytest.raises(ValueError, match="ahead"):
        Segmenter(Speaker.AGENT).feed(numbered(10), np.ones(11, np.bool_))


@pytest.mark.parametrize(
    "options", [{"hang_over": 0.6}, {"long_endpoint": 0.6}, {"long": 30.0}, {"maximum": 1.0}, {"shortest_speech": 0.5}]
)
def test_impossible_options_are_refused(options: dict) -> None:
    with pytest.raises(ValueError, match="needed"):
        SegmenterOptions(**options)
