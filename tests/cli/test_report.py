"""report: from an event log to a page, in every form; and what it says when it cannot."""

import json

import pytest

from pipeline.audio.events import Pace
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.events import CallEnded, CallStarted, Heard
from pipeline.eventlog import encode, header
from pipeline.span import Span, Speaker


def log(path, *, whole=True, agent=None, baseline=None):
    word = Word(text="Goedemiddag.", span=Span(0, 1))
    said = Utterance(id="agent-1", speaker=Speaker.AGENT, span=word.span, words=(word,))
    rates = [pace(1.0, 5.0, baseline)] if baseline else []
    end = [CallEnded(at=2.0)] if whole else []
    records = [CallStarted(call_id="c1", agent=agent), Heard(at=1.0, utterance=said), *rates, *end]
    path.write_text("\n".join([header(), *map(encode, records)]) + "\n")
    return path


def pace(at, rate, baseline):
    return Pace(
        at=at,
        speaker=Speaker.AGENT,
        measured_to=at,
        syllables=1.0,
        speech=0.1,
        articulation_rate=rate,
        speaking_rate=rate,
        pause_share=0.0,
        window=5.0,
        baseline=baseline,
    )


def test_the_trend_is_one_agents_own(souffleur, tmp_path):
    first = log(tmp_path / "1.jsonl", agent="Noor", baseline=4.2)
    second = log(tmp_path / "2.jsonl", agent="Noor", baseline=4.6)
    ran = souffleur("report", second, "--earlier", first)
    assert ran.code == 0 and "4,2 → 4,6" in ran.out, ran.err
    other = log(tmp_path / "3.jsonl", agent="Sam", baseline=4.6)
    assert souffleur("report", second, "--earlier", other).is_complaint(2, "3.jsonl", "same agent")


@pytest.mark.parametrize(("name", "start"), [("r.html", b"<!doctype html>"), ("r.md", b"# Gesprek"), ("r.json", b"{")])
def test_every_form(souffleur, tmp_path, name, start):
    ran = souffleur("report", log(tmp_path / "e.jsonl"), "-o", tmp_path / name)
    assert ran.code == 0 and (tmp_path / name).read_bytes().lstrip().startswith(start), ran.err
    assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_json_goes_to_a_pipe(souffleur, tmp_path):
    ran = souffleur("report", log(tmp_path / "e.jsonl"), "--format", "json")
    assert json.loads(ran.out)["words"][0]["text"] == "Goedemiddag."


def test_a_pdf_or_the_word_how_to_get_one(souffleur, tmp_path):
    """WeasyPrint needs the system's Pango: without it there is a complaint with the remedy and no half-written file."""
    ran = souffleur("report", log(tmp_path / "e.jsonl"), "-o", tmp_path / "r.pdf")
    if ran.code:
        assert ran.is_complaint(ran.code, "ango") and not (tmp_path / "r.pdf").exists()
    else:
        assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_a_log_that_was_cut_off_still_gives_a_page_that_says_so(souffleur, tmp_path):
    ran = souffleur("report", log(tmp_path / "e.jsonl", whole=False))
    assert ran.code == 0 and "stopt midden in het gesprek" in ran.out


def test_no_log_and_no_place(souffleur, tmp_path):
    assert souffleur("report", tmp_path / "none.jsonl").is_complaint(3, "none.jsonl")
    (tmp_path / "no.jsonl").write_text("geen log\n")
    assert souffleur("report", tmp_path / "no.jsonl").is_complaint(3, "line 1")
    events = log(tmp_path / "e.jsonl")
    assert souffleur("report", events, "-o", tmp_path / "no" / "r.html").is_complaint(6, "r.html")
