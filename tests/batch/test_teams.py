"""Teams from a file or from the folders."""

import pytest

from pipeline.batch.archive import UNNAMED, find
from pipeline.batch.teams import read_teams
from pipeline.errors import InputError

EXPECTED = {"noor": "Noord", "sam": "Zuid", "els": "Noord"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "agent,team\nnoor,Noord\nsam, Zuid\nels,Noord\n"),
        ("t.csv", "\ufeffteam,agent\r\nNoord,noor\r\nZuid,sam\r\nNoord,els\r\n"),
        ("t.yaml", "Noord: [noor, els]\nZuid: [sam]\n"),
    ],
)
def test_both_forms(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    assert read_teams(tmp_path / name) == EXPECTED


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("t.csv", "wie,waar\nnoor,Noord\n", "agent and team"),
        ("t.csv", "agent,team\nnoor,\n", "line 2"),
        ("t.csv", "agent,team\nnoor,Noord\nnoor,Zuid\n", "noor is in Noord too"),
        ("t.yaml", "Noord: noor\n", "Noord"),
        ("t.yaml", "[", "line 2"),
        ("t.yaml", "noor\n", "list of teams"),
    ],
)
def test_a_mistake_is_named(tmp_path, name, text, what):
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as raised:
        read_teams(tmp_path / name)
    assert what in raised.value.message


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="none"):
        read_teams(tmp_path / "none.csv")


def test_the_first_folder_is_the_team_and_the_second_the_agent(tmp_path):
    for name in ("noord/noor/a.wav", "noord/los.wav", "zuid/sam/b.wav", "c.wav"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = {item.name: (item.agent, item.team) for item in find(tmp_path, teams=None)[0]}
    assert found == {
        "noord/noor/a.wav": ("noor", "noord"),
        "noord/los.wav": (UNNAMED, "noord"),
        "zuid/sam/b.wav": ("sam", "zuid"),
        "c.wav": (UNNAMED, ""),
    }
    assert {item.team for item in find(tmp_path, teams={"noord": "Een"})[0]} == {"Een", ""}
