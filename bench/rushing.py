"""How soon a rush is flagged and how soon it is cleared, end to end: sound -> Ear -> Conversation -> Rushing -> Gate.

    python bench/rushing.py CORPUS [--trials 12] [--all] [--variety NL]

A trial: a voice at its own pace until its baseline is known (80 s of speech), then 45 s of rush (the same voice at
1.25 or 1.4 times its tempo, pauses included, by sox), then its own pace again. CORPUS: see bench/pace_corpus.py; --all
takes the sentences that the network was trained on too (natural variation of pace is the limit here, not the network).
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.pace_corpus import RATE, Spoken, held_out, read_corpus
from bench.pace_streams import in_a_row, tempo
from pipeline.audio.baseline import Baseline, Variety
from pipeline.audio.ear import Ear
from pipeline.conversation.events import CallStarted, Event
from pipeline.core import Core
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.rushing import Rushing
from pipeline.span import Speaker

FEED = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The events of one stream, and where its rush lay (seconds); no rush: rush == end == duration."""

    events: list[Event]
    rush: float
    end: float
    duration: float


def heard(samples: np.ndarray, variety: Variety) -> list[Event]:
    """What an Ear says of the agent's channel, fed 20 ms at a time."""
    ear = Ear(Speaker.AGENT, baseline=Baseline(variety=variety))
    events: list[Event] = [CallStarted(call_id="bench", variety=variety)]
    for start in range(0, len(samples), FEED):
        events += ear.feed(samples[start : start + FEED]).events
    return events + list(ear.finish().events)


def spoken_for(corpus: list[Spoken], seconds: float, rng: np.random.Generator) -> list[Spoken]:
    """Random sentences that last `seconds` together."""
    chosen: list[Spoken] = []
    while sum(spoken.duration for spoken in chosen) < seconds:
        chosen.append(corpus[rng.integers(len(corpus))])
    return chosen


def trial(corpus: list[Spoken], factor: float, rng: np.random.Generator, variety: Variety) -> Trial:
    """Own pace, rush, own pace."""
    own = in_a_row(spoken_for(corpus, 100, rng), rng=rng).samples
    rush = tempo(in_a_row(spoken_for(corpus, 45 * factor, rng), rng=rng), factor).samples[: 45 * RATE]
    calm = in_a_row(spoken_for(corpus, 25, rng), rng=rng).samples
    samples = np.concatenate((own, rush, calm))
    return Trial(
        events=heard(samples, variety),
        rush=len(own) / RATE,
        end=(len(own) + len(rush)) / RATE,
        duration=len(samples) / RATE,
    )


def own_pace(corpus: list[Spoken], seconds: float, rng: np.random.Generator, variety: Variety) -> Trial:
    """Nothing but own pace."""
    samples = in_a_row(spoken_for(corpus, seconds, rng), rng=rng).samples
    end = len(samples) / RATE
    return Trial(events=heard(samples, variety), rush=end, end=end, duration=end)


def outcomes(case: Trial, detector: Rushing) -> list[Flag | Cleared]:
    """What the gate lets out."""
    core = Core([detector])
    return [outcome for event in case.events for outcome in core.apply(event) if isinstance(outcome, Flag | Cleared)]


def latencies(case: Trial, detector: Rushing) -> tuple[float, float, int]:
    """(seconds from the rush's begin to its first flag; inf: never. Seconds from its end until the flag that stood then
    is cleared; inf: never, nan: none stood. Flags during the rush)."""
    found = outcomes(case, detector)
    during = [f.raised for f in found if isinstance(f, Flag) and case.rush <= f.raised < case.end]
    before_end = [f for f in found if (f.raised if isinstance(f, Flag) else f.at) < case.end]
    cleared = np.nan
    if before_end and isinstance(before_end[-1], Flag):
        cleared = next((f.at - case.end for f in found if isinstance(f, Cleared) and f.at >= case.end), np.inf)
    return (during[0] - case.rush if during else np.inf), cleared, len(during)


def report(quiet: list[Trial], rushes: dict[float, list[Trial]], detector: Rushing) -> None:
    """Print the table."""
    minutes = sum(case.duration for case in quiet) / 60
    false = sum(isinstance(f, Flag) for case in quiet for f in outcomes(case, detector))
    print(f"own pace: {false} false flags in {minutes:.0f} min = {10 * false / minutes:.2f} per 10 min (target <= 1)")
    print("tempo  flagged  after s: median    p90 (target)  flags a rush  cleared after s: median    p90 (target <= 6)")
    for factor, cases in rushes.items():
        late, clear, flags = np.array([latencies(case, detector) for case in cases]).T
        clear, target = clear[~np.isnan(clear)], {1.4: "<=  6", 1.25: "<= 12"}.get(factor, "     ")
        middle, tail = (np.quantile(clear, q, method="lower") if len(clear) else np.nan for q in (0.5, 0.9))
        print(
            f"{factor:5.2f} {np.isfinite(late).mean():8.0%} {np.median(late):16.1f}"
            f" {np.quantile(late, 0.9, method='lower'):6.1f}  ({target}) {flags.mean():13.1f}"
            f" {middle:23.1f} {tail:6.1f}   (n = {len(clear)})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--trials", type=int, default=12, help="rushes per tempo")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--variety", choices=("NL", "BE"), default="NL")
    options = parser.parse_args()
    rng = np.random.default_rng(3)
    corpus = [spoken for spoken in read_corpus(options.corpus) if options.all or held_out(spoken.id)]
    quiet = [own_pace(corpus, 300, rng, options.variety) for _ in range(max(2, options.trials // 2))]
    rushes = {
        factor: [trial(corpus, factor, rng, options.variety) for _ in range(options.trials)] for factor in (1.25, 1.4)
    }
    report(quiet, rushes, Rushing())


if __name__ == "__main__":
    main()
