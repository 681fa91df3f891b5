"""A no without an alternative: the agent refuses, in whatever words, and nothing stands beside it that the customer can
have instead. With an offer, or a reason tied to fairness, the same no is a `no_sold`.

Source: the seeds on saying no ("4 tips hoe je Nee kunt zeggen ...", "Wat ik wél voor u kan doen"). The wordings live in
no_without_alternative/*.yaml, refusal.py decides when they refuse, this file when a flag is raised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.conversation.conversation import Conversation, Turn
from pipeline.conversation.events import CallEnded, Event, Heard, Tick
from pipeline.detectors.echo import content_stems
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.patterns import normalised
from pipeline.detectors.refusal import MOST_WORDS, Answer, find_offer, judge_answer
from pipeline.span import Span, Speaker

KIND = "no_without_alternative"
ADVICE = {
    "policy": "Vertel waarom de regel er is en wat er wel kan, bijvoorbeeld: “Wat ik wel voor u kan doen, is …”",
    "too_late": "Begin bij wat nu nog kan: “De termijn is voorbij. Wat vandaag nog wel kan, is …”",
    "full_or_gone": "Noem meteen het eerstvolgende: “Vol op vrijdag; maandag om tien uur heb ik wel plek.”",
}
USUAL = (
    "Verkoop uw nee: zet er in dezelfde adem bij wat wel kan, bijvoorbeeld: “Wat ik wel voor u kan doen, is …”, "
    "of geef een keuze uit twee."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoWithoutAlternative:
    """Judges an agent's turn once it is over: when the customer speaks, after a silence, or at the call's end."""

    silence: float = 1.5
    """Seconds of silence after which the agent's turn counts as over."""
    same_no: float = 0.75
    """Share of the refusal's content words that an earlier refusal holds, from which it only restates that one."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag | Cleared]:
        """Flags for the agent's latest turn; clears the no before it when this turn brings the alternative."""
        if not isinstance(event, Heard | Tick | CallEnded):
            return
        turns = conversation.recent_turns(6)
        places = [place for place, turn in enumerate(turns) if turn.speaker is Speaker.AGENT]
        if not places:
            return
        over = self._is_over(conversation, turns[-1], event)
        latest = places[-1]
        if isinstance(event, Tick) and not over:
            return
        for before in places[:-1]:
            yield from self._redeemed(turns, before, latest, event)
        answer = _judged(turns, latest)
        if answer is None or not over:
            return
        earlier = [found for place in places[:-1] if (found := _judged(turns, place)) is not None]
        if answer.offer:
            yield Cleared(key=_key(KIND, turns[latest], answer), kind=KIND, at=event.at, reason="credited_late")
            yield _sold(turns[latest], answer, event.at)
        elif not any(self._restates(turns, latest, place) for place in places[:-1]):
            yield _refused(turns[latest], answer, event.at, again=any(not each.offer for each in earlier))

    def _is_over(self, conversation: Conversation, last: Turn, event: Event) -> bool:
        if last.speaker is Speaker.CUSTOMER or isinstance(event, CallEnded):
            return True
        quiet = isinstance(event, Tick) and not conversation.is_speaking(Speaker.AGENT)
        return quiet and last.utterances[-1].final and event.at - last.span.end >= self.silence

    def _redeemed(self, turns: Sequence[Turn], before: int, latest: int, event: Event) -> Iterator[Flag | Cleared]:
        """The no of the turn just before is made good in the latest one."""
        if latest - before != 2 or (answer := _judged(turns, before)) is None or answer.offer:
            return
        offer = find_offer(_words(turns[latest]))
        if offer is not None:
            yield Cleared(key=_key(KIND, turns[before], answer), kind=KIND, at=event.at, reason="credited_late")

    def _restates(self, turns: Sequence[Turn], latest: int, place: int) -> bool:
        """Whether the latest refusal says nothing that an earlier one did not say."""
        now, then = _judged(turns, latest), _judged(turns, place)
        if now is None or then is None or then.offer:
            return False
        own = content_stems(map(normalised, _words(turns[latest])[now.start : now.end]))
        known = content_stems(map(normalised, _words(turns[place])))
        return len(own) > 1 and len(own & known) >= self.same_no * len(own)


def _words(turn: Turn) -> tuple[str, ...]:
    return tuple(word.text for utterance in turn.utterances for word in utterance.stable_words)[:MOST_WORDS]


def _judged(turns: Sequence[Turn], place: int) -> Answer | None:
    return judge_answer(_words(turns[place]), _words(turns[place - 1]) if place else ())


def _key(kind: str, turn: Turn, answer: Answer) -> str:
    return f"{kind}:{_at(turn, answer)[0]}:{answer.rule}:0"


def _at(turn: Turn, answer: Answer) -> tuple[str, Span]:
    """The utterance that holds the refusal, and where it lies."""
    spoken = [(utterance.id, word) for utterance in turn.utterances for word in utterance.stable_words]
    said = spoken[answer.start : answer.end]
    return said[0][0], Span(said[0][1].span.start, max(said[-1][1].span.end, said[0][1].span.start))


def _refused(turn: Turn, answer: Answer, raised: float, *, again: bool) -> Flag:
    utterance, span = _at(turn, answer)
    evidence = " ".join(_words(turn)[answer.start : answer.end]).strip(" .,;:!?")
    return Flag(
        key=_key(KIND, turn, answer),
        kind=KIND,
        speaker=Speaker.AGENT,
        span=span,
        at=span.end,
        raised=raised,
        severity="critical" if again else "warning",
        utterance=utterance,
        evidence=evidence,
        message=f"“{evidence}”: {answer.why}",
        advice=ADVICE.get(answer.rule, USUAL),
        cue="Wat kan wel?",
        rule=answer.rule,
    )


def _sold(turn: Turn, answer: Answer, raised: float) -> Flag:
    utterance, span = _at(turn, answer)
    return Flag(
        key=_key("no_sold", turn, answer),
        kind="no_sold",
        speaker=Speaker.AGENT,
        span=span,
        at=span.end,
        raised=raised,
        severity="positive",
        utterance=utterance,
        evidence=answer.offered,
        message=f"Een nee met een uitweg: “{answer.offered}”.",
        advice="Mooi: de klant weet wat er wel kan. Zo blijft een nee een goed gesprek.",
        rule=answer.offer,
    )
