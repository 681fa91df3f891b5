"""What is taken from a folder, what is not, and why."""

import pytest

from pipeline.batch.archive import UNNAMED, find
from pipeline.errors import InputError, UsageError


def fill(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


def test_agents_are_the_first_folders_and_other_files_are_left_alone(tmp_path):
    items, skipped = find(fill(tmp_path, "noor/week1/a.WAV", "sam/b.flac", "c.mp3", "sam/notes.txt", "sam/film.mp4"))
    assert [(item.name, item.agent) for item in items] == [
        ("c.mp3", UNNAMED),
        ("noor/week1/a.WAV", "noor"),
        ("sam/b.flac", "sam"),
    ]
    assert [(one.name, one.code) for one in skipped] == [("sam/film.mp4", "video")]


def test_a_pattern_for_files_and_one_for_agents(tmp_path):
    fill(tmp_path, "noor_01.wav", "sam_02.wav", "03.wav", "noor_04.mp4")
    items, skipped = find(tmp_path, pattern="*_*.wav", agents=r"^([a-z]+)_\d+")
    assert [item.agent for item in items] == ["noor", "sam"] and not skipped
    assert find(tmp_path, agents=r"^([a-z]+)_\d+")[0][0].agent == UNNAMED


def test_a_link_loop_ends_and_is_told(tmp_path):
    fill(tmp_path, "noor/a.wav")
    (tmp_path / "noor" / "lus").symlink_to(tmp_path)
    items, skipped = find(tmp_path)
    assert [item.name for item in items] == ["noor/a.wav"]
    assert [(one.name, one.code) for one in skipped] == [("noor/lus", "link_loop")]


def test_a_linked_folder_elsewhere_is_followed(tmp_path):
    fill(tmp_path / "elsewhere", "a.wav")
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "noor").symlink_to(tmp_path / "elsewhere")
    assert [item.name for item in find(tmp_path / "archive")[0]] == ["noor/a.wav"]


@pytest.mark.parametrize("expression", ["(", "noor"])
def test_a_wrong_expression(tmp_path, expression):
    with pytest.raises(UsageError, match="agent-pattern"):
        find(tmp_path, agents=expression)


def test_no_folder(tmp_path):
    with pytest.raises(InputError, match="none"):
        find(tmp_path / "none")
