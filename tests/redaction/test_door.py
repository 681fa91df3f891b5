"""The door: nothing behind it holds a personal number, and replays find the same."""

import pytest

from pipeline.call import Call
from pipeline.captions.utterance import Utterance
from pipeline.conversation.dialogue import Dialogue, DialogueTurn, events_of
from pipeline.conversation.events import CallStarted, Heard
from pipeline.core import Core
from pipeline.eventlog import encode
from pipeline.replay import replay
from pipeline.span import Speaker

QUESTION = "Wat is in principe uw geboortedatum en uw rekeningnummer?"
ANSWER = "Zeven acht vierenzeventig, en NL91 ABNA 0417 1643 00."
REDACTED = "[GEBOORTEDATUM], en [IBAN]."


@pytest.fixture
def spoken(said) -> list[Utterance]:
    return [said(QUESTION, speaker=Speaker.AGENT, start=2.0), said(ANSWER, start=6.0)]


def test_a_call_keeps_and_records_labels_alone(spoken):
    call = Call((), call_id="c")
    records = [*call.start().records]
    for utterance in spoken:
        records += call.hear(utterance)
    assert call.conversation.utterances[-1].text == REDACTED
    log = "\n".join(encode(record) for record in records)
    assert "[IBAN]" in log and not any(part in log for part in ("0417", "ABNA", "vierenzeventig"))


def test_only_an_explicit_setting_keeps_the_numbers(spoken):
    call = Call((), call_id="c", redacts=False)
    for utterance in spoken:
        call.hear(utterance)
    assert call.conversation.utterances[-1].text == ANSWER


def test_a_replay_of_a_redacted_log_is_the_same_log(spoken):
    call = Call((), call_id="c")
    records = [*call.start().records]
    for utterance in spoken:
        records += call.hear(utterance)
    assert list(replay(records, Core(()))) == records


def test_a_log_from_before_redaction_is_redacted_when_it_is_replayed(spoken):
    old = [CallStarted(call_id="c"), *(Heard(at=u.span.end, utterance=u) for u in spoken)]
    assert [r.utterance.text for r in replay(old, Core(())) if isinstance(r, Heard)] == [QUESTION, REDACTED]


def test_a_written_dialogue_goes_through_the_same_door():
    turns = (
        DialogueTurn(speaker=Speaker.AGENT, text=QUESTION),
        DialogueTurn(speaker=Speaker.CUSTOMER, text=ANSWER),
    )
    core = Core(())
    for event in events_of(Dialogue(id="d", turns=turns)):
        core.apply(core.admitted(event))
    assert [u.text for u in core.conversation.utterances] == [QUESTION, REDACTED]


def test_a_final_is_redacted_whatever_its_partials_were(said):
    call = Call((), call_id="c")
    words = ["mijn", "nummer", "is", "nul", "zes", "twaalf", "vierendertig", "zesenvijftig", "achtenzeventig"]
    for count in range(1, len(words)):
        call.hear(said(" ".join(words[:count]), final=False))
    call.hear(said(" ".join(words)))
    assert [u.text for u in call.conversation.utterances] == ["mijn nummer is [TELEFOON]"]
