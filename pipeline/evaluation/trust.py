"""What false alarms cost: dialogues where nothing went wrong and something is said to have, and traps stepped in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluation.labels import CRITICAL, Labelled
from pipeline.evaluation.score import Finding, Tally, meets


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`hit` of `all`."""

    hit: int
    all: int

    @property
    def ratio(self) -> float:
        """0..1; 0 where there are none."""
        return self.hit / self.all if self.all else 0.0


def false_critical(labelled: Sequence[Labelled], tallies: Mapping[str, Sequence[Tally]]) -> Share:
    """How many of the dialogues without any critical label got a false critical flag; kinds not in `tallies` are left
    out of the flags."""
    clean = [i for i, one in enumerate(labelled) if not any(one.wanted[kind] for kind in CRITICAL)]
    judged = [tallies[kind] for kind in CRITICAL if kind in tallies]
    return Share(hit=sum(any(own[i].false for own in judged) for i in clean), all=len(clean))


def false_alarms(tallies: Iterable[Sequence[Tally]], agent_turns: Sequence[int]) -> float:
    """False alarms of all kinds together per 100 agent turns."""
    return 100 * sum(len(one.false) for own in tallies for one in own) / max(1, sum(agent_turns))


def traps_hit(
    labelled: Sequence[Labelled], found: Sequence[Sequence[Finding]], kinds: Sequence[str]
) -> dict[str, Share]:
    """Per name of trap how many were stepped in, of those that were set."""
    shares: dict[str, Share] = {}
    for one, own in zip(labelled, found, strict=True):
        for trap in one.traps:
            if trap.kind in kinds:
                hit = any(finding.kind == trap.kind and meets(finding, trap.place) for finding in own)
                before = shares.get(trap.name, Share(hit=0, all=0))
                shares[trap.name] = Share(hit=before.hit + hit, all=before.all + 1)
    return dict(sorted(shares.items()))
