"""Scores against small cases counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.conversation.dialogue import Dialogue, DialogueTurn
from pipeline.evaluation.labels import KINDS, Label, Labelled
from pipeline.evaluation.score import Finding, Score, Tally, interval, macro_f1, same_words, tally, total
from pipeline.span import Speaker

TURNS = tuple(DialogueTurn(speaker=Speaker.AGENT, text=f"beurt {i}") for i in range(9))
EMPTY: dict[str, tuple[Label, ...]] = dict.fromkeys(KINDS, ())


def labelled(kind, *wanted, optional=()):
    return Labelled(
        dialogue=Dialogue(id="d", turns=TURNS),
        wanted=EMPTY | {kind: wanted},
        optional=EMPTY | {kind: tuple(optional)},
    )


def at(turn, *texts, to=None, **more):
    return Label(first=turn, last=turn if to is None else to, texts=texts, **more)


def found(kind, *places):
    return [Finding(kind=kind, turn=turn, words=words) for turn, words in places]


def test_a_label_is_hit_once_and_a_second_finding_on_it_is_ignored():
    truth = labelled("missing_acknowledgement", at(1, to=2), at(5, to=6))
    counted = tally(truth, found("missing_acknowledgement", (1, None), (2, None), (8, None)), "missing_acknowledgement")
    assert (counted.hits, len(counted.false), len(counted.missed)) == (1, 1, 1)
    assert counted.missed[0].first == 5 and counted.false[0].turn == 8


def test_words_must_overlap_and_without_words_the_turn_decides():
    truth = labelled("itch_word", at(3, "als het goed is"), at(3, "even"))
    words = tally(truth, found("itch_word", (3, "goed is"), (3, "eventueel")), "itch_word")
    assert (words.hits, len(words.false), len(words.missed)) == (1, 1, 1)
    bare = tally(truth, found("itch_word", (3, None), (3, None), (3, None)), "itch_word")
    assert (bare.hits, len(bare.false), len(bare.missed)) == (2, 0, 0)


def test_optional_labels_count_neither_way():
    truth = labelled("promise", optional=[at(2, "ik stuur u een bericht")])
    counted = tally(truth, found("promise", (2, "stuur u een bericht"), (2, "morgen klaar"), (3, None)), "promise")
    assert (counted.hits, len(counted.false), len(counted.missed)) == (0, 2, 0)


def test_a_lost_label_is_not_asked_for_and_a_finding_on_it_is_no_false_alarm():
    truth = labelled("summary", at(4, lost=True), at(7))
    assert tally(truth, [], "summary") == Tally(hits=0, false=(), missed=(at(7),))
    assert tally(truth, found("summary", (4, None)), "summary").false == ()


def test_an_alternative_question_type_is_as_good():
    truth = labelled("question:P", at(5, "hoeveel kost dat u", alternative="question:S"))
    assert tally(truth, found("question:S", (5, "hoeveel kost dat u")), "question:P").hits == 1
    assert tally(truth, found("question:I", (5, "hoeveel kost dat u")), "question:P").hits == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Fijne dag verder!", "fijne dag verder", True),
        ("even", "eventueel", False),
        ("ik bel u morgen terug", "Dan bel ik u morgen zeker terug.", True),
        ("ik bel", "ik kom u halen", False),
        ("...", "even", False),
    ],
)
def test_same_words(one, other, same):
    assert same_words(one, other) is same and same_words(other, one) is same


def test_ratios_counted_by_hand():
    score = total(
        [
            Tally(hits=2, false=tuple(found("promise", (1, None)))),
            Tally(hits=1, missed=(at(0), at(1), at(2))),
        ],
        [10, 30],
    )
    assert (score.precision, score.recall) == (3 / 4, 3 / 6)
    assert score.f1 == pytest.approx(0.6) and score.false_per_100 == pytest.approx(2.5)
    nothing = Score(hits=0, false=0, missed=0, agent_turns=0)
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.false_per_100) == (0, 0, 0, 0)
    assert macro_f1({"a": score, "b": nothing}) == pytest.approx(0.3)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12))
def test_the_interval_is_ordered_reproducible_and_exact_when_dialogues_agree(counts):
    tallies = [
        Tally(hits=hits, false=tuple(found("promise", *[(0, None)] * false)), missed=(at(0),) * missed)
        for hits, false, missed in counts
    ]
    turns = [5] * len(tallies)
    low, high = interval(tallies, turns, resamples=50)
    assert 0 <= low <= high <= 1 and (low, high) == interval(tallies, turns, resamples=50)
    same = [tallies[0]] * len(tallies)
    assert interval(same, turns, resamples=50) == (total(same, turns).f1,) * 2
