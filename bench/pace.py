"""How well pace is measured, against phone-level truth; De Jong & Wempe's Praat script beside it in the same run.

    python bench/pace.py CORPUS [--voice CORPUS ...] [--quick]

CORPUS: aligned sentences (see bench/pace_corpus.py; the public rhasspy voice "nathalie", CC0, has this layout with its
alignments). Only the sentences that training kept apart are measured: give --all for a corpus that training never saw.
--voice: another speaker's corpus, measured whole, its rates calibrated by that speaker's mean.
Needs the bench dependencies, sox and rubberband-cli. Rates are in syllables per second; r is Pearson's, MAE the mean
absolute error over windows that start every second.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.pace_corpus import Spoken, held_out, read_corpus
from bench.pace_meters import Heard, praat, souffleur
from bench.pace_streams import Stream, conditions, in_a_row, tempo


def windows(stream: Stream, length: float, step: float = 1.0) -> np.ndarray:
    """Starts of the windows that lie in the stream."""
    return np.arange(0.0, stream.duration - length - 0.2, step)


def counted(times: np.ndarray, starts: np.ndarray, length: float) -> np.ndarray:
    """Rate per window of the nuclei in it."""
    return (np.searchsorted(times, starts + length) - np.searchsorted(times, starts)) / length


def fit(read: np.ndarray, true: np.ndarray) -> tuple[float, float, float]:
    """(r, MAE, mean read / mean true) over the windows where both are numbers."""
    both = ~np.isnan(read) & ~np.isnan(true)
    if both.sum() < 3:
        return float("nan"), float("nan"), float("nan")
    a, b = read[both], true[both]
    return float(np.corrcoef(a, b)[0, 1]), float(np.abs(a - b).mean()), float(a.mean() / b.mean())


def reported(heard: Heard, starts: np.ndarray, length: float, name: str) -> np.ndarray:
    """The meter's own rate at each window's end; nan where it said that it cannot measure."""
    ends = {round(event.measured_to, 1): event for event in heard.events[length]}
    values = [getattr(ends[round(start + length, 1)], name) for start in starts]
    return np.array([np.nan if value is None else value for value in values])


def articulation(stream: Stream, starts: np.ndarray, length: float) -> np.ndarray:
    """True articulation rate per window; nan with less than a second of speech."""
    speech = np.array([stream.speech(start, start + length) for start in starts])
    return np.where(speech >= 1.0, counted(stream.times, starts, length) * length / np.maximum(speech, 0.1), np.nan)


def row(name: str, stream: Stream, *, oracle: bool = True) -> tuple[float, ...]:
    """Measure one stream and print its line. Per window length: r and MAE of the rates, of the times, Praat's MAE."""
    heard, peer = souffleur(stream.samples), praat(stream.samples) if oracle else None
    line, out = f"{name:22}", []
    for length in (3.0, 5.0):
        starts = windows(stream, length)
        true = counted(stream.times, starts, length)
        read = reported(heard, starts, length, "speaking_rate")
        by_times = fit(counted(heard.times, starts, length), true)
        own = fit(read, true)
        spoken = fit(reported(heard, starts, length, "articulation_rate"), articulation(stream, starts, length))
        other = fit(counted(peer.times, starts, length), true) if peer else (np.nan,) * 3
        line += (
            f" | {own[0]:5.3f} {own[1]:5.3f} {own[2]:5.2f}  {by_times[0]:5.3f} {by_times[1]:5.3f}"
            f"  {spoken[0]:5.3f} {spoken[1]:5.3f}  {other[0]:5.3f} {other[1]:5.3f} {np.isnan(read).mean():5.0%}"
        )
        out += [own[0], own[1], by_times[0], by_times[1], other[1]]
    print(line + f" | {heard.cpu_ms:4.1f} {peer.cpu_ms if peer else np.nan:4.1f}", flush=True)
    return tuple(out)


