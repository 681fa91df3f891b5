"""Trains the small net of pipeline/audio/envelope.py on half of a phone-aligned corpus and writes its weights.

    python bench/train_vad.py CORPUS_FOLDER [--passes 4] [--out pipeline/audio/envelope.npz]

Every pass joins the tuning half's sentences anew, with other voices (resampling), levels, rooms, lines and noises.
Takes minutes on one core and needs scipy, soundfile and soxr (the dependency group `bench`). The same seed gives the
same weights. bench/vad.py reports on the other half.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from speech_tracks import RATE, Sentence, Sound, babble, coloured, joined, resampled, sentences, telephone

from pipeline.audio.envelope import FEATURES, WEIGHTS, EnvelopeVad, Net

HIDDEN = 12
DECAY = 1e-4


class Recorder(Net):
    """Stands in for the net and keeps what it is shown."""

    __slots__ = ("seen",)

    def __init__(self) -> None:
        object.__setattr__(self, "seen", [])

    def __call__(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        self.seen.append(features)
        return np.zeros(len(features))


def features(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the net sees of `sound`, shape (hops, FEATURES)."""
    recorder = Recorder()
    vad = EnvelopeVad(recorder)
    hops = len(vad.feed(sound)) + len(vad.finish())
    return np.concatenate(recorder.seen)[:hops]


def disturbed(sound: Sound, level: float, items: list[Sentence], rng: np.random.Generator) -> NDArray[np.float32]:
    """Speech of RMS `level` through one of the many ways in which a call sounds bad."""
    count, time = len(sound), np.arange(len(sound)) / RATE
    kind = rng.choice(["none", "noise", "babble", "events"], p=[0.3, 0.35, 0.2, 0.15])
    if kind == "noise":
        sound = sound + coloured(count, rng.uniform(0, 2), rng) * level * 10 ** (-rng.uniform(5, 32) / 20)
    elif kind == "babble":
        voices = int(rng.integers(1, 8))
        sound = sound + babble(items, count, rng, voices) * level * 10 ** (-rng.uniform(12, 30) / 20)
    elif kind == "events":
        sound = sound + events(count, rng) * level
    if rng.random() < 0.2:
        sound = sound + rng.uniform(0.02, 0.3) * level * np.sin(2 * np.pi * 50 * time) + rng.uniform(-0.05, 0.05)
    if rng.random() < 0.1:
        sound = np.clip(sound, -2.5 * level, 2.5 * level)
    if rng.random() < 0.35:
        sound = telephone(sound)
    return np.clip(sound, -1.0, 1.0).astype(np.float32)


def events(count: int, rng: np.random.Generator) -> Sound:
    """Keys, knocks, beeps and chords, none of them speech, at up to the speech's level."""
    sound = np.zeros(count)
    position = 0
    while (position := position + int(rng.exponential(0.8) * RATE)) < count:
        if rng.random() < 0.7:
            length = int(rng.uniform(0.004, 0.06) * RATE)
            shape = coloured(length, rng.uniform(0, 2), rng) * np.exp(-np.arange(length) / (0.3 * length))
        else:
            length = int(rng.uniform(0.2, 1.0) * RATE)
            tones = rng.uniform(200, 2000, rng.integers(1, 4))
            shape = sum(np.sin(2 * np.pi * hz * np.arange(length) / RATE) for hz in tones) / len(tones)
        shape = shape[: count - position]
        sound[position : position + len(shape)] += shape * 10 ** (-rng.uniform(0, 25) / 20)
        position += len(shape)
    return sound


def material(items: list[Sentence], rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One pass over the sentences: features (n, FEATURES) and labels (n,)."""
    order, rows, labels = rng.permutation(len(items)), [], []
    for first in range(0, len(items), 8):
        speed = rng.uniform(0.75, 1.2) if rng.random() < 0.6 else 1.0
        chosen = [resampled(items[i], speed) if speed != 1.0 else items[i] for i in order[first : first + 8]]
        room = -rng.uniform(30, 65) if rng.random() < 0.8 else None
        track = joined(chosen, rng, level_dbfs=rng.uniform(-48, -14), room_db=room)
        seen = features(disturbed(track.sound, track.level, items, rng))
        rows.append(seen)
        labels.append(track.speech(len(seen)))
    return np.concatenate(rows), np.concatenate(labels).astype(np.float64)


def trained(rows: NDArray[np.float64], labels: NDArray[np.float64], rng: np.random.Generator) -> Net:
    """The net with the least cross-entropy (L-BFGS, weight decay)."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    inputs = (rows - mean) / spread
    sizes = np.cumsum([FEATURES * HIDDEN, HIDDEN, HIDDEN])

    def parts(theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        hidden, bias, out, out_bias = np.split(theta, sizes)
        return hidden.reshape(FEATURES, HIDDEN), bias, out, out_bias

    def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        hidden, bias, out, out_bias = parts(theta)
        layer = np.tanh(inputs @ hidden + bias)
        logit = layer @ out + out_bias
        error = (1 / (1 + np.exp(-logit)) - labels) / len(labels)
        back = np.outer(error, out) * (1 - layer**2)
        slope = np.concatenate(((inputs.T @ back).ravel(), back.sum(axis=0), layer.T @ error, [error.sum()]))
        value = np.mean(np.logaddexp(0, logit) - labels * logit) + DECAY * theta[:-1] @ theta[:-1]
        slope[:-1] += 2 * DECAY * theta[:-1]
        return float(value), slope

    best = minimize(
        loss, rng.standard_normal(sizes[-1] + 1) * 0.2, jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    print(f"cross-entropy {best.fun:.4f} over {len(labels) / 6000:.1f} min of sound")
    hidden, bias, out, out_bias = parts(best.x)
    return Net(mean=mean, spread=spread, hidden=hidden, bias=bias, out=out, out_bias=out_bias[0])


def main() -> None:
    """Read the corpus, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder with audio/ and align.jsonl")
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    items = sentences(args.corpus, half=0)
    made = [material(items, rng) for _ in range(args.passes)]
    net = trained(np.concatenate([rows for rows, _ in made]), np.concatenate([labels for _, labels in made]), rng)
    np.savez(args.out, **{name: np.asarray(getattr(net, name), np.float32) for name in Net.__slots__})
    print(f"wrote {args.out.name}: {sum(getattr(net, name).size for name in Net.__slots__)} numbers")


if __name__ == "__main__":
    main()
