"""or-pakket: the document in its forms, from the settings of now."""

from pathlib import Path

import pytest

from pipeline.cli import main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["or-pakket", *arguments])
    return int(stopped.value.code or 0)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOUFFLEUR_BOARD__STORE", str(tmp_path / "calls.sqlite3"))
    return tmp_path


def test_it_is_markdown_unless_its_name_says_otherwise(here, capsys):
    assert run() == 0
    assert capsys.readouterr().out.startswith("# Souffleur: afspraken met de ondernemingsraad")
    for name, begins in (("a.md", b"# Souffleur"), ("a.html", b"<!doctype html>")):
        assert run("-o", name) == 0
        assert (here / name).read_bytes().startswith(begins)


def test_it_is_a_pdf_where_pango_is_there(here):
    pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    assert run("-o", "a.pdf") == 0
    assert (here / "a.pdf").read_bytes().startswith(b"%PDF")


def test_it_follows_the_settings_file(here, capsys):
    (here / "souffleur.toml").write_text("[retention]\nwords_days = 17\n[flags]\noff = ['rushing']\n", encoding="utf-8")
    assert run() == 0
    text = capsys.readouterr().out
    assert "17 dagen" in text
    assert "Uitgezet: tempo" in text
