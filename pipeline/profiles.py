"""What is kept about an agent between calls: their own pace baseline, nothing else. Only when they are named."""

import hashlib
import os
import re
from pathlib import Path
from typing import Literal

import platformdirs

from pipeline.audio.baseline import Baseline
from pipeline.errors import InputError, OutputError


def folder() -> Path:
    """Where the profiles lie: SOUFFLEUR_PROFILES, else the user's data folder."""
    chosen = os.environ.get("SOUFFLEUR_PROFILES")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("souffleur")) / "agents"


def path_of(agent: str) -> Path:
    """The file of one agent: readable, safe, and different for every name."""
    readable = re.sub(r"[^a-z0-9]+", "-", agent.lower()).strip("-")[:40]
    return folder() / f"{readable}-{hashlib.sha256(agent.encode()).hexdigest()[:8]}.json"


def recall(agent: str | None, *, variety: Literal["NL", "BE"]) -> Baseline:
    """The agent's baseline as their last call left it; the norm's prior for an unknown or unnamed agent."""
    if agent is None or not (path := path_of(agent)).exists():
        return Baseline(variety=variety)
    try:
        return Baseline.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            "profile_unreadable",
            f"The baseline kept in {path} cannot be read: {error.strerror}.",
            "Give us permission, or delete that file: the agent's own pace is then learned anew.",
        ) from error


def remember(agent: str | None, baseline: Baseline) -> None:
    """Keep a named agent's baseline for their next call. Raises OutputError when it cannot be written."""
    if agent is None:
        return
    path = path_of(agent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".partial")
        fresh.write_text(baseline.to_json(), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise OutputError(
            "profile_unwritable",
            f"Cannot keep the agent's baseline in {path}: {error.strerror}.",
            "Free some space or set SOUFFLEUR_PROFILES to another folder.",
        ) from error
