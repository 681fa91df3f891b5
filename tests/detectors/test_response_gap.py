"""Response gap: late answers, and answers before the last word has landed."""

import pytest

from pipeline.detectors.response_gap import ResponseGap
from pipeline.span import Span
from tests.detectors.spoken_call import events, flags


def test_a_late_answer():
    (flag,) = flags(ResponseGap(), events([("customer", 1, 5), ("agent", 8.2, 11)]))
    assert (flag.kind, flag.type, flag.severity) == ("response_gap", "late", "info")
    assert flag.span == Span(5, 8.2)
    assert flag.value == pytest.approx(3.2)
    assert "3,2 seconden" in flag.message


@pytest.mark.parametrize("onset", [5.05, 4.8])
def test_a_quick_answer(onset):
    (flag,) = flags(ResponseGap(), events([("customer", 1, 5), ("agent", onset, 9)]))
    assert (flag.type, flag.limit) == ("quick", 0.15)
    assert flag.value == pytest.approx(onset - 5, abs=0.005)


@pytest.mark.parametrize(
    "stretches",
    [
        pytest.param([("customer", 1, 5), ("agent", 5.3, 9)], id="a natural answer"),
        pytest.param([("customer", 1, 5), ("agent", 7.3, 9)], id="a thoughtful answer"),
        pytest.param([("customer", 1, 5), ("agent", 5.05, 5.5)], id="a listening noise"),
        pytest.param([("customer", 1, 3), ("agent", 3.05, 6)], id="lively, after a short remark"),
        pytest.param([("customer", 1, 5), ("agent", 4.0, 8)], id="that is an interruption"),
        pytest.param([("agent", 1, 5), ("customer", 8, 9)], id="the customer takes long"),
        pytest.param([("agent", 1, 5), ("customer", 5.2, 5.6), ("agent", 9, 12)], id="after ja"),
        pytest.param([("customer", 1, 5), ("agent", 5.4, 6), ("agent", 9.5, 12)], id="the agent's own pause"),
    ],
)
def test_none(stretches):
    assert not flags(ResponseGap(), events(stretches))


def test_an_announced_search_is_no_late_answer():
    stretches = [("agent", 1, 4), ("customer", 4.3, 5.3), ("agent", 12, 14)]
    said = [("agent", 1, 4, "Een momentje, ik zoek het even op.")]
    assert not flags(ResponseGap(), events(stretches, said=said))
    assert len(flags(ResponseGap(), events(stretches))) == 1


def test_each_is_flagged_once():
    stretches = [("customer", 1, 5), ("agent", 8, 11), ("customer", 12, 16), ("agent", 19, 20)]
    found = flags(ResponseGap(), events(stretches))
    assert [flag.type for flag in found] == ["late", "late"]
