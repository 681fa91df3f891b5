"""Dutch word order: sentences, finite verbs, verb-first and question-word clauses."""

import pytest

from pipeline.detectors.clauses import (
    breaks,
    clauses,
    has_finite,
    is_finite,
    question_word_first,
    repaired,
    sentences,
    tokens_of,
    verb_first,
)


def test_sentences_end_at_stops_but_not_at_abbreviations() -> None:
    words = ["Dhr.", "Jansen", "belt.", "Komt", "u", "ook?"]
    assert [(each.start, each.end, each.asks) for each in sentences(words)] == [(0, 3, False), (3, 6, True)]
    assert len(sentences(["Neem", "evt.", "een", "foto."])) == 1


def test_an_unfinished_sentence_is_open() -> None:
    assert [each.closed for each in sentences(["Goed.", "Dan", "kijk", "ik"])] == [True, False]


@pytest.mark.parametrize(("verb", "subject"), [("heeft", "u"), ("brandt", "het"), ("zijt", "ge"), ("twittert", "u")])
def test_finite_verbs(verb: str, subject: str) -> None:
    assert is_finite(verb, subject)


@pytest.mark.parametrize(("word", "following"), [("modem", "u"), ("kaart", "u"), ("niet", "u"), ("zodat", "er")])
def test_other_words_are_no_verbs(word: str, following: str) -> None:
    assert not is_finite(word, following)


def test_first_person_never_comes_without_a_verb() -> None:
    assert has_finite(["ik", "frunnik"])
    assert not has_finite(["de", "rode", "knop"])


@pytest.mark.parametrize(
    "text",
    [
        "hoe lang heeft u dat",
        "wat is de reden",
        "welk model hangt er",
        "waar komt het vandaan",
        "hoeveel mensen werken jullie",
        "wie vangt de kinderen op",
    ],
)
def test_a_main_clause_has_its_verb_before_the_subject(text: str) -> None:
    assert question_word_first(text.split(), 0) is not None


@pytest.mark.parametrize(
    "text",
    [
        "hoe lang u al wacht",
        "waar de lekkage zit",
        "wat ik kan doen",
        "wat een ellende",
        "hoe eerder u belt",
        "wanneer de monteur komt",
    ],
)
def test_a_subordinate_clause_is_no_question(text: str) -> None:
    assert question_word_first(text.split(), 0) is None


def test_verb_first_needs_a_subject() -> None:
    assert verb_first(["heeft", "u"], 0)
    assert not verb_first(["komt", "goed"], 0)
    assert not verb_first(["heeft"], 0)


def test_a_capital_is_what_is_left_of_a_lost_stop() -> None:
    assert breaks(["dat", "klopt", "Heeft", "u", "nog", "iets"]) == {0, 2}


def test_clauses_begin_anew_without_punctuation() -> None:
    words = ["ik", "kijk", "het", "na", "en", "ik", "bel", "u", "morgen"]
    assert [(each.start, each.end) for each in clauses(words, tokens_of(words))] == [(0, 4), (4, 9)]


def test_function_words_spelled_by_ear_are_restored() -> None:
    assert repaired(["Wa", "is", "da?"]) == ["wat", "is", "dat"]
