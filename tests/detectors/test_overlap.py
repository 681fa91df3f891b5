"""Overlap: both speak at once for more than a second, whoever came in."""

import pytest

from pipeline.detectors.overlap import Overlapping
from pipeline.span import Span
from tests.detectors.spoken_call import events, flags


@pytest.mark.parametrize(
    ("stretches", "came_in"),
    [
        ([("customer", 2, 8), ("agent", 6.5, 11)], "agent"),
        ([("agent", 2, 8), ("customer", 6.5, 11)], "customer"),
    ],
)
def test_both_speak(stretches, came_in):
    (flag,) = flags(Overlapping(), events(stretches))
    assert (flag.kind, flag.severity, flag.type) == ("overlap", "info", came_in)
    assert flag.span == Span(6.5, 8)
    assert (flag.value, flag.limit, flag.unit) == (1.5, 1.0, "s")
    assert "1,5 seconden" in flag.message
    assert 0 < flag.raised - flag.at <= 1.5


@pytest.mark.parametrize(
    "stretches",
    [
        [("customer", 2, 8), ("agent", 7.2, 11)],
        [("customer", 2, 8), ("agent", 8.2, 11)],
        [("customer", 2, 20), ("agent", 5, 5.4), ("agent", 9, 9.5), ("agent", 14, 14.4)],
        [("agent", 2, 8)],
        [],
    ],
)
def test_none(stretches):
    assert not flags(Overlapping(), events(stretches))


def test_breaths_do_not_cut_it_and_do_not_count():
    (flag,) = flags(Overlapping(), events([("customer", 2, 6.8), ("customer", 7.2, 9), ("agent", 6, 9.5)]))
    assert flag.span == Span(6, 9)
    assert flag.value == pytest.approx(2.6)


def test_a_long_one_is_flagged_once_and_while_it_lasts():
    (flag,) = flags(Overlapping(), events([("customer", 0, 32), ("agent", 20, 31)]))
    assert flag.span.start == 20
    assert flag.raised < 27


def test_channels_that_leak_are_not_judged():
    leak = [(who, n * 4.0, n * 4.0 + length) for n in range(8) for who, length in (("agent", 3.0), ("customer", 2.5))]
    assert not flags(Overlapping(), events(leak))