def print_conditions(stream: Stream, others: list[Spoken], rng: np.random.Generator) -> None:
    group = "speaking r/MAE/ratio   by times r/MAE  artic. r/MAE  Praat r/MAE  none"
    print(f"\n{'':22} | 3 s windows: {group} | 5 s windows: the same | CPU ms/s own, Praat")
    found = {name: row(name, make()) for name, make in conditions(stream, others, rng=rng).items()}
    print("\nTargets                                  reached  target")
    clean, line, noise, voices = (found[n] for n in ("clean", "mu-law 8 kHz", "white noise 20 dB", "babble 20 dB"))
    checks = []
    for by, i in (("rates", 0), ("times", 2)):
        checks += [
            (f"3 s r, by {by}", clean[i], 0.90, 1),
            (f"3 s MAE, by {by}", clean[i + 1], 0.25, -1),
            (f"5 s r, by {by}", clean[5 + i], 0.92, 1),
            (f"5 s MAE, by {by}", clean[6 + i], 0.19, -1),
            (f"3 s MAE, Praat / own by {by}", clean[4] / clean[i + 1], 1.5, 1),
            (f"mu-law: loss of 3 s r, by {by}", clean[i] - line[i], 0.02, -1),
            (f"white noise 20 dB: loss of 3 s r, by {by}", clean[i] - noise[i], 0.02, -1),
            (f"babble 20 dB: 3 s r, by {by}", voices[i], 0.88, 1),
        ]
    for name, value, target, sign in checks:
        print(verdict(name, value, target, sign))


def verdict(name: str, value: float, target: float, sign: int) -> str:
    """One line: value beside target; sign 1 where more is better, -1 where less is."""
    missed = (target - value) * sign
    return f"{name:42} {value:7.3f}  {'>=' if sign > 0 else '<='} {target:5.3f}  " + (
        "ok" if missed <= 0 else f"MISSED by {missed:.3f}"
    )


def print_tempo(stream: Stream, quick: bool) -> None:
    print("\nTempo-scaled: read rate / read rate at 1.0, against the true factor (target: within 5%)")
    print(f"{'factor':>8} {'sox':>7} {'off':>6} {'rubberband':>11} {'off':>6}   articulation by sox, off")
    plain = souffleur(stream.samples, (5.0,))
    base = len(plain.times) / stream.duration
    usual = np.mean([e.articulation_rate for e in plain.events[5.0] if e.articulation_rate])
    for factor in (0.8, 1.25, 1.5) if quick else (0.8, 0.9, 1.1, 1.25, 1.4, 1.5):
        line = f"{factor:8.2f}"
        for tool in ("sox", "rubberband"):
            scaled = tempo(stream, factor, tool)
            heard = souffleur(scaled.samples, (5.0,))
            read = len(heard.times) / scaled.duration / base
            line += f" {read:7.3f} {read / factor - 1:+6.1%}" + ("    " if tool == "sox" else "")
            if tool == "sox":
                spoken = np.mean([e.articulation_rate for e in heard.events[5.0] if e.articulation_rate]) / usual
        print(line + f"   {spoken:7.3f} {spoken / factor - 1:+6.1%}", flush=True)


def print_voice(name: str, sentences: list[Spoken], rng: np.random.Generator) -> None:
    """5 s blocks of a voice never heard, calibrated by its mean."""
    stream = in_a_row(sentences, rng=rng)
    heard, peer = souffleur(stream.samples, (5.0,)), praat(stream.samples)
    starts = np.arange(0.0, stream.duration - 5.2, 5.0)
    true = counted(stream.times, starts, 5.0)
    for who, times in (("Souffleur", heard.times), ("Praat", peer.times)):
        read = counted(times, starts, 5.0)
        r, mae, _ = fit(read * true.mean() / read.mean(), true)
        print(f"{name:22} {who:10} r {r:.3f}  MAE {mae:.3f} (target <= 0.19)  counted x{fit(read, true)[2]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--voice", type=Path, action="append", default=[])
    parser.add_argument("--all", action="store_true", help="measure all sentences, not only the kept-apart ones")
    parser.add_argument("--quick", action="store_true", help="40 sentences and fewer tempi")
    options = parser.parse_args()
    rng = np.random.default_rng(7)
    corpus = read_corpus(options.corpus)
    kept = [spoken for spoken in corpus if options.all or held_out(spoken.id)][: 40 if options.quick else None]
    stream = in_a_row(kept, rng=rng)
    print(f"{len(kept)} sentences, {stream.duration:.0f} s, {len(stream.times)} syllables, {len(stream.pauses)} pauses")
    others = [spoken for spoken in corpus if not held_out(spoken.id)]
    print_conditions(stream, others or corpus, rng)
    print_tempo(stream, options.quick)
    delay = souffleur(stream.samples, (5.0,)).delay
    print(
        f"\nAvailable after a block's end: median {np.median(delay) * 1000:.0f} ms, p90 "
        f"{np.quantile(delay, 0.9) * 1000:.0f} ms (target <= 250; look-ahead of the network 108 ms)"
    )
    for folder in options.voice:
        print_voice(folder.name, read_corpus(folder), rng)


if __name__ == "__main__":
    main()
