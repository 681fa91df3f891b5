"""Complaint steps: each of the five once, and only where there is a complaint."""

from pipeline.detectors.complaint_step import ComplaintStep
from tests.detectors.text_call import flagged

DETECTOR = ComplaintStep()
COMPLAINT = "customer: Dit is nu al de derde keer dat ik bel, ik ben het spuugzat en niemand doet iets!"


def steps(*lines: str) -> list[tuple[str, str | None]]:
    return [(flag.type, flag.utterance) for flag in flagged(DETECTOR, lines)]


def test_the_steps_are_noted_when_they_are_heard() -> None:
    assert steps(
        COMPLAINT,
        "agent: Drie keer bellen, daar zou ik ook genoeg van hebben. Mijn excuses daarvoor.",
        "customer: Ja.",
        "agent: Ik bel de planning nu meteen.",
    ) == [("erkennen", "t1"), ("excuses", "t1"), ("urgentie", "t3")]


def test_a_step_counts_once() -> None:
    assert [
        step for step, _ in steps(COMPLAINT, "agent: Mijn excuses.", "customer: Ja.", "agent: Nogmaals excuses.")
    ].count("excuses") == 1


def test_without_a_complaint_there_are_no_steps() -> None:
    assert steps("customer: Goedemorgen, ik wil verhuizen.", "agent: Ik stuur u het formulier nu meteen.") == []


def test_a_refusing_sorry_is_no_apology() -> None:
    assert steps(COMPLAINT, "agent: Nee sorry, dat kan niet.") == []
