"""Feeling stage: where the agent is in guiding the customer's feeling: aanvoelen, erkennen, leiden.

Source: the seed on gevoelsmanagement: sense where the customer is, acknowledge it, and only then lead to something
better. Read from the words of both; it says nothing about what the agent feels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from pipeline.captions.utterance import Utterance
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.complaint_step import first_voiced, reply_quality
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.wording import before, clause_end, flag_about, said_by_agent, stable_matches, texts
from pipeline.span import Speaker

MESSAGES = {
    "aanvoelen": "U peilt waar de klant staat.",
    "erkennen": "U laat merken dat het gevoel gehoord is.",
    "leiden": "U neemt de klant mee naar een beter gevoel.",
}
ADVICE = {
    "aanvoelen": "Volgende stap: geef terug wat u hoort, bijvoorbeeld: “Twee uur gewacht, dat is veel te lang.”",
    "erkennen": "Wacht op het “ja, precies” van de klant; dan kunt u gaan leiden.",
    "leiden": "Mooi. Hoort u nog ergernis, ga dan één stap terug: eerst erkennen.",
}
EARLY = "U leidt al, terwijl het gevoel nog niet erkend is."


@dataclass(frozen=True, slots=True, kw_only=True)
class FeelingStage:
    """Notes each change of stage, from the first frustration on."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "feeling_stage"), repr=False)
    voiced: float = 0.5
    """Frustration in a customer's utterance from which there is a feeling to guide."""
    back: int = 60
    """Utterances looked back over."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """At most one info flag per utterance of the agent, with the stage as type."""
        if (utterance := said_by_agent(event)) is None or not utterance.final:
            return
        earlier = before(conversation, utterance, last=self.back)
        start = first_voiced(earlier, self.voiced)
        if start is None or not (stage := self._stage(utterance, earlier)):
            return
        stages = [
            found
            for place in range(start, len(earlier))
            if earlier[place].speaker is Speaker.AGENT and (found := self._stage(earlier[place], earlier[:place]))
        ]
        if stages and stages[-1] == stage:
            return
        match = next((each for each in stable_matches(self.lexicon, utterance) if each.entry.id == stage), None)
        words = texts(utterance)
        first, last = (match.start, clause_end(words, match.end)) if match else (0, clause_end(words, 1))
        message = EARLY if stage == "leiden" and "erkennen" not in stages else MESSAGES[stage]
        yield flag_about(
            utterance,
            first,
            last,
            kind="feeling_stage",
            rule=stage,
            raised=event.at,
            severity="info",
            audience="coach",
            type=stage,
            message=message,
            advice=ADVICE[stage],
        )

    def _stage(self, utterance: Utterance, earlier: Sequence[Utterance]) -> str:
        words = texts(utterance)
        customer = next((texts(each) for each in reversed(earlier) if each.speaker is Speaker.CUSTOMER), ())
        if customer and reply_quality(words, customer) == "full":
            return "erkennen"
        found = {match.entry.id for match in self.lexicon.matches(words)}
        return next((stage for stage in ("leiden", "aanvoelen") if stage in found), "")
