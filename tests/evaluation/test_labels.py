"""Reading labels: every list may be left out, mistakes are named with their line."""

import json

import pytest

from pipeline.errors import DialogueError
from pipeline.evaluation.labels import KINDS, Label, read_labels

TURNS = [{"speaker": "customer", "text": "Hallo."}, {"speaker": "agent", "text": "Even kijken, hoor."}]


def write(path, *labels, turns=TURNS):
    lines = [json.dumps({"id": f"d{i}", "turns": turns, "labels": body}) for i, body in enumerate(labels)]
    path.write_text("\n\n".join(lines) + "\n")
    return path


def test_empty_labels_want_nothing(tmp_path):
    (one,) = read_labels(write(tmp_path / "l.jsonl", {}))
    assert set(one.wanted) == set(one.optional) == set(KINDS) and not any(one.wanted.values())


def test_each_kind_is_read(tmp_path):
    body = {
        "missing_acknowledgement": [{"customer_turn": 0, "agent_turn": 1}],
        "acknowledged": [{"customer_turn": 0, "agent_turn": 1, "quality": quality} for quality in ("full", "thin")],
        "itch_words": [{"turn": 1, "text": "Even", "asr_text": "efen", "lost": True}],
        "questions": [{"turn": 1, "text": "wat?", "type": "P", "alt": "S"}],
        "tutoyeren": [1],
        "stalemate": [1, None],
        "lost": {"tutoyeren": [1]},
    }
    first, second = read_labels(write(tmp_path / "l.jsonl", body, {"promises": [{"turn": 1, "text": "kijken"}]}))
    assert first.wanted["missing_acknowledgement"] == (Label(first=0, last=1),)
    assert first.optional["missing_acknowledgement"] == (Label(first=0, last=1),)
    assert first.wanted["itch_word"] == (Label(first=1, last=1, texts=("Even", "efen"), lost=True),)
    assert first.wanted["question:P"][0].alternative == "question:S" and len(first.optional["question:S"]) == 1
    assert first.wanted["tutoyeren"][0].lost and first.wanted["stalemate"] == (Label(first=-1, last=3),)
    assert second.dialogue.id == "d1" and second.wanted["promise"][0].texts == ("kijken",)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"itch_words": [{"text": "even"}]}, "turn"),
        ({"tutoyeren": ["1"], "summaries": 3}, "summaries"),
        (None, "labels"),
    ],
)
def test_mistakes_are_named(tmp_path, body, word):
    with pytest.raises(DialogueError, match=f"line 1: .*{word}"):
        list(read_labels(write(tmp_path / "l.jsonl", body)))


def test_a_label_past_the_end_and_an_empty_file(tmp_path):
    with pytest.raises(DialogueError, match="tutoyeren"):
        list(read_labels(write(tmp_path / "l.jsonl", {"tutoyeren": [2]})))
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(DialogueError, match="no dialogues"):
        list(read_labels(tmp_path / "empty.jsonl"))
