"""Probes, the D of LSD (luisteren, samenvatten, doorvragen): an open question on what the customer just said.

Source: the seed "U had het over een groene knop. Wat is daarmee aan de hand?": ask on, in the customer's own words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.clauses import tokens_of, word_set
from pipeline.detectors.echo import content_stems
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.question import Question, TypedQuestion
from pipeline.detectors.wording import flag_about
from pipeline.span import Speaker

ADVICE = "Mooi doorgevraagd. Vat daarna samen wat u hoort, dan merkt de klant dat het is aangekomen."
_MEASURED = word_set("""
    lang vaak veel laat groot oud hoog ver lange dikwijls ver breed zwaar heet heette spelt schrijft
""")
"""After "hoe" these ask for a fact, not for a story."""
_OPEN = word_set("""
    wat wa hoe waarom waardoor waarmee waarover waarvoor waarvan waaraan waartegen waarin waar hoezo
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Notes an open question of the agent that goes on with the customer's own words."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "probe"), repr=False)
    questions: Question = field(default_factory=Question, repr=False)
    """How questions are found and typed."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """Flags for the agent's utterance in a Heard event, one at most."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT:
            return
        utterance = event.utterance
        words = [word.text for word in utterance.stable_words]
        story = _story_before(conversation, utterance)
        if not story or not words:
            return
        if found := self._invitation(words, complete=utterance.final) or self._follow_up(utterance, words, story):
            start, end, rule, own = found
            yield flag_about(
                utterance,
                start,
                end,
                kind="probe",
                rule=rule,
                raised=event.at,
                severity="positive",
                once=True,
                advice=ADVICE,
                message=f"U vraagt door op de woorden van de klant: “{own}”."
                if own
                else "U nodigt de klant uit om verder te vertellen.",
            )

    def _invitation(self, words: Sequence[str], *, complete: bool) -> tuple[int, int, str, str] | None:
        found = self.lexicon.matches(words, complete=complete)
        found = [match for match in found if complete or match.end < len(words)]
        return (found[0].start, found[0].end, found[0].entry.id, "") if found else None

    def _follow_up(
        self, utterance: Utterance, words: Sequence[str], story: Sequence[str]
    ) -> tuple[int, int, str, str] | None:
        said = content_stems(tokens_of(story))
        for question in self.questions.questions(utterance):
            asked = question.asked
            inside = words[asked.start : asked.end]
            own = [
                word
                for word, token in zip(inside, tokens_of(inside), strict=True)
                if token and content_stems((token,)) & said
            ]
            if own and _is_open(question, words):
                return asked.start, asked.end, "own_words", own[0].strip(".,;:!?\"'")
        return None


def _is_open(question: TypedQuestion, words: Sequence[str]) -> bool:
    """Whether a question invites a story: a question word that asks for no measure, and no procedure."""
    if question.asked.form != "open" or question.type == "other":
        return False
    tokens = tokens_of(words[question.asked.core : question.asked.core + 2])
    return tokens[0] in _OPEN and (len(tokens) < 2 or tokens[1] not in _MEASURED)


def _story_before(conversation: Conversation, utterance: Utterance) -> list[str]:
    """What the customer said just before the turn of `utterance`."""
    earlier = list(takewhile(lambda other: other.id != utterance.id, conversation.utterances[-60:]))
    story: list[str] = []
    for other in reversed(earlier):
        if other.speaker is Speaker.CUSTOMER:
            story[:0] = [word.text for word in other.stable_words]
        elif story:
            break
    return story
