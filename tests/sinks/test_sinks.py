"""What people see: captions, gauges, lines, the summary. All derived from records, so texts test them."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.audio.events import AudioLost, Pace, SpeechEnded
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallStarted, Heard
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.gate import Nudge, NudgeSuppressed
from pipeline.errors import OutputError
from pipeline.sinks.drawing import gauge, share_bar, sparkline
from pipeline.sinks.holes import joined
from pipeline.sinks.lines import Lines
from pipeline.sinks.terminal import Terminal, caption
from pipeline.sinks.view import CallView
from pipeline.sinks.webvtt import WebVtt, clock
from pipeline.span import Span, Speaker

ITCH = Flag(
    key="itch",
    kind="itch_word",
    speaker=Speaker.AGENT,
    span=Span(1, 2),
    at=2,
    raised=3,
    severity="warning",
    utterance="a1",
    evidence="in principe",
    message="Dat laat ruimte.",
    advice="Zeg wat er geldt.",
    cue="Zeg het zeker",
)


def said(text: str, *, final: bool = True, stable: int | None = None, speaker: Speaker = Speaker.AGENT) -> Heard:
    words = tuple(Word(text=word, span=Span(1, 2)) for word in text.split())
    utterance = Utterance(id="a1", speaker=speaker, span=Span(61.5, 64), words=words, final=final, stable=stable)
    return Heard(at=64, utterance=utterance)


def pace(rate: float | None, baseline: float | None = None) -> Pace:
    return Pace(
        at=10,
        speaker=Speaker.AGENT,
        measured_to=9.9,
        syllables=0.5,
        speech=0.1,
        articulation_rate=rate,
        speaking_rate=rate,
        pause_share=0.1,
        window=5,
        baseline=baseline,
    )


CALL = (
    CallStarted(call_id="c"),
    SpeechEnded(at=4, speaker=Speaker.AGENT, span=Span(0, 3)),
    SpeechEnded(at=6, speaker=Speaker.CUSTOMER, span=Span(4, 5)),
    pace(6.0, 5.0),
    said("Dat kan in principe wel."),
    ITCH,
    Nudge(at=64, until=68.5, flag="itch", cue="Zeg het zeker"),
    NudgeSuppressed(at=65, flag="other", reason="cooldown"),
    AudioLost(at=70, speaker=Speaker.CUSTOMER, span=Span(66, 70), reason="device_ended"),
)


def printed(sink_of, records=CALL, width=120) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    sink = sink_of(console)
    for record in records:
        sink.take(record)
    sink.close()
    return console.file.getvalue()


@pytest.mark.parametrize("sink_of", [Lines, lambda console: Terminal(console, title="t")])
def test_the_summary_says_what_a_coach_wants_to_know(sink_of):
    text = printed(sink_of)
    for part in ("“in principe”", "Zeg wat er geldt.", "medewerker 75% · klant 25%", "1 getoond", "1x te kort"):
        assert part in text
    assert "klant 1:06–1:10" in text


def test_lines_print_finals_and_flags_but_no_partials():
    text = printed(Lines, (said("Dat kan", final=False, stable=1), *CALL))
    assert text.count("Dat kan") == 1
    assert "geluid weg: klant 1:06–1:10" in text


def test_a_call_without_flags_ends_kindly():
    assert "mooi gesprek" in printed(Lines, CALL[:1])


def test_a_flag_that_its_final_took_back_is_not_in_the_summary():
    revised = Cleared(key="itch", kind="itch_word", at=65, reason="revised")
    assert "mooi gesprek" in printed(Lines, (*CALL, revised)).split("Samenvatting")[1]


def test_words_that_may_change_are_dim_and_flagged_words_are_marked():
    partial = caption(said("Dat kan in principe", final=False, stable=2).utterance)
    dim = [span for span in partial.spans if "italic" in str(span.style)]
    assert [partial.plain[span.start : span.end].strip() for span in dim] == ["in principe"]
    marked = caption(said("Dat kan in principe").utterance, [ITCH])
    assert "in principe" in [marked.plain[s.start : s.end] for s in marked.spans if "underline" in str(s.style)]


def test_the_gauge_carries_its_meaning_without_colour():
    assert "nog niet te meten" in gauge(None).plain and "nog niet te meten" in gauge(pace(None)).plain
    assert [gauge(pace(rate, 5.0)).plain.split()[-1] for rate in (5.0, 5.6, 6.2)] == ["rustig", "vlot", "snel"]
    assert "┃" in gauge(pace(5.0, 5.0)).plain and "┃" not in gauge(pace(5.0)).plain
    assert "25%" in share_bar(0.25).plain


@given(st.lists(st.floats(0, 20), max_size=300), st.integers(1, 80))
def test_a_sparkline_is_as_wide_as_asked_at_most(values, width):
    line = sparkline(values, width)
    assert len(line) == min(len(values), width)


def test_webvtt_holds_finals_in_order_and_escapes(tmp_path):
    sink = WebVtt(tmp_path / "c.vtt")
    late = said("Later & <b>", speaker=Speaker.CUSTOMER)
    early = replace(late, utterance=replace(late.utterance, id="a0", span=Span(0, 1.5), speaker=Speaker.AGENT))
    for heard in (late, early, said("weg", final=False, stable=0)):
        sink.take(heard)
    sink.close()
    text = (tmp_path / "c.vtt").read_text()
    assert text.index("00:00:00.000 --> 00:00:01.500") < text.index("00:01:01.500 --> 00:01:04.000")
    assert "<v Klant>Later &amp; &lt;b&gt;" in text and "weg" not in text
    assert clock(3661.0005) == "01:01:01.000"
    with pytest.raises(OutputError):
        WebVtt(tmp_path / "none" / "c.vtt")


def test_the_view_keeps_only_the_cue_that_is_on_the_screen():
    view = CallView()
    for record in CALL[:-1]:
        view = view.after(record)
    assert view.nudge is not None
    assert view.after(CALL[-1]).nudge is None


def test_a_hole_that_is_told_every_second_is_one_line():
    told = [
        AudioLost(at=i + 1, speaker=Speaker.AGENT, span=Span(i, i + 1), reason="device_absent" if i else "device_ended")
        for i in range(60, 90)
    ]
    text = printed(Lines, (*CALL[:1], *told[:1], *told[1:]))
    assert text.count("Geluid weg") == 1 and "medewerker 1:00–1:30 (apparaat" in text
    other = replace(told[0], span=Span(200, 201))
    assert len(joined([*told, other])) == 2
