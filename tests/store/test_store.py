"""A store opens where it can, says why where it cannot, and is brought up to date once."""

import os
import stat
import subprocess
import sys

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from pipeline.store import migrate, settings
from pipeline.store.errors import StoreError
from pipeline.store.store import Store, default_url
from pipeline.store.tables import Base


def test_a_new_store_has_every_table(store):
    names = set(inspect(store.engine).get_table_names())
    assert names == set(Base.metadata.tables) | {"alembic_version"}


def test_the_migrations_make_what_the_tables_say(store):
    with store.engine.connect() as connection:
        command.check(migrate.config(connection))


def test_the_check_of_migrations_can_fail(store):
    with store.writing() as session:
        session.execute(text("ALTER TABLE whisper DROP COLUMN text"))
    with store.engine.connect() as connection, pytest.raises(Exception, match="New upgrade operations"):
        command.check(migrate.config(connection))


def test_opening_again_keeps_what_is_there(store, url):
    settings.put(store, "a", 1, actor="x", account_id=None)
    with Store.open(url) as again:
        assert settings.get(again, "a") == 1


def test_many_programs_open_a_new_store_at_once(url):
    code = "import sys; from pipeline.store.store import Store; Store.open(sys.argv[1]).close()"
    started = [subprocess.Popen([sys.executable, "-c", code, url], stderr=subprocess.PIPE) for _ in range(3)]
    errors = [program.communicate()[1] for program in started]
    assert [program.returncode for program in started] == [0] * 3, errors


def test_a_newer_store_is_refused(store, url):
    with store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        Store.open(url)
    assert refused.value.code == "store_newer" and "9999" in refused.value.message


@pytest.mark.parametrize("bad", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense://", "postgresql+no://x"])
def test_an_impossible_url_is_an_error(bad):
    with pytest.raises(StoreError):
        Store.open(bad)


def test_a_server_that_is_away_is_an_error_without_its_password():
    with pytest.raises(StoreError) as refused:
        Store.open("postgresql://someone:geheim@127.0.0.1:1/none")
    assert refused.value.code == "store_unavailable"
    assert "geheim" not in refused.value.message and "127.0.0.1:1" in refused.value.message


def test_a_file_that_is_no_database_is_an_error(tmp_path):
    path = tmp_path / "x.sqlite3"
    path.write_text("Beste klant, " * 500)
    with pytest.raises(StoreError):
        Store.open(str(path))


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        Store.open(str(tmp_path / "file" / "x.sqlite3"))


def test_only_its_owner_may_read_the_file(tmp_path):
    with Store.open(str(tmp_path / "new" / "x.sqlite3")) as store:
        settings.put(store, "a", 1, actor="x", account_id=None)
        files = [store.folder, *store.folder.iterdir()]
        assert len(files) == 4  # the folder; the file and its -wal and -shm
        assert [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_sqlite_is_set_up_for_readers_beside_a_writer(tmp_path):
    wanted = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "secure_delete": 1, "auto_vacuum": 2}
    with Store.open(str(tmp_path / "x.sqlite3")) as store, store.reading() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted}
        assert found == wanted and session.scalar(text("PRAGMA busy_timeout")) == 5000


def test_the_default_place(monkeypatch, tmp_path):
    monkeypatch.setattr("platformdirs.user_data_dir", lambda _: str(tmp_path))
    monkeypatch.delenv("SOUFFLEUR_STORE", raising=False)
    assert default_url() == f"sqlite:///{tmp_path}/souffleur.sqlite3"
    monkeypatch.setenv("SOUFFLEUR_STORE", "postgresql://h/d")
    assert default_url() == "postgresql://h/d"


def test_what_fails_half_way_is_not_written(store):
    with pytest.raises(RuntimeError), store.writing() as session:
        session.execute(text("INSERT INTO setting (name, value, changed_at) VALUES ('a', '1', '2026-01-01 00:00:00')"))
        raise RuntimeError
    assert settings.get(store, "a") is None


def test_no_value_is_in_an_error(store):
    with pytest.raises((StoreError, SQLAlchemyError)) as refused, store.writing() as session:
        session.execute(text("INSERT INTO call (id) VALUES (:words)"), {"words": "geheime woorden"})
    assert "geheime" not in str(refused.value)


def test_importing_the_store_opens_nothing(tmp_path):
    code = "import pipeline.store.writer, pipeline.store.erase, pipeline.store.retention"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"HOME": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []
