"""Word error rate and latencies of what was published against what was said.

Normalisation: lower case, punctuation removed (an apostrophe inside a word stays), white space split; nothing else: no
number words, no spelling variants. "Rekening nummer" for "rekeningnummer" counts as two errors, as everywhere.
"""

import re
from collections.abc import Sequence


def normalised(text: str) -> list[str]:
    """The words of a text without case and punctuation."""
    words = re.sub(r"[^\w\s']", " ", text.lower().replace("’", "'")).split()
    return [word.strip("'") for word in words if word.strip("'")]


def matches(reference: Sequence[str], heard: Sequence[str]) -> tuple[int, list[tuple[int, int]]]:
    """(edit distance in words, pairs of positions that hold the same word) of a best alignment."""
    rows = [list(range(len(heard) + 1))]
    for i, word in enumerate(reference, 1):
        row = [i]
        for j, other in enumerate(heard, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (word != other)))
        rows.append(row)
    pairs, i, j = [], len(reference), len(heard)
    while i and j:
        same = reference[i - 1] == heard[j - 1]
        if rows[i][j] == rows[i - 1][j - 1] + (not same):
            if same:
                pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return rows[-1][-1], pairs[::-1]


def wer(reference: Sequence[str], heard: Sequence[str]) -> float:
    """Word error rate: (substitutions + deletions + insertions) / words said."""
    return matches(reference, heard)[0] / max(1, len(reference))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie; nan for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
