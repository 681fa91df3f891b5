"""Another language: said once, no Dutch flags, and back to Dutch; a few English words, Flemish or noise are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.conversation.events import CallEnded, CallStarted
from pipeline.core import Core
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.language import NAMES, ForeignLanguage, function_words
from pipeline.detectors.ledger import Ledger
from pipeline.detectors.registry import detectors
from pipeline.detectors.words import normalised
from tests.detectors.text_call import flagged, heard

ENGLISH = [
    "agent: Good afternoon, thank you for calling Lumio. How can I help you?",
    "customer: Hi, my internet has been down since this morning and I have to work from home.",
    "agent: I am sorry to hear that. Can you tell me which lights are on?",
    "customer: There is one red light, and this is the third time that it happened! I can't work like this!",
    "agent: No problem, what is your customer journey number? We hope that we can fix it, eventually.",
]
GERMAN = [
    "customer: Guten Tag, ich habe eine Frage zu meiner Rechnung, die ist nicht richtig und viel zu hoch.",
    "agent: Das tut mir leid. Können Sie mir bitte sagen, was Sie nicht verstehen? Ich sehe es mir sofort an.",
]
FRENCH = [
    "customer: Bonjour, je n'ai pas encore reçu mon colis et c'est déjà la deuxième fois que je vous appelle.",
    "agent: Je suis désolé. Est-ce que vous pouvez me donner le numéro de la commande, pour que je regarde ?",
]
DUTCH = [
    "customer: Goedemiddag, ik heb een vraag over mijn rekening van vorige maand, want die klopt volgens mij niet.",
    "agent: Dat is vervelend. In principe kijk ik dat even voor u na, heeft u het nummer van de rekening bij de hand?",
    "customer: Ja, dat staat hier bovenaan de brief die ik van u heb gekregen, en ik heb hem voor me liggen.",
]
NOT_ENGLISH = {
    "buzzwords": [
        "agent: Onze customer journey is best in class, dat staat ook in de service level agreement van uw provider.",
        "customer: Een service level agreement? Ik heb gewoon geen internet, en dat al sinds gisteren.",
        "agent: Dat escaleer ik naar het incident management team, die doen een root cause analysis over the air.",
    ],
    "Flemish": [
        "customer: Allez, ge zegt da ge zoudt terugbellen, maar 'k heb niks gehoord, dat is toch niet serieus hé.",
        "agent: Amai, da's inderdaad lang. Ik zal het efkes voor u nakijken, zijde gij nog thuis vandaag?",
        "customer: Ja zeker, merci. En ne mens wordt daar niet goed van, van al da wachten.",
    ],
    "spelled": [
        f"customer: {' '.join(['A', 'I', 'B', 'E', 'C', 'T', 'H', 'O', 'F', 'M'])}",
        "agent: I A vijf drie, is dat juist?",
    ]
    * 5,
    "an English title": [
        "customer: Ik krijg de hele tijd dezelfde melding op mijn scherm.",
        "agent: Wat staat er precies?",
        "customer: Er staat: the connection to the server was lost.",
        "agent: Dank u. Dat is bekend bij ons, daar kan ik u mee helpen.",
    ],
    "noise": [
        "customer: Goet middach ik bel ofer mijn reken ink die klop niet en ik hep al drie keer gemelt dat nie goet"
    ]
    * 3,
    "numbers": ["customer: 06 12 34 56 78", "agent: 3522 KL 118", "customer: ja", "agent: oké"] * 10,
}


def run(lines: list[str]) -> list[object]:
    """All outcomes of a written call."""
    core, events = Core(detectors()), list(heard(lines))
    return [
        outcome
        for event in (CallStarted(call_id="c"), *events, CallEnded(at=events[-1].at))
        for outcome in core.apply(event)
    ]


@pytest.mark.parametrize(
    ("lines", "language", "name"), [(ENGLISH, "en", "Engels"), (GERMAN, "de", "Duits"), (FRENCH, "fr", "Frans")]
)
def test_a_call_in_another_language_is_said_once_and_nothing_else(lines, language, name):
    (flag,) = Ledger.of(run(lines * 3)).flags
    assert (flag.kind, flag.type, flag.severity, flag.audience) == ("language", language, "info", "coach")
    assert name in flag.message and flag.advice and flag.value >= flag.limit


def test_what_was_raised_before_it_was_clear_is_taken_back():
    core = Core(detectors())
    raised = [outcome for line in heard(["agent: Customer journey!", *ENGLISH]) for outcome in core.apply(line)]
    early = next(o for o in raised if isinstance(o, Flag) and o.kind == "itch_word")
    assert Cleared(key=early.key, kind="itch_word", at=raised[-1].raised, reason="revised") in raised


@pytest.mark.parametrize("lines", NOT_ENGLISH.values(), ids=NOT_ENGLISH)
def test_a_few_foreign_words_flemish_and_noise_are_no_other_language(lines):
    assert flagged(ForeignLanguage(), lines) == []


def test_a_call_that_goes_on_in_dutch_gets_its_flags_back():
    outcomes = run([*ENGLISH, *DUTCH, *DUTCH])
    switch = next(i for i, each in enumerate(outcomes) if isinstance(each, Cleared) and each.kind == "language")
    assert outcomes[switch].reason == "recovered"
    before, after = (
        {each.kind for each in part if isinstance(each, Flag)} for part in (outcomes[:switch], outcomes[switch:])
    )
    assert before == {"language"}
    assert "itch_word" in after


def test_a_dutch_call_that_goes_over_to_english_keeps_the_flags_on_its_dutch_words():
    flags = Ledger.of(run([*DUTCH, *ENGLISH])).flags
    kinds = [flag.kind for flag in flags]
    assert kinds.count("language") == 1 and "itch_word" in kinds
    last = {flag.utterance for flag in flags if flag.kind != "language"}
    assert last <= {"t0", "t1", "t2"}


def test_flags_about_sound_stay():
    core = Core([Loud(), ForeignLanguage()])
    kinds = [each.kind for line in heard(ENGLISH * 2) for each in core.apply(line) if isinstance(each, Flag)]
    assert kinds.count("loud") == 2 * len(ENGLISH) and kinds.count("language") == 1


class Loud:
    """Flags every utterance by its sound alone."""

    def __call__(self, conversation, event):
        del conversation
        said = event.utterance
        yield Flag(
            key=f"loud:{said.id}",
            kind="loud",
            speaker=said.speaker,
            span=said.span,
            at=event.at,
            raised=event.at,
            severity="info",
            message="m",
            advice="a",
        )


def test_the_lists_are_as_the_comparison_sees_words():
    lists = function_words()
    assert set(lists) == {"nl", *NAMES}
    for language, words in lists.items():
        assert len(words) > 100
        for word in words:
            assert (len(word) > 1 or word == "u") and word == normalised(word), (language, word)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*DUTCH, "agent: ja hoor", "customer: 12 34", "agent: okay"]), max_size=12))
def test_dutch_in_any_order_is_dutch(lines):
    assert flagged(ForeignLanguage(), lines) == []
