"""What false alarms cost, counted by hand."""

from pipeline.conversation.dialogue import Dialogue, DialogueTurn
from pipeline.evaluation.labels import KINDS, Label, Labelled, Trap
from pipeline.evaluation.score import Finding, tallies_of
from pipeline.evaluation.trust import Share, false_alarms, false_critical, traps_hit
from pipeline.span import Speaker

TURNS = tuple(DialogueTurn(speaker=Speaker.AGENT, text=f"beurt {i}") for i in range(4))
NOTHING: dict[str, tuple[Label, ...]] = dict.fromkeys(KINDS, ())


def labelled(wanted=None, traps=()):
    dialogue = Dialogue(id="d", turns=TURNS)
    return Labelled(dialogue=dialogue, wanted=NOTHING | (wanted or {}), optional=NOTHING, traps=tuple(traps))


def label(turn, *texts):
    return Label(first=turn, last=turn, texts=texts)


def test_only_dialogues_without_a_critical_label_and_critical_kinds_count():
    dialogues = [
        labelled(),
        labelled(),
        labelled({"itch_word": (label(1, "even"),)}),
        labelled({"summary": (label(0),)}),
    ]
    found = [
        [Finding(kind="tutoyeren", turn=1)],
        [Finding(kind="summary", turn=1)],
        [Finding(kind="stalemate", turn=2)],
        [Finding(kind="summary", turn=0), Finding(kind="itch_word", turn=1, words="even")],
    ]
    tallies = tallies_of(dialogues, found)
    assert false_critical(dialogues, tallies) == Share(hit=2, all=3)
    assert false_critical(dialogues, {"summary": tallies["summary"]}) == Share(hit=0, all=3)
    assert false_alarms(tallies.values(), [4, 4, 4, 4]) == 25.0
    assert false_critical([], {}).ratio == 0.0


def test_a_trap_is_hit_at_its_turn_on_its_words_by_its_kind():
    traps = [
        Trap(kind="itch_word", place=label(1, "even")),
        Trap(kind="itch_word", place=label(2, "hoop")),
        Trap(kind="missing_acknowledgement", place=Label(first=1, last=2), sort="erkend"),
    ]
    found = [Finding(kind="itch_word", turn=1, words="Even"), Finding(kind="itch_word", turn=2, words="gewoon")]
    found += [Finding(kind="missing_acknowledgement", turn=2)]
    hit = traps_hit([labelled(traps=traps)], [found], KINDS)
    assert hit == {"itch_word": Share(hit=1, all=2), "missing_acknowledgement (erkend)": Share(hit=1, all=1)}
    assert list(traps_hit([labelled(traps=traps)], [[]], ["itch_word"])) == ["itch_word"]
