"""The stabiliser: what two hypotheses agree on stands, and what stands stays."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.captions.stabiliser import Stabiliser, key
from pipeline.captions.utterance import Utterance, Word
from pipeline.span import Span, Speaker


def hypothesis_of(text: str, *, end: float | None = None, each: float = 0.4) -> Utterance:
    """`text` with words of `each` seconds; the sound ends at `end` (default: a second after the last word)."""
    words = tuple(Word(text=word, span=Span(n * each, (n + 1) * each)) for n, word in enumerate(text.split()))
    return Utterance(
        id="agent-1",
        speaker=Speaker.AGENT,
        span=Span(0.0, end or len(words) * each + 1.0),
        words=words,
        final=False,
        stable=0,
    )


def stable_text(state: Stabiliser) -> str:
    return " ".join(word.text for word in state.prefix)


def test_the_first_hypothesis_makes_nothing_stable() -> None:
    state = Stabiliser().after(hypothesis_of("ik zal even kijken"))
    assert state.stable == 0 and len(state.words) == 4


def test_what_two_agree_on_stands() -> None:
    state = Stabiliser().after(hypothesis_of("ik zal even kijk")).after(hypothesis_of("ik zal even kijken of"))
    assert stable_text(state) == "ik zal even"


def test_case_and_punctuation_are_no_disagreement() -> None:
    state = Stabiliser().after(hypothesis_of("Ik zal. even")).after(hypothesis_of("ik zal even kijken"))
    assert stable_text(state) == "ik zal even"


def test_a_word_at_the_edge_of_the_sound_waits() -> None:
    state = Stabiliser().after(hypothesis_of("ik zal even", end=1.3)).after(hypothesis_of("ik zal even", end=1.4))
    assert stable_text(state) == "ik zal"


def test_silence_after_the_words_makes_all_of_them_stand() -> None:
    assert stable_text(Stabiliser().after(hypothesis_of("ja dat klopt", end=1.3), complete=True)) == "ja dat klopt"


def test_what_stands_survives_another_opinion() -> None:
    state = Stabiliser().after(hypothesis_of("dat kan niet zo")).after(hypothesis_of("dat kan niet zomaar"))
    state = state.after(hypothesis_of("wat kan ik zomaar doen"))
    assert [word.text for word in state.words] == ["dat", "kan", "niet", "zomaar", "doen"]
    assert state.stable == 4


def test_an_empty_hypothesis_takes_nothing_back() -> None:
    state = Stabiliser().after(hypothesis_of("een twee drie")).after(hypothesis_of("een twee drie"))
    state = state.after(hypothesis_of(""))
    assert stable_text(state) == "een twee drie" and len(state.words) == 3


WORDS = ["ja", "nee", "dat", "kan", "niet", "even", "Even,", "kijken"]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@given(st.lists(st.tuples(texts, st.booleans(), st.floats(0.5, 5.0)), max_size=8))
def test_stable_words_never_change(passes: list[tuple[str, bool, float]]) -> None:
    state, before = Stabiliser(), ()
    for text, complete, end in passes:
        state = state.after(hypothesis_of(text, end=end), complete=complete)
        assert state.prefix[: len(before)] == before
        assert 0 <= state.stable <= len(state.words)
        before = state.prefix
        shown = state.utterance(hypothesis_of(text, end=end))
        assert shown.stable_words == state.prefix and not shown.final


def test_key_keeps_letters_and_digits() -> None:
    assert key(Word(text="«Één,»", span=Span(0, 1))) == "één"
