"""Words and pieces of words as the places of a long vector (the hashing trick).

Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask Learning". Pieces of words let an unseen inflection
or a recognition error still look like what it was.
"""

import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import pairwise

PLACES = 8192
"""Length of the vector."""
PIECE = 4
"""Letters of a piece of a word, the marks for its start and end included."""
_WORDS = re.compile(r"[a-z0-9]+")


def tokens(text: str) -> list[str]:
    """Words in lower case without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return _WORDS.findall(plain)


def features(text: str) -> dict[str, int]:
    """The words, pairs of words and pieces of words of `text`, with the place of each in [0, PLACES)."""
    words = tokens(text)
    names = {*words, *map(" ".join, pairwise(words))}
    for word in words:
        names |= _pieces(word)
    names |= {mark for mark in "?!" if mark in text}
    return {name: zlib.crc32(name.encode()) % PLACES for name in sorted(names)}


@lru_cache(maxsize=4096)
def _pieces(word: str) -> frozenset[str]:
    marked = f"<{word}>"
    return frozenset("#" + marked[start : start + PIECE] for start in range(max(1, len(marked) - PIECE + 1)))
