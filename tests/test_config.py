"""Settings: the order of the sources, and errors that name the key and where it came from."""

import pytest

from pipeline.config import load
from pipeline.errors import UsageError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_command_line_beats_environment_beats_file_beats_default(folder, monkeypatch):
    (folder / "souffleur.toml").write_text('[captions]\nmodel = "small"\nthreads = 3\n[pace]\nvariety = "BE"\n')
    monkeypatch.setenv("SOUFFLEUR_CAPTIONS__MODEL", "medium")
    settings, sources = load(command_line={"pace": {"variety": "NL"}, "captions": {"model": None}})
    assert settings.captions.model == "medium" and sources["captions.model"] == "environment"
    assert settings.captions.threads == 3 and sources["captions.threads"] == "souffleur.toml"
    assert settings.pace.variety == "NL" and sources["pace.variety"] == "command line"
    assert settings.nudges.per_call == 3 and sources["nudges.per_call"] == "default"


@pytest.mark.parametrize(
    ("toml", "message", "remedy"),
    [
        ("[captions]\nmodl = 'small'", "captions.modl", "captions.model"),
        ("[caption]\nmodel = 'small'", "caption", "captions"),
        ("[nudges]\nper_call = -1", "nudges.per_call", "config"),
        ("[pace]\nvariety = 'FR'", "pace.variety", "config"),
        ("captions = 3", "captions", "config"),
        ("[captions", "souffleur.toml", "config"),
    ],
)
def test_a_mistake_names_the_key_and_its_remedy(folder, toml, message, remedy):
    (folder / "souffleur.toml").write_text(toml)
    with pytest.raises(UsageError) as raised:
        load()
    assert message in raised.value.message and remedy in raised.value.remedy


def test_a_named_file_must_exist(folder):
    with pytest.raises(UsageError, match=r"none\.toml"):
        load(file=folder / "none.toml")
