"""The queue: order, replacement, bounds, early finals - and finals that do not depend on any of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.captions.scheduler import CaptionQueue, Job, QueueOptions
from pipeline.captions.utterance import Utterance, Word
from pipeline.span import Span, Speaker


def spoken(name: str, start: float, end: float, *, closed: bool = True, speaker: Speaker = Speaker.AGENT) -> Segment:
    samples = np.full(round((end - start) * SAMPLE_RATE_HZ), start, np.float32)
    return Segment(
        id=name, speaker=speaker, span=Span(start, end), samples=samples, closed_by="silence" if closed else None
    )


def answer(job: Job, text: str | None = None) -> Utterance:
    """What an engine would say: by default a word that tells the samples."""
    said = text if text is not None else f"{job.segment.id}:{len(job.segment.samples)}"
    span = job.segment.span
    words = tuple(Word(text=word, span=Span(span.start, span.start + 0.1)) for word in said.split())
    return Utterance(
        id=job.segment.id,
        speaker=job.segment.speaker,
        span=span,
        words=words,
        final=job.final,
        stable=None if job.final else 0,
    )


def run(queue: CaptionQueue, *, seconds: float = 0.1, limit: int = 1000) -> list[Utterance]:
    """Do all the work that waits."""
    shown: list[Utterance] = []
    for _ in range(limit):
        job = queue.take()
        if job is None:
            return shown
        shown += queue.done(job, answer(job), seconds)
    raise AssertionError("the queue never empties")


def test_finals_come_before_partials_and_in_order() -> None:
    queue = CaptionQueue()
    assert queue.offer("a", spoken("agent-3", 10, 11, closed=False), 0.0)
    queue.put("a", spoken("agent-1", 0, 1))
    queue.put("b", spoken("agent-1", 0, 2))
    assert [(job.call_id, job.kind) for job in (queue.take(), queue.take(), queue.take()) if job] == [
        ("a", "final"),
        ("b", "final"),
        ("a", "partial"),
    ]
    assert queue.take() is None


def test_the_newest_partial_replaces_the_older() -> None:
    queue = CaptionQueue()
    assert queue.offer("a", spoken("agent-1", 0, 1, closed=False), 0.0)
    assert not queue.offer("a", spoken("agent-1", 0, 1.2, closed=False), 0.0)
    assert queue.offer("a", spoken("agent-1", 0, 2, closed=False), 0.0)
    job = queue.take()
    assert job and job.segment.span.end == 2 and queue.take() is None
    assert queue.counters.partials_dropped == 1


def test_a_partial_is_shown_with_what_stands_and_the_next_builds_on_it() -> None:
    queue = CaptionQueue()
    for end in (2.0, 4.0):
        queue.offer("a", spoken("agent-1", 0, end, closed=False), 0.0)
        job = queue.take()
        assert job
        (shown,) = queue.done(job, answer(job, "ik zal"), 0.1)
    assert shown.stable == 2 and not shown.final
    queue.offer("a", spoken("agent-1", 0, 6.0, closed=False), 0.0)
    job = queue.take()
    assert job and [word.text for word in job.prefix] == ["ik", "zal"]


def test_a_partial_that_comes_after_its_final_is_not_shown() -> None:
    queue = CaptionQueue()
    queue.offer("a", spoken("agent-1", 0, 1, closed=False), 0.0)
    late = queue.take()
    queue.put("a", spoken("agent-1", 0, 2))
    final = queue.take()
    assert late and final
    assert [u.final for u in queue.done(final, answer(final), 0.1)] == [True]
    assert queue.done(late, answer(late), 0.1) == ()


def test_an_early_final_is_the_final_when_silence_lasts() -> None:
    queue = CaptionQueue()
    assert queue.offer("a", spoken("agent-1", 0, 2, closed=False), 0.25)
    job = queue.take()
    assert job and job.kind == "early" and job.final
    (shown,) = queue.done(job, answer(job, "ja"), 0.1)
    assert not shown.final and shown.stable == 1
    (final,) = queue.put("a", spoken("agent-1", 0, 2))
    assert final.final and final.stable is None and final.text == "ja"
    assert queue.take() is None and queue.counters.early_used == 1


def test_an_early_final_under_way_when_the_segment_closes_is_used() -> None:
    queue = CaptionQueue()
    queue.offer("a", spoken("agent-1", 0, 2, closed=False), 0.25)
    job = queue.take()
    assert job and queue.put("a", spoken("agent-1", 0, 2)) == ()
    (final,) = queue.done(job, answer(job, "ja"), 0.1)
    assert final.final and queue.take() is None


@pytest.mark.parametrize("running", [False, True])
def test_an_early_final_is_wasted_when_speech_goes_on(running: bool) -> None:
    queue = CaptionQueue()
    queue.offer("a", spoken("agent-1", 0, 2, closed=False), 0.25)
    job = queue.take()
    assert job
    if not running:
        queue.done(job, answer(job, "ja"), 0.1)
        queue.offer("a", spoken("agent-1", 0, 3, closed=False), 0.0)
    assert queue.put("a", spoken("agent-1", 0, 4)) == ()
    if running:
        assert all(not shown.final for shown in queue.done(job, answer(job, "ja"), 0.1))
    (final,) = run(queue)
    assert final.final and final.text == f"agent-1:{4 * SAMPLE_RATE_HZ}"


def test_too_many_segments_are_merged_and_none_is_lost() -> None:
    queue = CaptionQueue(QueueOptions(segments_per_call=3))
    for n in range(8):
        speaker = Speaker.CUSTOMER if n % 4 == 3 else Speaker.AGENT
        queue.put("a", spoken(f"{speaker}-{n}", 2 * n, 2 * n + 1, speaker=speaker))
    assert len(queue) == 3 and queue.counters.merged == 5
    shown = run(queue)
    assert {u.id for u in shown} == {f"agent-{n}" for n in (0, 1, 2, 4, 5, 6)} | {"customer-3", "customer-7"}
    assert all(u.final for u in shown)
    assert [u.id for u in shown if not u.words] and len([u for u in shown if u.words]) == 3
    spans = sorted((u.span.start, u.span.end) for u in shown if u.words and u.speaker is Speaker.AGENT)
    assert spans[0][0] == 0 and spans[-1][1] == 13


def test_a_merged_segment_keeps_times_true() -> None:
    queue = CaptionQueue(QueueOptions(segments_per_call=1))
    queue.put("a", spoken("agent-1", 1, 2))
    queue.put("a", spoken("agent-2", 5, 6))
    job = queue.take()
    assert job and job.segment.span == Span(1, 6) and len(job.segment.samples) == 5 * SAMPLE_RATE_HZ
    assert job.segment.samples[-1] == 5 and job.segment.samples[2 * SAMPLE_RATE_HZ] == 0


def test_what_cannot_be_merged_waits() -> None:
    queue = CaptionQueue(QueueOptions(segments_per_call=1))
    for n in range(4):
        queue.put("a", spoken(f"agent-{n}", 20 * n, 20 * n + 19))
    assert len(queue) == 4 and queue.lag("a") == 76 and queue.lag("b") == 0
    assert len(run(queue)) == 4 and queue.lag() == 0


def test_partials_make_room_under_load() -> None:
    queue = CaptionQueue()
    relaxed = queue.partial_interval
    for n in range(10):
        queue.offer(f"call{n}", spoken("agent-1", 0, 5, closed=False), 0.0)
    run(queue, seconds=0.6)
    assert queue.partial_interval > 2 * relaxed
    queue.put("a", spoken("agent-1", 0, 5))
    assert not queue.offer("z", spoken("agent-1", 0, 5, closed=False), 0.0)


def test_a_call_that_is_over_leaves_nothing_behind() -> None:
    queue = CaptionQueue()
    queue.offer("a", spoken("agent-2", 0, 5, closed=False), 0.0)
    queue.put("a", spoken("agent-1", 0, 1))
    job = queue.take()
    queue.forget("a")
    assert job and queue.take() is None and queue.lag() == 0
    assert len(queue) == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_finals_depend_on_samples_alone(data: st.DataObject) -> None:
    """However partials, silence and the engine's speed fall, the finals are those of a queue without partials."""
    queue = CaptionQueue(QueueOptions(segments_per_call=100))
    finals: dict[str, str] = {}

    def note(shown: tuple[Utterance, ...]) -> None:
        for utterance in shown:
            if utterance.final:
                assert utterance.id not in finals
                finals[utterance.id] = utterance.text

    expected, at, running = {}, 0.0, None
    for n in range(data.draw(st.integers(1, 5))):
        whole = spoken(f"agent-{n}", at, at + data.draw(st.sampled_from([1.0, 2.5, 6.0])))
        for share in data.draw(st.lists(st.sampled_from([0.3, 0.6, 0.8, 1.0]), max_size=4).map(sorted)):
            end = round(whole.span.start + share * whole.span.duration, 3)
            part = replace(spoken(whole.id, whole.span.start, end, closed=False))
            queue.offer("a", part, data.draw(st.sampled_from([0.0, 0.25])))
            if running is None:
                running = queue.take()
            elif data.draw(st.booleans()):
                note(queue.done(running, answer(running), 0.2))
                running = None
        note(queue.put("a", whole))
        expected[whole.id] = f"{whole.id}:{len(whole.samples)}"
        at = whole.span.end + 1
    if running is not None:
        note(queue.done(running, answer(running), 0.2))
    note(tuple(run(queue)))
    assert finals == expected
