"""What the detectors of words cost per utterance, with the meaning of the words and without.

    OMP_NUM_THREADS=1 python bench/meaning.py DIALOGUES.jsonl [MORE.jsonl ...]

CPU time of one thread, every utterance heard once, patterns compiled and weights loaded before. The targets are those
for one core: 10 ms at the 95th percentile without the embedding model, 40 ms with it.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.dialogue import events_of, read_dialogues
from pipeline.conversation.events import Heard
from pipeline.detectors.lexicon import warm_lexicons
from pipeline.detectors.registry import detectors
from pipeline.meaning.classifier import judge
from pipeline.meaning.embedder import available, embed

TARGETS_MS = {False: 10.0, True: 40.0}
SOUND = ("rushing", "interruption", "overlap", "dead_air", "response_gap", "talk_share", "emphasis")
"""Kinds that hear sound, not words."""


def main() -> None:
    """Print a line per file, without and with meaning."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dialogues", nargs="+", type=Path)
    for path in parser.parse_args().dialogues:
        for meaning in (False, True) if available() else (False,):
            report(path, meaning)


def report(path: Path, meaning: bool) -> None:
    """The cost of one file."""
    found = detectors(off=SOUND, meaning=meaning)
    warm_lexicons()
    costs: list[float] = []
    embedded = 0
    for dialogue in read_dialogues(path):
        conversation = Conversation()
        embed.cache_clear()
        judge.cache_clear()
        for event in events_of(dialogue):
            conversation = conversation.after(event)
            start = time.thread_time()
            for detector in found:
                list(detector(conversation, event))
            if isinstance(event, Heard):
                costs.append(1000 * (time.thread_time() - start))
        embedded += embed.cache_info().misses
    p50, p95, most = np.percentile(costs, [50, 95, 100])
    verdict = "reached" if p95 <= TARGETS_MS[meaning] else f"missed by {p95 - TARGETS_MS[meaning]:.1f} ms"
    print(
        f"{path.name}  meaning {'on' if meaning else 'off':3s}  p50 {p50:.1f}  p95 {p95:.1f}  most {most:.1f} ms"
        f"  embedded {embedded / len(costs):.0%} of {len(costs)} utterances"
        f"  target p95 <= {TARGETS_MS[meaning]:.0f}: {verdict}"
    )


if __name__ == "__main__":
    main()
