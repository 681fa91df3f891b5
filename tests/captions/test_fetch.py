"""Getting models: assembled from packages, fetched from a (local) hub, verified, and honest when it fails."""

import functools
import hashlib
import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.captions import catalogue, fetch
from pipeline.captions.catalogue import CATALOGUE, CatalogueModel
from pipeline.errors import ModelError

WEIGHTS = b"the weights of a small model" * 100_000


def model(name: str, *, source: str = "hub", origin: str = "someone/tiny", sha256: str | None = None) -> CatalogueModel:
    return CatalogueModel(
        name=name,
        source=source,
        origin=origin,
        size_bytes=len(WEIGHTS),  # type: ignore[arg-type]
        sha256=sha256 or hashlib.sha256(WEIGHTS).hexdigest(),
        companions=("config.json", "tokenizer.json"),
        dutch_wer="?",
        relative_cost=1.0,
    )


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A hub on this machine that has the model `tiny`; gives the folder that it serves."""
    served = tmp_path / "hub" / "someone" / "tiny" / "resolve" / "main"
    served.mkdir(parents=True)
    (served / "model.bin").write_bytes(WEIGHTS)
    (served / "config.json").write_text("{}")
    (served / "tokenizer.json").write_text("{}")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path / "hub"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setitem(CATALOGUE, "tiny", model("tiny"))
    yield served
    server.shutdown()
    server.server_close()


def test_base_is_assembled_from_its_packages_and_verified(tmp_path: Path) -> None:
    steps: list[tuple[int, int | None]] = []
    folder = fetch.locate("base", folder=tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert folder == tmp_path / "base"
    with (folder / "model.bin").open("rb") as weights:
        assert hashlib.file_digest(weights, "sha256").hexdigest() == CATALOGUE["base"].sha256
    assert steps[-1] == (145_217_532, 145_217_532) and [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert not list(folder.glob("*.partial"))
    before = (folder / "model.bin").stat().st_mtime_ns
    with (folder / "model.bin").open("r+b") as weights:
        weights.seek(1_000_000)
        weights.write(b"damage")
    assert fetch.locate("base", folder=tmp_path) == folder
    assert (folder / "model.bin").stat().st_mtime_ns != before
    with (folder / "model.bin").open("rb") as weights:
        assert hashlib.file_digest(weights, "sha256").hexdigest() == CATALOGUE["base"].sha256


def test_a_model_is_fetched_with_progress(hub: Path, tmp_path: Path) -> None:
    assert hub
    steps: list[tuple[int, int | None]] = []
    with pytest.raises(ModelError) as error:
        fetch.locate("tiny", folder=tmp_path)
    assert error.value.code == "model_missing" and "models fetch tiny" in error.value.remedy
    folder = fetch.fetch("tiny", folder=tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (len(WEIGHTS), len(WEIGHTS))
    assert fetch.locate("tiny", folder=tmp_path) == folder
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def test_weights_that_arrive_damaged_are_not_kept(hub: Path, tmp_path: Path) -> None:
    (hub / "model.bin").write_bytes(WEIGHTS[:-1] + b"!")
    with pytest.raises(ModelError) as error:
        fetch.fetch("tiny", folder=tmp_path)
    assert error.value.code == "model_corrupt"
    assert not (tmp_path / "tiny" / "model.bin").exists() and not list((tmp_path / "tiny").glob("*.partial"))


def test_a_fetched_model_that_was_damaged_is_noticed(hub: Path, tmp_path: Path) -> None:
    assert hub
    folder = fetch.fetch("tiny", folder=tmp_path)
    (folder / "model.bin").write_bytes(WEIGHTS[:-1] + b"!")
    with pytest.raises(ModelError) as error:
        fetch.locate("tiny", folder=tmp_path)
    assert error.value.code == "model_corrupt" and "fetch tiny" in error.value.remedy


def test_a_hub_out_of_reach_or_without_the_file(hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (hub / "config.json").unlink()
    with pytest.raises(ModelError) as error:
        fetch.fetch("tiny", folder=tmp_path)
    assert error.value.code == "model_not_fetched"
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError) as error:
        fetch.fetch("tiny", folder=tmp_path)
    assert error.value.code == "model_not_fetched" and error.value.remedy


def test_many_may_start_at_once(hub: Path, tmp_path: Path) -> None:
    assert hub
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: fetch.fetch("tiny", folder=tmp_path), range(8)))
    assert set(folders) == {tmp_path / "tiny"}
    assert (tmp_path / "tiny" / "model.bin").read_bytes() == WEIGHTS
    assert not list((tmp_path / "tiny").glob("*.partial"))


def test_missing_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOGUE, "gone", model("gone", source="packages", origin="no_such_package_1"))
    with pytest.raises(ModelError) as error:
        fetch.fetch("gone", folder=tmp_path)
    assert "no_such_package_1" in error.value.message and "pip install" in error.value.remedy


def test_a_place_that_cannot_be_written_is_reported(hub: Path, tmp_path: Path) -> None:
    assert hub
    (tmp_path / "full").write_text("a file where the folder should be")
    with pytest.raises(ModelError) as error:
        fetch.fetch("tiny", folder=tmp_path / "full")
    assert error.value.code == "model_not_written"


@pytest.mark.parametrize(
    ("name", "code"), [("enormous", "model_unknown"), ("./nowhere", "model_missing"), ("", "model_unknown")]
)
def test_what_is_no_model_is_refused(name: str, code: str) -> None:
    with pytest.raises(ModelError) as error:
        fetch.locate(name)
    assert error.value.code == code and "large-v3-turbo" in error.value.remedy


def test_a_folder_of_ones_own_is_checked(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"x")
    with pytest.raises(ModelError) as error:
        fetch.locate(tmp_path)
    assert "config.json" in error.value.message
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "tokenizer.json").write_text("{}")
    assert fetch.locate(tmp_path) == tmp_path


def test_the_list_tells_what_is_here(tmp_path: Path) -> None:
    states = {state.model.name: state for state in fetch.model_states(tmp_path)}
    assert set(states) == set(CATALOGUE)
    assert states["base"].ready and not states["base"].present
    assert not states["small"].ready
    assert all(len(state.model.sha256) == 64 for state in states.values())


def test_models_lie_in_the_checkout_or_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert catalogue.models_folder() == Path(catalogue.__file__).resolve().parents[2] / "models"
    monkeypatch.setattr(catalogue, "__file__", str(tmp_path / "site" / "pipeline" / "captions" / "catalogue.py"))
    assert catalogue.models_folder().name == "models" and tmp_path not in catalogue.models_folder().parents
