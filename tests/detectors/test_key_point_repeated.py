"""Key point repeated: the second and third time count, in another turn."""

from pipeline.detectors.key_point_repeated import KeyPointRepeated
from tests.detectors.text_call import flagged

DETECTOR = KeyPointRepeated()


def counts(*lines: str) -> list[float | None]:
    return [flag.value for flag in flagged(DETECTOR, lines)]


POINT = "agent: De monteur komt donderdag tussen acht en tien."
AGAIN = "agent: Dus donderdag staat de monteur bij u voor de deur."


def test_the_second_and_third_time_are_credited_and_no_more() -> None:
    assert counts(POINT, "customer: Goed.", AGAIN, "customer: Ja.", AGAIN, "customer: Ja.", AGAIN) == [2.0, 3.0]


def test_within_one_turn_it_is_no_repetition() -> None:
    assert counts(POINT, AGAIN) == []


def test_another_point_and_a_repeated_no_are_none() -> None:
    assert counts(POINT, "customer: Goed.", "agent: De factuur volgt op maandag.") == []
    assert (
        counts(
            "agent: Donderdag kan de monteur niet komen.",
            "customer: Toch wel?",
            "agent: Donderdag kan de monteur niet komen.",
        )
        == []
    )


def test_an_emphasised_point_counts_without_a_number() -> None:
    assert counts(
        "agent: Belangrijk is dat u de oude stekker goed bewaart.",
        "customer: Goed.",
        "agent: Vergeet niet de oude stekker te bewaren.",
    ) == [2.0]
