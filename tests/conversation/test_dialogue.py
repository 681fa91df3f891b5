"""Written dialogues: what is read, what is refused and where the error points."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.dialogue import Dialogue, DialogueTurn, events_of, read_dialogues, turn_id, turn_index
from pipeline.errors import DialogueError
from pipeline.span import Speaker

GOOD = json.dumps({"id": "a", "turns": [{"speaker": "agent", "text": "Goedemiddag.", "start": 0.5, "end": 1.5}]})


def read(tmp_path: Path, text: str | bytes) -> list[Dialogue]:
    path = tmp_path / "in.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_dialogues(path))


def test_reads_turns_with_and_without_times(tmp_path):
    [dialogue, other] = read(tmp_path, GOOD + "\n\n" + '{"id": 7, "turns": [{"speaker": "customer", "text": ""}]}')
    assert dialogue.turns == (DialogueTurn(speaker=Speaker.AGENT, text="Goedemiddag.", start=0.5, end=1.5),)
    assert other == Dialogue(id="7", turns=(DialogueTurn(speaker=Speaker.CUSTOMER, text=""),))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not valid JSON"),
        ("[]", "not a JSON object"),
        ('{"turns": []}', '"id"'),
        ('{"id": "x"}', '"turns"'),
        ('{"id": "x", "turns": [3]}', "turn 0"),
        ('{"id": "x", "turns": [{"speaker": "klant", "text": ""}]}', "speaker"),
        ('{"id": "x", "turns": [{"speaker": "agent"}]}', "text"),
        ('{"id": "x", "turns": [{"speaker": "agent", "text": "", "start": "nul"}]}', "start"),
        ('{"id": "x", "turns": [{"speaker": "agent", "text": "", "end": NaN}]}', "end"),
        ('{"id": "x", "turns": [], "direction": "naar buiten"}', "direction"),
        ('{"id": "x", "turns": [], "direction": ["outbound"]}', "direction"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_malformed_line_is_named_and_the_good_ones_before_it_are_kept(tmp_path, line, what):
    path = tmp_path / "in.jsonl"
    path.write_text(f"{GOOD}\n{line}\n{GOOD}\n")
    dialogues = read_dialogues(path)
    assert next(dialogues).id == "a"
    with pytest.raises(DialogueError, match="line 2") as raised:
        next(dialogues)
    assert what in raised.value.message


def test_the_direction_is_the_dialogues_own_else_the_readers(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "a", "turns": [], "direction": "inbound"}\n{"id": "b", "turns": []}\n')
    inbound, told = read_dialogues(path, direction="outbound")
    assert (inbound.direction, told.direction) == ("inbound", "outbound")
    assert [next(iter(events_of(each))).direction for each in (inbound, told)] == ["inbound", "outbound"]
    assert [each.direction for each in read_dialogues(path)] == ["inbound", "inbound"]


def test_a_missing_file_and_a_directory_are_errors(tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(DialogueError):
            list(read_dialogues(path))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path, data):
    try:
        read(tmp_path, data)
    except DialogueError as error:
        assert "line " in error.message


turns = st.builds(
    DialogueTurn,
    speaker=st.sampled_from(list(Speaker)),
    text=st.text(max_size=60),
    start=st.none() | st.floats(0, 1e4),
    end=st.none() | st.floats(0, 1e4),
)


@given(st.lists(turns, max_size=12))
def test_every_turn_with_words_becomes_one_utterance_and_time_never_goes_back(written):
    conversation, clock = Conversation(), 0.0
    for event in events_of(Dialogue(id="d", turns=tuple(written))):
        assert event.at >= clock
        clock = event.at
        conversation = conversation.after(event)
    expected = {turn_id(i): " ".join(turn.text.split()) for i, turn in enumerate(written) if turn.text.split()}
    assert {u.id: u.text for u in conversation.utterances} == expected
    assert all(turn_index(u.id) in range(len(written)) for u in conversation.utterances)
    assert conversation.ended
