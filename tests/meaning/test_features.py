"""Hashed words: always within the vector, and forgiving about spelling."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.meaning.features import PLACES, features, tokens


@given(st.text(max_size=200))
def test_every_place_lies_within_the_vector(text: str) -> None:
    assert all(0 <= place < PLACES for place in features(text).values())


@given(st.text(max_size=80))
def test_the_same_text_has_the_same_features(text: str) -> None:
    assert list(features(text).items()) == list(features(text).items())


def test_words_pairs_and_pieces_are_named() -> None:
    named = features("Wat kost dat?")
    assert {"wat", "kost", "wat kost", "kost dat", "#<wat", "#ost>", "?"} <= set(named)


def test_a_misheard_word_shares_pieces_with_the_word() -> None:
    assert len(set(features("verzekering")) & set(features("ferzekering"))) >= 5


def test_accents_and_case_do_not_count() -> None:
    assert tokens("Eén COÖRDINATOR") == tokens("een coordinator")
