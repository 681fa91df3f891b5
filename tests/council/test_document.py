"""The document follows the settings: what it says is what counts."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from pipeline.config import BoardSettings, FlagSettings, NudgeSettings, PrivacySettings, RetentionSettings, Settings
from pipeline.council import document, lock, signals
from pipeline.council.signals import explained, measured
from pipeline.detectors.registry import detectors
from pipeline.errors import UsageError
from pipeline.sinks.wording import KINDS, TALLIED

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def written(store, settings: Settings) -> str:
    return document.as_markdown(settings, lock.standing(store, settings), NOW)


def test_every_detector_is_explained():
    with pytest.raises(UsageError) as known:
        detectors(off=["?"])
    kinds = set(known.value.remedy.removeprefix("Known kinds: ").rstrip(".").split(", "))
    assert set(explained()) == kinds
    assert kinds <= set(KINDS)
    for signal in explained().values():
        assert signal.told.endswith(".")
        assert signal.name in KINDS.values()


def test_a_signal_stands_in_it_as_long_as_it_is_on(store):
    for kind, signal in explained().items():
        on = written(store, Settings())
        off = written(store, Settings(flags=FlagSettings(off=[kind])))
        assert signal.told in on
        assert signal.told not in off
        assert "Uitgezet: " + signal.name in off
        assert f"Er zijn nu {len(explained()) - 1} signalen" in off


def test_all_off_says_so(store):
    text = written(store, Settings(flags=FlagSettings(off=list(explained()))))
    assert "Alle signalen staan uit." in text


def test_it_tells_how_long_and_whether_at_all(store):
    text = written(store, Settings(retention=RetentionSettings(words_days=17, audit_days=400)))
    assert "| Wat er is gezegd, woord voor woord | 17 dagen |" in text
    assert "| Opnamen van geluid | staat uit" in text
    assert "Geen opnamen." in text
    text = written(store, Settings(board=BoardSettings(record=True), retention=RetentionSettings(audio_days=9)))
    assert "| Opnamen van geluid | 9 dagen |" in text
    assert "Geluid wordt wél bewaard." in text
    assert "onbeperkt" in written(store, Settings(retention=RetentionSettings(calls_days=0)))


def test_it_warns_of_logs_that_go_too_soon(store):
    assert "maar 90 dagen" in written(store, Settings(retention=RetentionSettings(audit_days=90)))
    assert "let op: het logboek" not in written(store, Settings())


def test_it_tells_of_hints_and_of_personal_numbers(store):
    text = written(store, Settings(nudges=NudgeSettings(per_call=2, shown_seconds=6.5)))
    assert "6,5 seconden" in text and "hoogstens 2" in text
    assert "Hints staan uit" in written(store, Settings(nudges=NudgeSettings(enabled=False)))
    assert "Geen persoonlijke nummers" in text
    assert "persoonlijke nummers blijven staan" in written(store, Settings(privacy=PrivacySettings(redact=False)))


def test_the_code_is_of_the_line_that_is_printed(store):
    text = written(store, Settings())
    line = text.rstrip().rsplit("\n", 1)[1].strip()
    assert hashlib.sha256(line.encode()).hexdigest() == lock.standing(store, Settings()).sha256
    assert lock.standing(store, Settings()).sha256 in text
    assert json.loads(line)["nudges.per_call"] == 3


def test_another_setting_is_another_code(store):
    codes = {
        lock.standing(store, settings).sha256
        for settings in (
            Settings(),
            Settings(flags=FlagSettings(off=["rushing"])),
            Settings(retention=RetentionSettings(notes_days=1)),
            Settings(privacy=PrivacySettings(redact=False)),
        )
    }
    assert len(codes) == 4


def test_it_says_where_it_stands_towards_the_council(store):
    settings = Settings()
    assert "heeft nog niet ingestemd" in written(store, settings)
    lock.agree(store, settings, sha256=lock.standing(store, settings).sha256, actor="Bea", account_id=None)
    assert "stemde op" in written(store, settings)
    text = written(store, Settings(flags=FlagSettings(off=["rushing"])))
    assert "wijken af" in text
    assert "welke signalen er zijn: afgesproken tempo, nu geen" in text


def test_no_value_becomes_markup(store, monkeypatch):
    monkeypatch.setattr(document, "measured", lambda _: [signals._added("<b>x</b> | y")])
    page = document.as_html(Settings(), lock.standing(store, Settings()), NOW)
    assert "&lt;b&gt;x&lt;/b&gt; | y</td>" in page
    assert "<b>x</b>" not in page
    assert "<script" not in page
    assert "<table>" in page


def test_it_names_the_law_and_what_is_not_done(store):
    text = written(store, Settings())
    for named in (
        "Artikel 5, lid 1, onder f",
        "Bijlage III, punt 4, onder b",
        "Onder k",
        "Onder l",
        "Artikel 35",
        "Cao nr. 39",
    ):
        assert named in text
    for never in ("Geen gevoel uit een stem", "Geen ranglijst", "Geen stemprofiel"):
        assert never in text


def test_what_is_counted_is_not_called_a_compliment():
    for signal in measured():
        if "Er wordt geteld" in signal.told:
            assert signal.kind in TALLIED
