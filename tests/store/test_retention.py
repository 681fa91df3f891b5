"""Each kind of data goes when its term is over, and nothing else goes with it."""

from datetime import timedelta

import pytest
from stored_calls import a_coach, keep, usual_call

from pipeline.store import audit, calls, export, notes, people, recordings, trends
from pipeline.store.retention import ACTOR, EXPIRED, Expired, RetentionOptions, expire

NOTHING = RetentionOptions(
    audio_days=None, words_days=None, notes_days=None, flags_days=None, calls_days=None, audit_days=None
)


def filled(store, clock):
    """Two calls of ten days apart; the clock stands eleven days after the first."""
    coach = a_coach(store)
    people.log_in(store, coach.id, token_sha256="0" * 64, expires_at=clock() + timedelta(days=1))
    for call_id in ("old", "new"):
        keep(store, usual_call(call_id=call_id), call_id)
        notes.bookmark(store, call_id, at=1.0, note="mooi", account_id=coach.id)
        notes.whisper(store, call_id, at=1.0, text="rustig", account_id=coach.id)
        notes.judge(store, call_id, "itch_word:3.0", accepted=True, account_id=coach.id)
        audit.write(store, audit.LISTEN, actor="Mira", call_id=call_id)
        path = recordings.path_for(store, call_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"fLaC")
        recordings.begin(store, call_id, path)
        if call_id == "old":
            clock.forward(days=10)
    clock.forward(days=1)


def test_nothing_goes_by_itself(store, clock):
    filled(store, clock)
    assert expire(store, NOTHING, clock()) == Expired(logins=1)
    assert list(calls.records(store, "old")) == usual_call(call_id="old")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ({"audio_days": 5}, {"recordings": 1}),
        ({"words_days": 5}, {"words": 1, "records": 10}),
        ({"notes_days": 5}, {"notes": 2}),
        ({"flags_days": 5}, {"flags": 1}),
        ({"calls_days": 5}, {"calls": 1}),
        ({"audit_days": 5}, {"audit": 1}),
        ({"words_days": 0, "audio_days": 0, "calls_days": 0}, {"words": 2, "records": 20, "recordings": 2, "calls": 2}),
    ],
)
def test_each_kind_has_its_term(store, clock, kind, expected):
    filled(store, clock)
    options = RetentionOptions(**{**dict.fromkeys(RetentionOptions.__slots__), **kind})
    assert expire(store, options, clock()) == Expired(logins=1, **expected)
    lines = audit.page(store, actions=[EXPIRED]).items
    assert [(line.actor, line.detail) for line in lines] == [(ACTOR, expected)]
    assert expire(store, options, clock()) == Expired()


def test_without_its_words_a_call_keeps_its_figures_and_what_was_flagged(store, clock):
    filled(store, clock)
    expire(store, RetentionOptions(words_days=5), clock())
    call = calls.get(store, "old")
    assert call.words_deleted_at == clock() and call.usual_rate == 5.5
    (flag,) = calls.flags(store, "old")
    assert (flag.kind, flag.rule, flag.at, len(flag.verdicts)) == ("itch_word", "regel_itch_word", 3.0, 1)
    assert (flag.evidence, flag.message, flag.advice) == (None, "", "")
    assert list(calls.records(store, "old")) == [] and calls.utterances(store, "old") == ()
    assert calls.flags(store, "new")[0].evidence == "even"
    assert len(list(export.event_log(store, "new"))) == 11


def test_calls_without_their_flags_count_in_no_rate(store, clock):
    filled(store, clock)
    before = trends.weeks(store, "Noor")
    expire(store, RetentionOptions(flags_days=5), clock())
    after = trends.weeks(store, "Noor")
    assert before[0].per_10_minutes == {"itch_word": 1.0} and after[0].per_10_minutes == {}
    assert after[1:] == before[1:] and after[0].usual_rate == before[0].usual_rate


def test_sound_and_files_go_with_the_call(store, clock):
    filled(store, clock)
    gone, kept = recordings.path_for(store, "old"), recordings.path_for(store, "new")
    expire(store, RetentionOptions(audio_days=None, calls_days=5), clock())
    assert not gone.exists() and kept.exists()
    assert recordings.get(store, "old") is None and recordings.get(store, "new") is not None


def test_the_usual_terms_keep_a_fresh_call_whole(store, clock):
    filled(store, clock)
    assert expire(store, RetentionOptions(), clock()) == Expired(logins=1)
    assert list(calls.records(store, "new")) == usual_call(call_id="new")
