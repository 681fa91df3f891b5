"""Train the syllable network in numpy and write pipeline/audio/syllables.npz.

    python models/train_syllables.py CORPUS [CORPUS ...] [--fillets DIR] [--music DIR] [--minutes 10] [--out FILE]

CORPUS: aligned sentences (see bench/pace_corpus.py); one sentence in five is kept apart for bench/pace.py.
--fillets: root of Debian's fillets-ng-data(-nl) (usr/share/games/fillets-ng): other voices, counts only.
--music: a folder of music (any names, *.ogg *.flac *.wav) that the network learns to distrust.
Needs the bench dependencies, sox and espeak-ng. Same seed and data, same weights.
"""

import argparse
import pickle
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.pace_corpus import held_out, load
from models.syllable_data import frames_of, read_calls, read_fillets, strong, weak
from models.syllable_mix import Mixer
from pipeline.audio.mel import BANDS, BLOCK
from pipeline.audio.syllables import OFFSETS, STRIDE, Level, Weights

UNITS = (64, 64, 48)
REUSE, POOL = 3, 60
"""Steps per new batch (mixing costs more than a step), and how many batches are drawn from."""
LENGTH = 600
"""Frames per training sequence (6 s)."""


def features_of(power, warm):
    """Relative log power, block by block as the stream does it, shape (batch, steps, STRIDE x BANDS).

    Rows where `warm` (batch,) is true are heard twice: their voice is known already, as in the midst of a call."""
    level, known = Level((len(power),)), Level((len(power),))
    for i in range(0, power.shape[1], BLOCK):
        known.relative(power[:, i : i + BLOCK])
    level.power = np.where(warm[:, None], known.power, level.power)
    level.heard = np.where(warm[:, None], known.heard, level.heard)
    blocks = [level.relative(power[:, i : i + BLOCK]) for i in range(0, power.shape[1], BLOCK)]
    return np.concatenate(blocks, axis=1).reshape(len(power), -1, STRIDE * BANDS)


def shifted(x, by):
    """x moved `by` steps later along its second axis, zeros moved in."""
    out = np.zeros_like(x)
    if by > 0:
        out[:, by:] = x[:, :-by]
    else:
        out[:, : x.shape[1] + by] = x[:, -by:]
    return out


class Network:
    """The time-delay network of pipeline/audio/syllables.py with its gradient."""

    def __init__(self, rng):
        below = (STRIDE * BANDS, *UNITS[:-1])
        sizes = [*(units * len(offsets) for units, offsets in zip(below, OFFSETS, strict=True)), UNITS[-1]]
        outputs = [*UNITS, 3]
        self.weights = []
        for into, out in zip(sizes, outputs, strict=True):
            self.weights.append(rng.normal(0, np.sqrt(2 / into), (into, out)).astype(np.float32))
            self.weights.append(np.zeros(out, np.float32))
        self.weights[-1][:] = (-3.0, -2.0, 0.0)
        self.moments = [(np.zeros_like(w), np.zeros_like(w)) for w in self.weights]
        self.steps = 0

    def forward(self, x):
        """x: (batch, steps, STRIDE x BANDS). Returns the outputs before softplus and sigmoid, (batch, steps, 3)."""
        self.kept = []
        for i, offsets in enumerate(OFFSETS):
            spliced = np.concatenate([shifted(x, -o) for o in offsets], axis=2)
            x = np.maximum(spliced @ self.weights[2 * i] + self.weights[2 * i + 1], 0)
            self.kept.append((spliced, x))
        return x @ self.weights[-2] + self.weights[-1]

    def backward(self, gradient):
        """Gradients of all weights, given that of the outputs."""
        flat = gradient.reshape(-1, gradient.shape[2])
        top = self.kept[-1][1]
        gradients = [top.reshape(-1, top.shape[2]).T @ flat, flat.sum(0)]
        back = gradient @ self.weights[-2].T
        for i in reversed(range(len(OFFSETS))):
            spliced, out = self.kept[i]
            back = back * (out > 0)
            flat = back.reshape(-1, back.shape[2])
            gradients = [spliced.reshape(-1, spliced.shape[2]).T @ flat, flat.sum(0), *gradients]
            if i:
                parts = np.split(back @ self.weights[2 * i].T, len(OFFSETS[i]), axis=2)
                into = np.zeros((*back.shape[:2], UNITS[i - 1]), np.float32)
                for part, o in zip(parts, OFFSETS[i], strict=True):
                    if o > 0:
                        into[:, o:] += part[:, :-o]
                    else:
                        into[:, : part.shape[1] + o] += part[:, -o:]
                back = into
        return gradients

    def step(self, gradients, rate):
        """One Adam step with decoupled weight decay; gradients clipped to norm 1."""
        self.steps += 1
        norm = np.sqrt(sum(float((g * g).sum()) for g in gradients))
        scale = np.float32(min(1.0, 1.0 / (norm + 1e-9)))
        for weight, (first, second), gradient in zip(self.weights, self.moments, gradients, strict=True):
            g = gradient * scale
            first += np.float32(0.1) * (g - first)
            second += np.float32(0.001) * (g * g - second)
            wide = np.sqrt(second / np.float32(1 - 0.999**self.steps)) + np.float32(1e-8)
            weight -= np.float32(rate) * (
                first / np.float32(1 - 0.9**self.steps) / wide + np.float32(1e-4 if weight.ndim == 2 else 0.0) * weight
            )


