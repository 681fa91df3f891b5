"""The classifiers: sound probabilities, reasons that can be read, and weights that belong to the examples."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.meaning import classifier
from pipeline.meaning.classifier import MOST_WORDS, cut, judge, load, save
from pipeline.meaning.embedder import available

ROOM = Path(classifier.__file__).parent
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=100))
def test_probabilities_add_up_to_one(text: str) -> None:
    found = judge("questions", text)
    assert sum(found.probabilities.values()) == pytest.approx(1.0)
    assert found.label in found.probabilities
    assert all(abs(found.log_odds(label)) <= 6 for label in found.probabilities)


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [
        ("frustration", "Niemand neemt op, niemand belt terug, en ik zit hier maar te wachten.", "frustrated"),
        ("frustration", "Ik wil graag mijn nieuwe adres doorgeven.", "calm"),
        ("acknowledgement", "Twee weken zonder douche. Ik snap dat u er genoeg van heeft.", "acknowledging"),
        ("acknowledgement", "Mag ik uw postcode en huisnummer van u?", "businesslike"),
        ("questions", "Hoeveel kamers heeft de woning?", "S"),
        ("questions", "Wat zou het u opleveren als dat automatisch ging?", "N"),
        ("questions", "Wat zijn de gevolgen als dat zo blijft?", "I"),
        ("questions", "Mag ik uw klantnummer noteren?", "other"),
    ],
)
def test_plain_cases(name: str, text: str, label: str) -> None:
    assert judge(name, text).label == label


def test_a_judgement_names_its_reasons() -> None:
    found = judge("frustration", "Ik sta hier nu al een uur in de kou te wachten op die bus van jullie.")
    assert found.nearest in {text for label, text in load(ROOM / "frustration.npz").examples if label == found.label}
    assert 0 < len(found.words) <= 3


def test_negation_is_all_but_invisible_to_the_embedding() -> None:
    """Why a promise or a refusal is never decided by it."""
    pair = [judge("acknowledgement", text) for text in ("Dat kan ik doen.", "Dat kan ik niet doen.")]
    odds = [found.log_odds("acknowledging") for found in pair]
    assert abs(odds[0] - odds[1]) < 2.5


def test_a_judgement_does_not_depend_on_what_was_judged_before() -> None:
    text = "Dat is nu al de derde brief."
    first = judge("frustration", text)
    judge.cache_clear()
    judge("frustration", "Iets anders.")
    assert judge("frustration", text) == first


def test_cut_keeps_the_end_that_tells() -> None:
    text = " ".join(map(str, range(100)))
    assert cut(text, "head").split() == [str(number) for number in range(MOST_WORDS)]
    assert cut(text, "tail").split() == [str(number) for number in range(100 - MOST_WORDS, 100)]


@pytest.mark.parametrize("name", ["frustration", "acknowledgement", "questions"])
def test_what_is_saved_again_has_the_same_bytes(name: str, tmp_path: Path) -> None:
    shipped = ROOM / f"{name}.npz"
    save(load(shipped), tmp_path / "once.npz")
    save(load(tmp_path / "once.npz"), tmp_path / "twice.npz")
    assert (tmp_path / "once.npz").read_bytes() == (tmp_path / "twice.npz").read_bytes()
    assert shipped.stat().st_size < 400_000


@pytest.mark.parametrize("name", ["frustration", "acknowledgement"])
def test_the_weights_belong_to_the_examples(name: str) -> None:
    import meaning_examples

    written = [(each.label, each.text) for each in getattr(meaning_examples, name)()]
    assert list(load(ROOM / f"{name}.npz").examples) == written, "run: python bench/train_meaning.py"


def test_there_are_hundreds_of_examples_of_each_label() -> None:
    import meaning_examples

    for name, least in (("frustration", 250), ("acknowledgement", 150), ("questions", 75)):
        labels = [each.label for each in getattr(meaning_examples, name)()]
        assert min(labels.count(label) for label in set(labels)) >= least


def test_noise_is_seeded_and_never_empties_a_text() -> None:
    from asr_noise import asr_noised

    text = "Heeft u uw verzekeringspapieren ook bij de hand?"
    assert asr_noised(text, 3) == asr_noised(text, 3)
    assert len({asr_noised(text, seed) for seed in range(20)}) > 10
    assert all(asr_noised("u", seed) for seed in range(50))


def test_the_model_is_there_in_development() -> None:
    """The tests of meaning would pass for the wrong reason without it."""
    assert available()
    assert np.isfinite(list(judge("frustration", "").probabilities.values())).all()
