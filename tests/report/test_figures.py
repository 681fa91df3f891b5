"""Figures counted by hand."""

from calls import AGENT, CUSTOMER, call, flagged, pace, said, spoke

from pipeline.detectors.flag import Cleared
from pipeline.report.figures import figures_of
from pipeline.report.items import promises, spin, steps, told
from pipeline.span import Span


def test_speech_overlaps_silences_and_shares():
    figures = figures_of(
        call(spoke(AGENT, 0, 6), spoke(CUSTOMER, 5, 9), spoke(AGENT, 8.9, 10), spoke(CUSTOMER, 13, 15), end=16)
    )
    assert figures.overlaps == (Span(5, 6),)  # 0.1 s at 8.9 is too short to count
    assert figures.silences == (Span(10, 13),)
    assert figures.speech(AGENT) == (Span(0, 6), Span(8.9, 10))
    assert abs(figures.agent_share - 7.1 / 13.1) < 1e-9 and figures.seconds == 16 and figures.complete


def test_the_curve_breaks_where_nothing_was_measured_and_the_baseline_is_the_last():
    paces = [pace(t / 10, 5.0 if t < 100 else 6.0, baseline=5.0) for t in (*range(1, 50), *range(150, 200))]
    figures = figures_of(call(*paces))
    assert figures.baseline == 5.0 and any(point.rate is None for point in figures.curve)
    assert len(figures.curve) < len(paces) / 3 and abs(figures.calm_share - 49 / 99) < 1e-9


def test_a_log_that_stops_and_an_empty_one():
    assert not figures_of(call(spoke(AGENT, 0, 2))[:-1]).complete
    empty = figures_of([])
    assert empty.seconds == 0 and empty.agent_share is None and not empty.has_words


def test_revised_flags_are_left_out_and_the_others_grouped_weightiest_first():
    figures = figures_of(
        call(
            flagged("itch_word", 3, 4, severity="info", rule="even"),
            flagged("itch_word", 7, 8, rule="even"),
            flagged("itch_word", 9, 10, rule="eigenlijk"),
            Cleared(key="itch_word:9", kind="itch_word", at=11, reason="revised"),
            flagged("missing_acknowledgement", 20, 22, severity="critical"),
            flagged("summary", 30, 31, severity="positive"),
        )
    )
    well, better = told(figures)
    assert [item.title for item in well] == ["samenvatting"] and well[0].number == 1
    assert [(item.title, len(item.entries), item.severity) for item in better] == [
        ("erkenning ontbreekt", 1, "critical"),
        ("jeukwoord", 2, "warning"),
    ]


def test_questions_promises_and_steps():
    questions = [flagged("question", i, i + 1, severity="positive", type=t) for i, t in enumerate("SSP")]
    figures = figures_of(
        call(
            *questions,
            flagged("promise", 9, 10, severity="info"),
            flagged("complaint_step", 12, 13, severity="positive", type="excuses"),
        )
    )
    assert spin(figures) == {"S": 2, "P": 1} and len(promises(figures)) == 1
    heard = {step.name: step.entry is not None for step in steps(figures, "complaint_step", ("erkennen", "excuses"))}
    assert heard == {"erkennen": False, "excuses": True}
    assert steps(figures, "feeling_stage", ("aanvoelen",)) == ()
    assert told(figures)[1] == ()  # a promise is listed apart


def test_words_of_another_speaker_do_not_matter_to_the_agents_curve():
    figures = figures_of(call(said("u1", CUSTOMER, 0, "hallo daar")))
    assert figures.has_words and figures.curve == () and figures.baseline is None
