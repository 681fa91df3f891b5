"""Who is in which team: from the archive's folders, or from a small file that the organisation keeps."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipeline.errors import InputError

FOLDERS = "folders"
"""Instead of a file: the archive's first folder is the team, its second the agent."""
_REMEDY = "CSV with the columns agent,team, or YAML: one 'team: [agent, agent]' a line."


def read_teams(path: Path) -> dict[str, str]:
    """Each agent's team. CSV (.csv, with a heading) or YAML. Raises InputError naming the line or the entry."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError("teams_unreadable", f"Cannot read {path}: {reason}.", _REMEDY) from error
    pairs = _from_csv(text, path) if path.suffix.lower() == ".csv" else _from_yaml(text, path)
    teams: dict[str, str] = {}
    for agent, team, where in pairs:
        if not agent or not team:
            raise _wrong(path, f"{where}: an agent and a team are needed")
        if teams.setdefault(agent, team) != team:
            raise _wrong(path, f"{where}: {agent} is in {teams[agent]} too")
    return teams


def _from_csv(text: str, path: Path) -> Iterable[tuple[str, str, str]]:
    rows = csv.DictReader(text.splitlines(), skipinitialspace=True)
    if not {"agent", "team"} <= set(rows.fieldnames or ()):
        raise _wrong(path, "the first line must name the columns agent and team")
    for row in rows:
        yield (row["agent"] or "").strip(), (row["team"] or "").strip(), f"line {rows.line_num}"


def _from_yaml(text: str, path: Path) -> Iterable[tuple[str, str, str]]:
    try:
        found = YAML(typ="safe").load(text)
    except YAMLError as error:
        raise _wrong(path, " ".join(str(error).split())) from error
    if not isinstance(found, Mapping):
        raise _wrong(path, "not a list of teams")
    for team, agents in found.items():
        if not isinstance(agents, list):
            raise _wrong(path, f"{team}: not a list of agents")
        for agent in agents:
            yield str(agent).strip(), str(team).strip(), str(team)


def _wrong(path: Path, what: str) -> InputError:
    return InputError("teams_malformed", f"{path}: {what}.", _REMEDY)
