"""Words made comparable: normalised, spelled by ear, and joined into the one string that patterns search."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

FOLD_FROM = 5
"""Letters from which a literal word also matches what is spelled by ear: short words have too many neighbours."""
_SENTENCE_END = re.compile(r"[.?!…][\"'”’»)\]]*$")
_ABBREVIATIONS = frozenset(
    ("bijv", "bv", "enz", "evt", "dhr", "mevr", "mw", "nr", "tel", "ca", "incl", "excl", "blz", "max")
)
_BY_EAR = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch", "sk"),
        ("[ck]h", "k"),
        ("ph", "f"),
        ("ij|ei|ie", "i"),
        ("au", "ou"),
        ("oe|ui|uu", "u"),
        ("z", "s"),
        ("v", "f"),
        (r"(.)\1+", r"\1"),
        ("dt?$", "t"),
        ("ing$", "in"),
        ("en$", "e"),
    )
)


@lru_cache(maxsize=16384)
def normalised(word: str) -> str:
    """`word` in lower case without accents and punctuation: what is compared. May be empty."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return re.sub(r"[^a-z0-9]", "", plain)


@lru_cache(maxsize=8192)
def sounds(token: str) -> str:
    """A spelling by ear of a normalised word: voiced as voiceless, long as short, -en as -e. "gewoon" -> "gewon"."""
    for pattern, sound in _BY_EAR:
        token = pattern.sub(sound, token)
    return token


@dataclass(frozen=True, slots=True)
class Text:
    """Words ready for matching: one string of `word/sound `, each sentence in `< ` and `> ` (question: `>? `)."""

    encoded: str
    starts: tuple[int, ...]
    """Offset in `encoded` of each kept word."""
    indices: tuple[int, ...]
    """Index in the given words of each kept word."""
    sentences: tuple[int, ...]
    """Number of the sentence of each kept word."""
    keys: frozenset[str]
    """Words, `/sounds` and `abc*` three-letter starts that occur: the prefilter."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The kept words [first, last) that lie within encoded[start:end]."""
        return bisect_left(self.starts, start), bisect_right(self.starts, end - 1)


def prepare(words: Sequence[str], *, complete: bool = True) -> Text:
    """`words` (punctuation attached) ready for matching. `complete=False`: more words may follow.

    Many lexicons look at the same few utterances: the last ones are remembered.
    """
    return _prepared(tuple(words), complete)


@lru_cache(maxsize=1024)
def _prepared(words: tuple[str, ...], complete: bool) -> Text:
    parts, starts, indices, sentences = ["<"], [], [], []
    offset, sentence, is_open, tokens = 2, 0, True, set[str]()
    for index, word in enumerate(words):
        token = normalised(word)
        if token:
            if not is_open:
                parts.append("<")
                offset, is_open = offset + 2, True
            parts.append(f"{token}/{sounds(token)}")
            tokens.add(token)
            starts.append(offset)
            indices.append(index)
            sentences.append(sentence)
            offset += len(parts[-1]) + 1
        stop = _SENTENCE_END.search(word)
        if stop and is_open and starts and not (word.endswith(".") and token in _ABBREVIATIONS):
            parts.append(">?" if "?" in stop.group() else ">")
            offset, is_open, sentence = offset + len(parts[-1]) + 1, False, sentence + 1
    if is_open and complete:
        parts.append(">")
    return Text(
        encoded=" " + " ".join(parts) + " ",
        starts=tuple(start + 1 for start in starts),
        indices=tuple(indices),
        sentences=tuple(sentences),
        keys=frozenset(
            tokens
            | {token[:3] + "*" for token in tokens}
            | {"/" + sounds(token) for token in tokens if len(token) >= FOLD_FROM - 1}
        ),
    )
