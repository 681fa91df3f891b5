"""Every entry of every lexicon that we ship flags what it must flag and passes what it must pass."""

from pathlib import Path

import pytest

import pipeline.detectors
from pipeline.detectors.entry import language
from pipeline.detectors.lexicon import failed_examples, load_lexicon
from pipeline.detectors.patterns import PatternError, normalised

HOME = Path(pipeline.detectors.__file__).parent
SETTINGS = {"classes.yaml", "asr_slips.yaml", "function_words.yaml"}
"""Lists of words, which have no entries."""
LEXICONS = sorted(
    {path.parent if path.parent != HOME else path for path in HOME.rglob("*.yaml") if path.name not in SETTINGS}
)


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.name)
def test_every_entry_keeps_its_examples(path: Path) -> None:
    wrong = failed_examples(load_lexicon(path))
    assert wrong == [], "\n".join(f"{entry.source}:{entry.line}: {entry.id}: {what}" for entry, what in wrong)


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.name)
def test_no_pattern_must_be_tried_on_every_utterance(path: Path) -> None:
    """An anchor word is what keeps hundreds of patterns fast: a pattern without one is a mistake of ours."""
    loose = [pattern.source for entry in load_lexicon(path) for pattern in entry.say if pattern.anchors is None]
    assert loose == []


def test_every_word_class_compiles() -> None:
    for name in language().classes:
        try:
            language().compile(f"@{name} woord")
        except PatternError as error:
            pytest.fail(f"@{name}: {error}")


def test_slips_are_single_known_words_and_never_themselves() -> None:
    for word, slips in language().slips.items():
        assert word == normalised(word)
        assert word not in slips
