"""PulseAudio (or PipeWire's twin of it) seen through `pactl`: which sources there are and what captures from which.

PortAudio reaches PulseAudio through ALSA's `pulse` device and sees neither. When a source disappears, PulseAudio moves
its captures silently to another one, and a customer's channel would carry the agent: so the attachment is watched.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

PORTAUDIO_NAME = "pulse"
"""PortAudio's name of the ALSA device that leads to PulseAudio; PULSE_SOURCE in the environment chooses the source."""
PORTAUDIO_NAMES = (PORTAUDIO_NAME, "default")
"""Devices of PortAudio behind which PulseAudio may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something that PulseAudio can capture from."""

    index: int
    name: str
    description: str
    rate_hz: int
    channels: int
    monitor: bool


def sources() -> list[Source]:
    """All sources; empty where no PulseAudio answers."""
    return [
        Source(
            index=entry["index"],
            name=entry["name"],
            description=entry.get("description") or entry["name"],
            rate_hz=_rate_hz(entry.get("sample_specification", "")),
            channels=entry.get("channel_map", "").count(",") + 1,
            monitor=entry["name"].endswith(".monitor"),
        )
        for entry in _listed("sources")
    ]


def default_source() -> str | None:
    """Name of the default source."""
    return _pactl("get-default-source").strip() or None


def captures() -> dict[int, int]:
    """Index of the source of each capture of this process, by the capture's own index."""
    mine = str(os.getpid())
    return {
        entry["index"]: entry["source"]
        for entry in _listed("source-outputs")
        if entry.get("properties", {}).get("application.process.id") == mine
    }


class Changes:
    """Hears that something about sources or captures changed, through `pactl subscribe`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if shutil.which("pactl"):
            self._process = subprocess.Popen(
                ["pactl", "subscribe"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
            )
            assert self._process.stdout is not None
            os.set_blocking(self._process.stdout.fileno(), False)

    def any(self) -> bool:
        """Whether sources or captures changed since the last call. Never blocks."""
        if self._process is None or self._process.stdout is None:
            return False
        said = self._process.stdout.read()
        return bool(said) and b"source" in said

    def close(self) -> None:
        """End the subscription."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _listed(what: str) -> list[dict[str, Any]]:
    said = _pactl("-f", "json", "list", what)
    try:
        return list(json.loads(said)) if said else []
    except ValueError:
        return []


def _pactl(*arguments: str) -> str:
    """What pactl prints; empty without pactl or without a server (both mean: no PulseAudio here)."""
    program = shutil.which("pactl")
    if program is None:
        return ""
    try:
        done = subprocess.run([program, *arguments], capture_output=True, timeout=2, env=_environment())
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _rate_hz(specification: str) -> int:
    digits = specification.rpartition(" ")[2].removesuffix("Hz")
    return int(digits) if digits.isdigit() else 0
