"""The gate: repeats, revisions, and the rules by which a flag becomes a nudge (SIGNALS.md part C)."""

from dataclasses import replace

from pipeline.audio.events import SpeechEnded, SpeechStarted
from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import CallEnded, Event, Heard, Tick
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.gate import Gate, Nudge, NudgeHidden, NudgeOptions, NudgeSuppressed, Outcome
from pipeline.span import Span, Speaker


class Run:
    """A gate with a conversation that goes on."""

    def __init__(self, **options) -> None:
        self.gate, self.conversation = Gate(options=NudgeOptions(**options)), Conversation()

    def at(self, event: Event, *findings: Flag | Cleared) -> list[Outcome]:
        self.conversation = self.conversation.after(event)
        return self.gate(self.conversation, event, findings)


def flag(key: str = "k", at: float = 1.0, **more) -> Flag:
    return replace(
        Flag(
            key=key,
            kind="rushing",
            speaker=Speaker.AGENT,
            span=Span(0, at),
            at=at,
            raised=at,
            severity="warning",
            message="m",
            advice="a",
            cue="Iets rustiger",
        ),
        **more,
    )


def only(outcomes: list[Outcome], kind: type) -> list[Outcome]:
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


def test_a_flag_comes_out_once_until_it_is_cleared():
    run = Run()
    assert only(run.at(Tick(at=1), flag()), Flag) == [flag()]
    assert run.at(Tick(at=2), flag(at=2)) == []
    cleared = Cleared(key="k", kind="rushing", at=3, reason="recovered")
    assert cleared in run.at(Tick(at=3), cleared)
    assert run.at(Tick(at=4), cleared) == []
    assert only(run.at(Tick(at=5), flag(at=5)), Flag)


def test_a_nudge_waits_for_the_agents_pause():
    run = Run()
    run.at(SpeechStarted(at=0.5, speaker=Speaker.AGENT, onset=0.4))
    assert not only(run.at(Tick(at=1), flag()), Nudge)
    [nudge] = run.at(SpeechEnded(at=2, speaker=Speaker.AGENT, span=Span(0.4, 1.8)))
    assert nudge == Nudge(at=2, until=6.5, flag="k", cue="Iets rustiger")


def test_a_nudge_that_would_come_too_late_is_not_shown():
    run = Run()
    run.at(SpeechStarted(at=0.5, speaker=Speaker.AGENT, onset=0.4))
    run.at(Tick(at=1), flag())
    assert run.at(Tick(at=6.5)) == [NudgeSuppressed(at=6.5, flag="k", reason="too_late")]
    assert run.at(SpeechEnded(at=7, speaker=Speaker.AGENT, span=Span(0.4, 6.8))) == []


def test_behaviour_that_goes_on_keeps_its_nudge_fresh():
    run = Run()
    run.at(SpeechStarted(at=0.5, speaker=Speaker.AGENT, onset=0.4))
    run.at(Tick(at=1), flag())
    run.at(Tick(at=5), flag(at=5))
    assert only(run.at(SpeechEnded(at=8, speaker=Speaker.AGENT, span=Span(0.4, 7.8))), Nudge)


def test_a_recovered_agent_is_left_alone():
    run = Run()
    run.at(Tick(at=1), flag())
    cleared = Cleared(key="k", kind="rushing", at=2, reason="recovered")
    assert run.at(Tick(at=2), cleared) == [cleared, NudgeHidden(at=2, flag="k")]


def test_cooldown_budget_and_mute_are_counted_with_their_reason():
    run = Run(per_call=2)
    for n, at in enumerate((1.0, 5.0, 30.0, 60.0)):
        run.at(Tick(at=at), flag(f"k{n}", at))
    assert run.gate.suppressed == {"cooldown": 1, "budget": 1}
    muted = Run(enabled=False)
    assert muted.at(Tick(at=1), flag()) == [flag(), NudgeSuppressed(at=1, flag="k", reason="muted")]


def test_mild_positive_and_coach_only_flags_never_nudge():
    run = Run()
    for n, more in enumerate(
        (
            {"severity": "info"},
            {"severity": "positive"},
            {"audience": "coach"},
            {"cue": ""},
            {"speaker": Speaker.CUSTOMER},
        )
    ):
        assert len(run.at(Tick(at=1), flag(f"k{n}", **more))) == 1


def test_a_final_that_reads_otherwise_takes_its_partials_flags_back():
    run = Run()
    word = Word(text="even", span=Span(0, 1))
    partial = Utterance(id="a1", speaker=Speaker.AGENT, span=Span(0, 1), words=(word,), final=False, stable=1)
    found = flag("itch", utterance="a1", evidence="even")
    run.at(Heard(at=1, utterance=partial), found)
    outcomes = run.at(Heard(at=2, utterance=replace(partial, final=True, stable=None)))
    assert only(outcomes, Cleared) == [Cleared(key="itch", kind="rushing", at=2, reason="revised")]
    again = Run()
    again.at(Heard(at=1, utterance=partial), found)
    assert not only(again.at(Heard(at=2, utterance=replace(partial, final=True, stable=None)), found), Cleared)


def test_what_waits_at_the_end_is_accounted_for():
    run = Run()
    run.at(SpeechStarted(at=0.5, speaker=Speaker.AGENT, onset=0.4))
    run.at(Tick(at=1), flag())
    assert run.at(CallEnded(at=2)) == [NudgeSuppressed(at=2, flag="k", reason="ended")]
