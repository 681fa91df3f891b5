"""Small linear classifiers over an embedding and hashed words, each decision with its reasons.

Softmax regression, trained by bench/train_meaning.py on the examples in bench/meaning; docs/models/meaning.md is their
model card. A decision names the training example that lies nearest and the words that weighed most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.meaning.embedder import embed
from pipeline.meaning.features import features

HERE = Path(__file__).parent
EMBEDDING_SCALE = 10.0
"""The embeddings lie in a narrow cone: centred, they are short beside the hashed words."""
HASHED_SCALE = 2.0
MOST_WORDS = 14
"""Words that are embedded: more cost time and told nothing more in cross-validation."""
TOLD = 3
"""Words that a judgement names at most."""

Side = Literal["head", "tail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a classifier makes of a text."""

    probabilities: Mapping[str, float]
    """Per label; they add up to 1."""
    words: tuple[str, ...] = ()
    """The words that spoke most for the likeliest label."""
    nearest: str = ""
    """The training example of the likeliest label that lies nearest; empty for a classifier without embedding."""

    @property
    def label(self) -> str:
        """The likeliest label."""
        return max(self.probabilities, key=lambda label: self.probabilities[label])

    def log_odds(self, label: str) -> float:
        """The natural logarithm of the odds of `label`, within ±6."""
        share = min(max(self.probabilities[label], 0.0025), 0.9975)
        return float(np.log(share / (1 - share)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classifier:
    """Weights and examples of one classifier."""

    labels: tuple[str, ...]
    bias: NDArray[np.float64]
    """Shape (labels,)."""
    hashed: NDArray[np.float64]
    """Weights of hashed words, shape (PLACES, labels)."""
    embedded: NDArray[np.float64]
    """Weights of the centred embedding, shape (384, labels); (0, labels) for a classifier of words alone."""
    centre: NDArray[np.float64]
    """Mean of the training embeddings, shape (384,)."""
    examples: tuple[tuple[str, str], ...] = ()
    """(label, text) of the training examples that `directions` belong to."""
    directions: NDArray[np.float32]
    """Their centred embeddings, length 1, shape (examples, 384)."""
    side: Side = "head"
    """Which end of a long text is embedded."""

    def judge(self, text: str) -> Judgement:
        """What `text` is; deterministic. Raises ImportError for a classifier with an embedding without the model."""
        named = features(text)
        places = sorted(set(named.values()))
        scores = self.bias.copy()
        if places:
            scores += HASHED_SCALE / np.sqrt(len(places)) * self.hashed[places].sum(axis=0)
        centred = None
        if len(self.embedded):
            centred = embed(cut(text, self.side)).astype(np.float64) - self.centre
            scores += EMBEDDING_SCALE * (centred @ self.embedded)
        odds = np.exp(scores - scores.max())
        best = int(np.argmax(odds))
        return Judgement(
            probabilities=dict(zip(self.labels, (odds / odds.sum()).tolist(), strict=True)),
            words=self._telling(named, best),
            nearest=self._nearest(centred, best) if centred is not None else "",
        )

    def _telling(self, named: Mapping[str, int], best: int) -> tuple[str, ...]:
        share = self.hashed[:, best] - self.hashed.mean(axis=1)
        weights = {name: share[place] for name, place in named.items() if name[0] not in "#?!"}
        ranked = sorted(weights, key=lambda name: (-weights[name], name))
        return tuple(name for name in ranked[:TOLD] if weights[name] > 0)

    def _nearest(self, centred: NDArray[np.float64], best: int) -> str:
        likeness = self.directions @ centred.astype(np.float32)
        own = [index for index, (label, _) in enumerate(self.examples) if label == self.labels[best]]
        return self.examples[max(own, key=lambda index: likeness[index])][1] if own else ""


def cut(text: str, side: Side) -> str:
    """The first or last MOST_WORDS words of `text`."""
    words = text.split()
    return " ".join(words[:MOST_WORDS] if side == "head" else words[-MOST_WORDS:])


def load(path: Path) -> Classifier:
    """The classifier in an .npz file that `save` wrote."""
    with np.load(path) as file:
        labels, owners, texts = (tuple(file[name].tolist()) for name in ("labels", "owners", "texts"))
        directions = file["directions"].astype(np.float32)
        lengths = np.linalg.norm(directions, axis=1, keepdims=True)
        return Classifier(
            labels=labels,
            bias=file["bias"].astype(np.float64),
            hashed=file["hashed"].astype(np.float64),
            embedded=file["embedded"].astype(np.float64),
            centre=file["centre"].astype(np.float64),
            examples=tuple((labels[owner], text) for owner, text in zip(owners, texts, strict=True)),
            directions=directions / np.maximum(lengths, 1e-9),
            side="tail" if file["side"] == "tail" else "head",
        )


def save(classifier: Classifier, path: Path) -> None:
    """Write `classifier` to an .npz file, weights as float16 and directions as int8; the same bytes every time."""
    owners = np.array([classifier.labels.index(label) for label, _ in classifier.examples], dtype=np.uint8)
    np.savez_compressed(
        path,
        labels=np.array(classifier.labels),
        bias=classifier.bias.astype(np.float32),
        hashed=classifier.hashed.astype(np.float16),
        embedded=classifier.embedded.astype(np.float16),
        centre=classifier.centre.astype(np.float32),
        owners=owners,
        texts=np.array([text for _, text in classifier.examples], dtype=np.str_),
        directions=np.round(classifier.directions * 127).astype(np.int8),
        side=np.array(classifier.side),
    )


@cache
def _shipped(name: str) -> Classifier:
    return load(HERE / f"{name}.npz")


@lru_cache(maxsize=256)
def judge(name: Literal["frustration", "acknowledgement", "questions"], text: str) -> Judgement:
    """What the shipped classifier `name` makes of `text`: a customer's turn (frustrated, calm), an agent's reply
    (acknowledging, businesslike) or an agent's question (S, P, I, N, other; works without the model)."""
    return _shipped(name).judge(text)
