"""Lines as speech recognition might hear them, for bench/redaction.py: slips, broken numbers, digits for words."""

import random
import re
from itertools import pairwise

from redaction_examples import UNITS, Line


def noised(line: Line, rng: random.Random) -> Line:
    """The line as speech recognition might hear it: case, punctuation between digits, digits for words, slips."""
    edges = [0, *(edge for span in line.spans for edge in span[:2]), len(line.text)]
    pieces = [line.text[start:end] for start, end in pairwise(edges)]
    text, spans = "", []
    for i, piece in enumerate(pieces):
        new = _noised_value(piece, line.spans[i // 2][2], rng) if i % 2 else _noised_words(piece, rng)
        if i % 2:
            spans.append((len(text), len(text) + len(new), line.spans[i // 2][2]))
        text += new
    if rng.random() < 0.3:
        text = text.lower()
    return Line(text, tuple(spans), line.question)


_SLIPS = (
    ("mijn", "me"),
    ("nummer", "numer"),
    ("is ", ""),
    ("het ", ""),
    ("u ", "je "),
    ("geboren", "gebooren"),
    (".", ""),
)
_SOUNDS = (("vier", "fier"), ("zes", "ses"), ("zeven", "zeve"), ("veertig", "fertig"), ("apenstaartje", "apestaartje"))


def _noised_words(text: str, rng: random.Random) -> str:
    for old, new in _SLIPS:
        if rng.random() < 0.15:
            text = text.replace(old, new)
    return text


def _noised_value(text: str, kind: str, rng: random.Random) -> str:
    if kind == "E-MAIL":
        for old, new in (("punt", "."), ("apenstaartje", "apestaartje"), ("gmail", "g-mail"), ("@", " @ ")):
            if rng.random() < 0.3:
                text = text.replace(old, new)
        return text
    words = text.split(" ")
    for i, word in enumerate(words):
        bare = word.strip(",.")
        if bare in UNITS[:10] and rng.random() < 0.35:
            words[i] = word.replace(bare, str(UNITS.index(bare)))
        elif rng.random() < 0.12:
            for old, new in _SOUNDS:
                words[i] = words[i].replace(old, new)
        if kind != "GEBOORTEDATUM" and i + 1 < len(words) and re.search(r"\w$", words[i]) and rng.random() < 0.12:
            words[i] += rng.choice([",", ".", " uh", " -"])
    return " ".join(words)
