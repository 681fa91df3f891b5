"""A store, and settings over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "calls.sqlite3")) as opened:
        yield opened


@pytest.fixture
def configured() -> Settings:
    return Settings()
