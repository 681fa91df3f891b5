"""The conversation's value: order, versions of an utterance, turns, bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.audio.events import Pace, SpeechEnded, SpeechStarted
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import PACE_MEMORY, Conversation
from pipeline.conversation.events import Heard, Tick
from pipeline.conversation.measures import talk_share
from pipeline.span import Span, Speaker


def said(id: str, speaker: Speaker, start: float, text: str, *, final: bool = True) -> Heard:
    words = tuple(Word(text=word, span=Span(start, start + 1)) for word in text.split())
    utterance = Utterance(id=id, speaker=speaker, span=Span(start, start + 1), words=words, final=final)
    return Heard(at=start + 1, utterance=utterance)


def test_a_final_replaces_its_partial_and_keeps_its_place():
    conversation = Conversation()
    for event in (
        said("a1", Speaker.AGENT, 0, "goede", final=False),
        said("c1", Speaker.CUSTOMER, 3, "hallo"),
        said("a1", Speaker.AGENT, 0, "goedemiddag"),
    ):
        conversation = conversation.after(event)
    assert [u.text for u in conversation.utterances] == ["goedemiddag", "hallo"]


def test_an_empty_final_takes_its_partial_back():
    conversation = Conversation().after(said("a1", Speaker.AGENT, 0, "bedankt voor het kijken", final=False))
    assert conversation.after(said("a1", Speaker.AGENT, 0, "")).utterances == ()


def test_turns_are_runs_of_one_speaker():
    conversation = Conversation()
    for i, speaker in enumerate("aacaa"):
        who = Speaker.AGENT if speaker == "a" else Speaker.CUSTOMER
        conversation = conversation.after(said(f"u{i}", who, i * 2.0, f"woord{i}"))
    assert [turn.text for turn in conversation.turns] == ["woord0 woord1", "woord2", "woord3 woord4"]
    for count in range(5):
        assert conversation.recent_turns(count) == (conversation.turns[-count:] if count else ())


@given(st.permutations(range(8)), st.data())
def test_utterances_stand_in_order_of_time_however_late_they_come(order, data):
    conversation = Conversation()
    for i in order:
        speaker = data.draw(st.sampled_from(list(Speaker)))
        conversation = conversation.after(said(f"u{i}", speaker, i * 2.0, f"w{i}"))
    assert [u.text for u in conversation.utterances] == [f"w{i}" for i in range(8)]


def test_pace_memory_is_bounded():
    conversation = Conversation()
    for i in range(3000):
        pace = Pace(
            at=i / 10,
            speaker=Speaker.AGENT,
            measured_to=i / 10,
            syllables=0.5,
            speech=0.1,
            articulation_rate=5.0,
            speaking_rate=4.0,
            pause_share=0.2,
            window=5.0,
            baseline=None,
        )
        conversation = conversation.after(pace)
    assert len(conversation.paces) <= PACE_MEMORY * 10 + 1
    assert conversation.paces[-1].at == conversation.now


def test_talk_share_counts_the_stretch_under_way():
    conversation = Conversation().after(SpeechStarted(at=0.2, speaker=Speaker.AGENT, onset=0.0))
    assert conversation.is_speaking(Speaker.AGENT)
    conversation = conversation.after(SpeechEnded(at=3.2, speaker=Speaker.AGENT, span=Span(0.0, 3.0)))
    conversation = conversation.after(SpeechStarted(at=4.2, speaker=Speaker.CUSTOMER, onset=4.0)).after(Tick(at=5.0))
    assert talk_share(conversation) == 0.75
    assert talk_share(Conversation()) is None


def test_the_recent_past_is_what_it_says():
    conversation = Conversation()
    for i in range(10):
        who = list(Speaker)[i % 2]
        conversation = conversation.after(SpeechEnded(at=i + 1.2, speaker=who, span=Span(i, i + 1)))
        conversation = conversation.after(said(f"u{i}", who, float(i), f"w{i}"))
    assert [span.start for _, span in conversation.speech_since(7.5)] == [7, 8, 9]
    assert [u.id for u in conversation.utterances_since(7.5)] == ["u8", "u9"]
    assert conversation.speech_since(-1) == conversation.speech
    assert conversation.utterances_since(99) == ()
