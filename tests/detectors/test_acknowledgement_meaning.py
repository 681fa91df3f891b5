"""What the meaning of words adds to the rules, and that nothing changes without the model."""

import pytest

from pipeline.detectors import acknowledgement_meaning
from pipeline.detectors.acknowledgement_meaning import MOST, voiced, weighed
from pipeline.detectors.agent_reply import Reply, judge_reply
from pipeline.detectors.missing_acknowledgement import MissingAcknowledgement
from tests.detectors.text_call import flagged


def said(text: str) -> list[str]:
    return text.split()


def test_frustration_adds_and_calm_takes_away() -> None:
    against = voiced(said("Niemand die belt, niemand die komt, en ik zit hier maar te wachten"))
    calm = voiced(said("Ik wil graag een afspraak maken voor dinsdag"))
    assert against and calm
    assert 0 < against.weight <= MOST and -MOST <= calm.weight < 0
    assert against.like and not calm.like


def test_too_few_words_say_nothing() -> None:
    assert voiced(["Nee."]) is None


def test_the_same_words_weigh_the_same() -> None:
    words = said("Dit is de derde keer dat ik bel")
    assert voiced(words) == voiced(words)


def test_an_acknowledgement_without_a_known_wording_counts() -> None:
    words = said("Dan zit je midden in de kamer en ben je toch helemaal alleen, wat verdrietig.")
    assert weighed(Reply(quality="none"), words).quality == "full"


def test_shared_words_in_a_fact_are_no_echo() -> None:
    words = said("De richtprijs is driehonderd euro, dat staat in het formulier.")
    assert weighed(Reply(quality="full", by="echo"), words).quality == "none"


def test_a_dismissive_reply_is_never_made_good() -> None:
    words = said("Twee weken zonder douche, dat is toch geen doen, ik snap dat u er genoeg van heeft.")
    assert weighed(Reply(quality="none", dismissive=True), words).quality == "none"


def test_a_known_acknowledgement_is_left_alone() -> None:
    reply = judge_reply(said("Dat had echt niet mogen gebeuren, het spijt me."), ["Niemand", "belt"])
    assert reply.quality == "full" and weighed(reply, ["Wat", "is", "uw", "klantnummer?"]) == reply


def test_the_flag_names_words_and_nearest_reason() -> None:
    story = "customer: Ik heb nu drie middagen zitten wachten op die technieker van jullie."
    says = [story, "agent: Wat is uw klantnummer?"]
    flag = flagged(MissingAcknowledgement(), says)[0]
    assert "drie middagen" in flag.message and "klinkt als" in flag.message


@pytest.mark.parametrize("off", [True, False])
def test_without_the_model_the_rules_decide(off: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    says = ["customer: Ik bel nu al voor de derde keer, zo kan ik niet werken!", "agent: Wat is uw klantnummer?"]
    alone = flagged(MissingAcknowledgement(meaning=False), says)
    monkeypatch.setattr(acknowledgement_meaning, "available", lambda: False)
    assert flagged(MissingAcknowledgement(meaning=off), says) == alone
    assert len(alone) == 1 and "klinkt als" not in alone[0].message
    assert voiced(said("Niemand die belt en niemand die komt")) is None
    reply = Reply(quality="full", by="echo")
    assert weighed(reply, said("De richtprijs is driehonderd euro.")) == reply
