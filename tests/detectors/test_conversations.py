"""Whole text conversations, written in tests/conversations/*.yaml: what is flagged, and in which turn.

`says:` one line a turn; `flags:` "kind@turn" (0-based), all that must be found; `miss:` says why a conversation is
known to come out otherwise: it is expected to fail, and the test tells when it no longer does.
"""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.detectors.missing_acknowledgement import MissingAcknowledgement
from tests.detectors.text_call import flagged

FOLDER = Path(__file__).parent.parent / "conversations"
DETECTORS = {"missing_acknowledgement": MissingAcknowledgement()}
CONVERSATIONS = [
    pytest.param(
        each,
        id=f"{file.stem}: {each['name']}",
        marks=[pytest.mark.xfail(strict=True, reason=each["miss"])] if "miss" in each else [],
    )
    for file in sorted(FOLDER.glob("*.yaml"))
    for each in YAML(typ="safe").load(file)
]


@pytest.mark.parametrize("each", CONVERSATIONS)
def test_conversation(each: dict) -> None:
    found = {
        f"{kind}@{flag.utterance.removeprefix('t')}"
        for kind, detector in DETECTORS.items()
        for flag in flagged(detector, each["says"])
    }
    assert found == set(each["flags"])


def test_there_are_enough_of_both_kinds() -> None:
    conversations = [param.values[0] for param in CONVERSATIONS]
    assert len(conversations) >= 60
    assert sum(not each["flags"] for each in conversations) >= 40
    assert sum(bool(each["flags"]) for each in conversations) >= 40
