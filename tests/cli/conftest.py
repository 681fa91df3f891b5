"""Running the command line as a user does: a process, its exit code, what it printed."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from pipeline.audio.recording import open_recording
from pipeline.span import Speaker

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "audio_fixtures"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a finished command left."""

    code: int
    out: str
    err: str

    def is_complaint(self, code: int, *words: str) -> bool:
        """Whether it ended with `code` and exactly three lines on stderr, without a traceback, that hold `words`."""
        lines = self.err.strip().splitlines()
        return self.code == code and len(lines) == 3 and all(word in self.err for word in words)


@pytest.fixture
def souffleur(tmp_path: Path) -> Callable[..., Ran]:
    """Run one command in an empty folder, with no settings of the machine's user."""

    def run(*arguments: object, timeout: float = 240, **environment: str) -> Ran:
        ended = subprocess.run(
            [sys.executable, ROOT / "run_live.py", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "SOUFFLEUR_PROFILES": str(tmp_path / "profiles"), "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return run


def angry_excerpt(seconds: float) -> dict[Speaker, np.ndarray]:
    """The angry call from just before the customer's "derde keer": frustration, and a reply that goes to the fix."""
    truth = YAML(typ="safe").load(FIXTURES / "angry.yaml")
    start = next(u["start"] for u in truth["utterances"] if "derde keer" in u["text"]) - 0.5
    sound: dict[Speaker, list[np.ndarray]] = {speaker: [] for speaker in Speaker}
    for frame in open_recording(FIXTURES / "angry.flac").frames():
        sound[frame.speaker].append(frame.samples)
    first, last = (round(second * 16_000) for second in (start, start + seconds))
    return {speaker: np.concatenate(parts)[first:last] for speaker, parts in sound.items()}
