"""The settings lock: what the council agreed to cannot be changed silently, from the board, a file or a new version."""

import pytest

from pipeline.config import FlagSettings, NudgeSettings, RetentionSettings, Settings
from pipeline.council import lock, signals
from pipeline.council.settings import EDITABLE, LABELS, agreeable, effective, retention_options
from pipeline.errors import UsageError
from pipeline.store import audit, council
from pipeline.store import settings as stored
from pipeline.store.retention import RetentionOptions

WHO = {"actor": "Bea", "account_id": None}


def agree(store, configured) -> None:
    lock.agree(store, configured, sha256=lock.standing(store, configured).sha256, **WHO)


def actions(store) -> list[str]:
    return [line.action for line in audit.page(store).items]


def test_without_an_agreement_everything_may_change(store, configured):
    after = lock.change(store, configured, {"nudges.per_call": 5, "flags.off": ["rushing"]}, **WHO)
    assert after.nudges.per_call == 5
    assert effective(store, configured) == after
    assert not lock.standing(store, configured).differences


def test_what_was_changed_in_the_board_counts_over_the_file(store):
    lock.change(store, Settings(), {"nudges.per_call": 5}, **WHO)
    assert effective(store, Settings(nudges=NudgeSettings(per_call=1))).nudges.per_call == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nudges.per_call", 5),
        ("nudges.enabled", False),
        ("flags.off", ["rushing"]),
        ("board.record", True),
        ("retention.words_days", 3650),
    ],
)
def test_what_was_agreed_is_refused_without_a_reason_and_told_with_one(store, configured, name, value):
    agree(store, configured)
    with pytest.raises(UsageError) as refused:
        lock.change(store, configured, {name: value}, **WHO)
    assert refused.value.code == "council_locked"
    assert not lock.standing(store, configured).differences
    lock.change(store, configured, {name: value}, deviation="proef van een week", **WHO)
    assert lock.standing(store, configured).differences
    line = audit.page(store, actions=(lock.CHANGE,)).items[0]
    assert line.actor == "Bea"
    assert line.detail["reason"] == "proef van een week"


def test_a_refused_change_changes_nothing_of_it(store, configured):
    agree(store, configured)
    with pytest.raises(UsageError):
        lock.change(store, configured, {"nudges.shown_seconds": 4.5, "nudges.per_call": 5}, **WHO)
    assert stored.everything(store) == {}


def test_putting_it_back_needs_no_reason_and_ends_the_deviation(store, configured):
    agree(store, configured)
    lock.change(store, configured, {"nudges.per_call": 5}, deviation="proef", **WHO)
    lock.change(store, configured, {"nudges.per_call": 3}, **WHO)
    assert not lock.standing(store, configured).differences


def test_agreeing_again_ends_the_deviation_too(store, configured):
    agree(store, configured)
    lock.change(store, configured, {"nudges.per_call": 5}, deviation="proef", **WHO)
    agree(store, configured)
    assert not lock.standing(store, configured).differences
    with pytest.raises(UsageError):
        lock.change(store, configured, {"nudges.per_call": 3}, **WHO)


def test_the_council_agrees_to_the_document_that_it_read_and_to_no_other(store, configured):
    read = lock.standing(store, configured).sha256
    lock.change(store, configured, {"nudges.per_call": 5}, **WHO)
    with pytest.raises(UsageError) as refused:
        lock.agree(store, configured, sha256=read, **WHO)
    assert refused.value.code == "council_outdated"
    assert council.current(store) is None


@pytest.mark.parametrize(
    "file",
    [
        Settings(retention=RetentionSettings(words_days=1000)),
        Settings(flags=FlagSettings(off=["itch_word"])),
        Settings(nudges=NudgeSettings(late_seconds=30)),
    ],
)
def test_a_changed_file_is_found_at_the_start_and_told_once(store, configured, file):
    agree(store, configured)
    assert lock.note_deviation(store, configured).differences == {}
    assert actions(store).count(lock.DEVIATION) == 0
    for _ in range(3):
        assert lock.note_deviation(store, file).differences
    assert actions(store).count(lock.DEVIATION) == 1


def test_a_lexicon_file_counts_by_what_is_in_it(store, tmp_path):
    words = tmp_path / "own.yaml"
    words.write_text("# leeg\n", encoding="utf-8")
    configured = Settings(flags=FlagSettings(lexicon=words))
    agree(store, configured)
    words.write_text("# iets anders\n", encoding="utf-8")
    assert set(lock.standing(store, configured).differences) == {"flags.lexicon"}


def test_a_new_detector_is_not_what_was_agreed(store, configured, monkeypatch):
    agree(store, configured)
    more = [*signals.measured(), signals._added("nieuw")]
    monkeypatch.setattr("pipeline.council.settings.measured", lambda off=(): [s for s in more if s.kind not in off])
    assert set(lock.standing(store, configured).differences) == {"signals"}


@pytest.mark.parametrize(
    "values",
    [
        {"nudges.per_call": -1},
        {"nudges.per_call": "veel"},
        {"flags.off": ["bestaat_niet"]},
        {"flags.off": "rushing"},
        {"board.host": "0.0.0.0"},
        {"privacy.redact": False},
        {"nudges": 3},
        {"": 3},
    ],
)
def test_a_value_or_a_setting_that_cannot_be_is_refused(store, configured, values):
    with pytest.raises(UsageError):
        lock.change(store, configured, values, **WHO)
    assert stored.everything(store) == {}


def test_every_setting_about_people_is_locked(configured):
    locked = set(agreeable(configured)) | {"flags.off"}
    assert locked == set(LABELS)
    assert set(EDITABLE) < set(LABELS)
    for group in ("flags", "nudges", "retention", "privacy"):
        for name in type(getattr(configured, group)).model_fields:
            assert f"{group}.{name}" in LABELS


def test_the_terms_of_the_settings_are_those_of_the_store():
    assert retention_options(RetentionSettings()) == RetentionOptions()
    assert retention_options(RetentionSettings(words_days=0)).words_days is None