def loss_and_gradient(out, batch):
    """Poisson loss per frame where aligned, squared count error over spans, cross-entropy of the other two."""
    raw = out[..., 0]
    density = np.logaddexp(raw, 0)
    slope = 1 / (1 + np.exp(-raw))
    frames = batch.aligned.sum() + 1
    poisson = (batch.aligned * (density - batch.density * np.log(density + 1e-6))).sum() / frames
    by_density = batch.aligned * (1 - batch.density / (density + 1e-6)) / frames
    sums = np.concatenate((np.zeros((len(out), 1)), np.cumsum(density, axis=1, dtype=np.float64)), axis=1)
    row, start, end, count, weight = batch.spans
    row, start, end = row.astype(int), start.astype(int), end.astype(int)
    # a text that was not said as written must not pull for ever
    error = np.clip(sums[row, end] - sums[row, start] - count, -0.5 * count - 1, 0.5 * count + 1)
    counting = (weight * error**2 / (count + 2)).sum() / len(row)
    pull = 2 * weight * error / (count + 2) / len(row)
    change = np.zeros_like(sums)
    np.add.at(change, (row, start), pull)
    np.add.at(change, (row, end), -pull)
    by_density = by_density + 0.03 * np.cumsum(change, axis=1)[:, :-1]
    frame_gradients, crossed = [by_density * slope], []
    for i, (target, weight, share) in enumerate(
        ((batch.drowned, batch.judged, 0.05), (batch.speech, batch.aligned, 0.1)), start=1
    ):
        chance = 1 / (1 + np.exp(-out[..., i]))
        weight = weight / (weight.sum() + 1)
        entropy = -(target * np.log(chance + 1e-6) + (1 - target) * np.log(1 - chance + 1e-6))
        crossed.append(float((entropy * weight).sum()))
        frame_gradients.append(share * weight * (chance - target))
    return (poisson, counting, *crossed), np.stack(frame_gradients, axis=2).astype(np.float32)


def prepare(options, rng):
    """The aligned examples, the counted ones and the music that the options name."""
    aligned = [
        e for folder in options.corpus for e in strong(folder, lambda name: options.all or not held_out(name), rng=rng)
    ]
    lines = (
        [line for line in read_fillets(options.fillets) if options.all or not held_out(line[0])]
        if options.fillets
        else []
    )
    counted = weak(lines) if lines else []
    music = (
        [
            frames_of(load(path)[: 60 * 16_000])
            for path in sorted(options.music.glob("*.[ofw][gla][gav]*"))
            if path.suffix in {".ogg", ".flac", ".wav"}
        ]
        if options.music
        else []
    )
    return aligned, counted, music


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--fillets", type=Path)
    parser.add_argument("--music", type=Path)
    parser.add_argument("--calls", type=Path, help="a folder of fixture calls: more voices, counts only")
    parser.add_argument("--without", default="", help="names of calls to leave out, with commas")
    parser.add_argument("--rate", type=float, default=2e-3, help="Adam's highest step size")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--steps", type=int, help="stop after so many steps instead (reproducible)")
    parser.add_argument("--start", type=Path, help="go on from these weights")
    parser.add_argument("--cache", type=Path, help="keep the prepared material in this file, or take it from there")
    parser.add_argument("--all", action="store_true", help="train on the kept-apart sentences too")
    parser.add_argument("--out", type=Path, default=Path("pipeline/audio/syllables.npz"))
    options = parser.parse_args()

    rng = np.random.default_rng(2024)
    if options.cache and options.cache.exists():
        aligned, counted, music = pickle.loads(options.cache.read_bytes())
    else:
        aligned, counted, music = prepare(options, rng)
        if options.cache:
            options.cache.write_bytes(pickle.dumps((aligned, counted, music)))
    if options.calls:
        counted = counted + 4 * read_calls(options.calls, without=options.without)
    print(f"{len(aligned)} aligned examples, {len(counted)} counted ones, {len(music)} pieces of music", flush=True)

    mixer = Mixer(aligned=aligned, counted=counted, music=music, length=LENGTH, rng=rng)
    network = Network(rng)
    if options.start:
        network.weights = [array.copy() for layer in Weights.load(options.start).layers for array in layer]
    pool: list = [None] * POOL
    start, shown = time.monotonic(), np.zeros(4)
    step = 0
    while True:
        done = step / options.steps if options.steps else (time.monotonic() - start) / (60 * options.minutes)
        if done >= 1:
            break
        if step % REUSE == 0:
            fresh = mixer.batch(12)
            pool[step // REUSE % POOL] = (features_of(fresh.power, rng.random(12) < 0.7), fresh)
        features, batch = pool[int(rng.integers(min(POOL, step // REUSE + 1)))]
        losses, gradient = loss_and_gradient(network.forward(features), batch)
        rate = options.rate * min(1.0, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * done)) + 1e-5
        network.step(network.backward(gradient), rate)
        shown += losses
        step += 1
        if step % 100 == 0:
            print(
                f"{step:6d} {done:5.2f}  poisson {shown[0] / 100:.4f}  count {shown[1] / 100:.4f}  "
                f"drowned {shown[2] / 100:.4f}  speech {shown[3] / 100:.4f}",
                flush=True,
            )
            shown[:] = 0
            save(network, options.out)
    save(network, options.out)
    print(f"{step} steps in {time.monotonic() - start:.0f} s -> {options.out}")


def save(network, path: Path) -> None:
    """Weights as float16: half the size, no measurable difference."""
    names = [f"{kind}{i}" for i in range(len(network.weights) // 2) for kind in "wb"]
    with path.open("wb") as file:
        np.savez_compressed(file, **{n: w.astype(np.float16) for n, w in zip(names, network.weights, strict=True)})


if __name__ == "__main__":
    main()
