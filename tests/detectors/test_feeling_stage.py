"""Feeling stage: each change of stage, from the first frustration on."""

from pipeline.detectors.feeling_stage import EARLY, FeelingStage
from tests.detectors.text_call import flagged

DETECTOR = FeelingStage()
UPSET = "customer: Dit is nu al de derde keer dat ik bel, ik ben het spuugzat en niemand doet iets!"


def test_the_stages_follow_each_other() -> None:
    found = flagged(
        DETECTOR,
        [
            UPSET,
            "agent: Hoe is dat nu voor u?",
            "customer: Ja, ik lig er wakker van.",
            "agent: Drie keer bellen en er wakker van liggen, dat is ook veel te gek.",
            "customer: Precies.",
            "agent: We lossen het samen op.",
        ],
    )
    assert [flag.type for flag in found] == ["aanvoelen", "erkennen", "leiden"]
    assert {flag.severity for flag in found} == {"info"} and {flag.audience for flag in found} == {"coach"}


def test_leading_before_acknowledging_is_said() -> None:
    (flag,) = flagged(DETECTOR, [UPSET, "agent: Gelukkig is er nog niets afgeschreven."])
    assert flag.message == EARLY


def test_the_same_stage_is_said_once_and_a_calm_call_has_none() -> None:
    assert (
        len(
            flagged(
                DETECTOR,
                [
                    UPSET,
                    "agent: Het goede nieuws is dat hij er is.",
                    "customer: Ja.",
                    "agent: Gelukkig is het niet stuk.",
                ],
            )
        )
        == 1
    )
    assert flagged(DETECTOR, ["customer: Ik wil verhuizen.", "agent: We lossen het samen op."]) == []
