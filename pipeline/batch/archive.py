"""The recordings in a folder, each once, with the agent whose call it is."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from pipeline.errors import InputError, UsageError

SOUND = frozenset({".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".webm", ".aac", ".wma", ".aif", ".aiff"})
"""Names that are taken for recordings when no pattern is given."""
VIDEO = frozenset({".mp4", ".mkv", ".mov", ".avi", ".wmv", ".m4v"})
UNNAMED = "zonder naam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A recording in the archive. `name` is its path within the archive, with forward slashes."""

    name: str
    path: Path
    agent: str
    team: str = ""
    """"" where it is not known."""

    def log(self, out: Path) -> Path:
        """Where its event log is kept."""
        return out / "calls" / f"{self.name}.jsonl"

    def pace(self, out: Path) -> Path:
        """Where the agent's own pace after this call is kept."""
        return out / "pace" / f"{self.name}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that gave no call, and why, in a code and in words."""

    name: str
    code: str
    reason: str


def find(
    folder: Path,
    *,
    pattern: str | None = None,
    agents: str | None = None,
    teams: Mapping[str, str] | None = MappingProxyType({}),
) -> tuple[list[Item], list[Skipped]]:
    """(recordings, what was passed over), in order of name.

    `pattern`: a glob within the folder; then every file that it names is taken. `agents`: a regular expression searched
    in the path within the archive; its first group is the agent, else the first folder is. `teams`: each agent's team;
    None: the first folder is the team and the second the agent. Raises InputError when the folder cannot be read,
    UsageError for a wrong expression.
    """
    expression = _expression(agents)
    skipped: list[Skipped] = []
    items = []
    for path in sorted(_files(folder, skipped)):
        inner = PurePosixPath(path.relative_to(folder).as_posix())
        suffix = inner.suffix.lower()
        if pattern is not None:
            if not inner.match(pattern):
                continue
        elif suffix in VIDEO:
            skipped.append(Skipped(name=str(inner), code="video", reason="A video; take its sound out first."))
            continue
        elif suffix not in SOUND:
            continue
        team = inner.parts[0] if teams is None and len(inner.parts) > 1 else ""
        agent = _agent(PurePosixPath(*inner.parts[1:]) if team else inner, expression)
        items.append(Item(name=str(inner), path=path, agent=agent, team=team or (teams or {}).get(agent, "")))
    return items, skipped


def _expression(agents: str | None) -> re.Pattern[str] | None:
    if agents is None:
        return None
    try:
        expression = re.compile(agents)
    except re.error as error:
        raise UsageError(
            "agent_pattern_invalid",
            f"--agent-pattern: {error}.",
            r"For example: --agent-pattern '^([a-z]+)_\d+'",
        ) from error
    if expression.groups < 1:
        raise UsageError(
            "agent_pattern_invalid",
            "--agent-pattern has no group to take the name from.",
            r"Put the name between brackets: --agent-pattern '^([a-z]+)_\d+'",
        )
    return expression


def _agent(inner: PurePosixPath, expression: re.Pattern[str] | None) -> str:
    if expression is not None:
        found = expression.search(str(inner))
        return (found[1] if found else None) or UNNAMED
    return inner.parts[0] if len(inner.parts) > 1 else UNNAMED


def _files(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """All files below the folder, links followed; a folder that was seen before (a loop) is passed over and told."""

    def unreadable(error: OSError) -> None:
        path = Path(error.filename or folder)
        if path == folder:
            raise InputError(
                "archive_unreadable",
                f"Cannot read {folder}: {error.strerror}.",
                "Give a folder with recordings.",
            ) from error
        skipped.append(Skipped(name=_within(path, folder), code="unreadable", reason=error.strerror or str(error)))

    seen: set[tuple[int, int]] = set()
    for root, folders, files in os.walk(folder, onerror=unreadable, followlinks=True):
        here = Path(root)
        state = here.stat()
        seen.add((state.st_dev, state.st_ino))
        for name in sorted(folders):
            inner = here / name
            state = inner.stat()
            if (state.st_dev, state.st_ino) in seen:
                folders.remove(name)
                reason = "A link to a folder that was already taken."
                skipped.append(Skipped(name=_within(inner, folder), code="link_loop", reason=reason))
            seen.add((state.st_dev, state.st_ino))
        yield from (here / name for name in files)


def _within(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
