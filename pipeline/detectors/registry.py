"""All detectors, listed by hand; other packages add theirs with the entry point group "souffleur.detectors"."""

from collections.abc import Collection, Sequence
from importlib.metadata import entry_points
from pathlib import Path

from pipeline.detectors.certainty import Certainty
from pipeline.detectors.complaint_step import ComplaintStep
from pipeline.detectors.dead_air import DeadAir
from pipeline.detectors.emphasis import Emphasis
from pipeline.detectors.entry import Entry
from pipeline.detectors.feeling_stage import FeelingStage
from pipeline.detectors.flag import Detector
from pipeline.detectors.interruption import Interruption
from pipeline.detectors.itch_word import ItchWord
from pipeline.detectors.jargon_swap import JargonSwap
from pipeline.detectors.key_point_repeated import KeyPointRepeated
from pipeline.detectors.language import ForeignLanguage
from pipeline.detectors.missing_acknowledgement import MissingAcknowledgement
from pipeline.detectors.no_without_alternative import NoWithoutAlternative
from pipeline.detectors.overlap import Overlapping
from pipeline.detectors.probe import Probe
from pipeline.detectors.promise import Promise
from pipeline.detectors.purpose_first import PurposeFirst
from pipeline.detectors.question import Question
from pipeline.detectors.response_gap import ResponseGap
from pipeline.detectors.rushing import Rushing
from pipeline.detectors.signpost import Signpost
from pipeline.detectors.stalemate import Stalemate
from pipeline.detectors.summary import Summary
from pipeline.detectors.talk_share import TalkShare
from pipeline.detectors.tutoyeren import Tutoyeren
from pipeline.detectors.wish_answered import WishAnswered
from pipeline.errors import UsageError

ENTRY_POINTS = "souffleur.detectors"


def detectors(
    *, off: Collection[str] = (), lexicon: Path | None = None, terms: Sequence[Entry] = (), meaning: bool = True
) -> tuple[Detector, ...]:
    """The detectors that are on, in a fixed order. `lexicon`, and then `terms`, extend or override our own itch words.
    `meaning`: weigh what words mean too, where that model is installed.

    Raises UsageError when `off` names an unknown kind, LexiconError when the lexicon has a mistake.
    """
    known: dict[str, Detector] = {
        "rushing": Rushing(),
        "missing_acknowledgement": MissingAcknowledgement(meaning=meaning),
        "itch_word": ItchWord.with_lexicon(lexicon, terms),
        "question": Question(),
        "summary": Summary(),
        "probe": Probe(),
        "signpost": Signpost(),
        "promise": Promise(),
        "no_without_alternative": NoWithoutAlternative(),
        "tutoyeren": Tutoyeren(),
        "jargon_swap": JargonSwap(),
        "stalemate": Stalemate(),
        "certainty": Certainty(),
        "complaint_step": ComplaintStep(),
        "feeling_stage": FeelingStage(),
        "wish_answered": WishAnswered(),
        "purpose_first": PurposeFirst(),
        "key_point_repeated": KeyPointRepeated(),
        "interruption": Interruption(),
        "overlap": Overlapping(),
        "dead_air": DeadAir(),
        "response_gap": ResponseGap(),
        "talk_share": TalkShare(),
        "emphasis": Emphasis(),
        "language": ForeignLanguage(),
    }
    known |= {point.name: point.load()() for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda p: p.name)}
    unknown = sorted(set(off) - set(known))
    if unknown:
        raise UsageError(
            "kind_unknown", f'flags.off names the unknown kind "{unknown[0]}".', f"Known kinds: {', '.join(known)}."
        )
    return tuple(detector for kind, detector in known.items() if kind not in off)
