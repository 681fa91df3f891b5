"""Stalemate: customer and agent have both restated their standpoint and nothing new or offered came with it.

Source: the seed on B=MAP ("Standpunten herhalen", "Niet willen of niet kunnen?"): when both repeat themselves, ask why
instead of arguing: does the customer not want to, or are they not able to?
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from pipeline.conversation.conversation import Conversation, Turn
from pipeline.conversation.events import CallEnded, Event, Heard, Tick
from pipeline.detectors.clauses import word_set
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.patterns import normalised, sounds
from pipeline.detectors.refusal import MOST_WORDS, find_offer, judge_answer
from pipeline.span import Span, Speaker

PREFIX = 3
"""Letters, spelled by ear, by which two words count as the same: "schatten" and "schatting"."""
_GRAMMAR = word_set("""
    maar niet niks niets geen deze over voor door want naar meer nooit heel zijn wordt worden heeft hebben kunt
    kunnen mevrouw meneer gewoon echt toch even alleen zegt zeggen zeker moet moeten omdat daar hier waar weer
    jullie hebt bent heb kan dan dus ook nog wel altijd nou goed dank bedankt goedemorgen goedemiddag
""")
_NEGATIONS = word_set("niet nie niks niets geen nooit nergens niemand")
_LIMITS = _NEGATIONS | word_set("blijft staat moet moeten vast beleid regel regels voorwaarden contract pas toch na")
_STANCE = word_set("""
    ik wil wel toch maar heb weet zeg vind eis blijf gewoon recht beloofd eerlijk klopt mijn wij we
""")
_EASES = word_set("hoeft hoef hoeven geregeld gratis opgelost excuses spijt")
_AGREES = word_set("oke goed prima bedankt dank graag fijn super top merci")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalemate:
    """Flags the agent's turn that completes a stalemate, once per stalemate."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "stalemate"), repr=False)
    restated: float = 0.3
    """Score from which a turn restates an earlier one of the same speaker."""
    together: float = 0.95
    """Least sum of both speakers' scores where the agent holds a limit."""
    flat: float = 1.35
    """The same where two accounts of what happened stand against each other ("er stond geen bord", "het bord staat op
    de foto")."""
    back: int = 2
    """Earlier turns of the same speaker that are looked at."""
    longest: int = 45
    """Words beyond which a turn tells something new."""
    silence: float = 1.5
    """Seconds of silence after which the agent's turn counts as over."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """At most one flag, for the latest agent turn, once it is over."""
        if not isinstance(event, Heard | CallEnded | Tick):
            return
        turns = conversation.recent_turns(10)
        if not turns or not self._is_over(conversation, turns[-1], event):
            return
        places = [place for place, turn in enumerate(turns) if turn.speaker is Speaker.AGENT]
        if not places or (score := self._score(turns, places[-1])) < self.together:
            return
        if any(self._score(turns, place) >= self.together for place in places[-3:-1]):
            return
        yield _flag(turns[places[-1]], score, self.together, event.at)

    def _is_over(self, conversation: Conversation, last: Turn, event: Event) -> bool:
        if last.speaker is Speaker.CUSTOMER or isinstance(event, CallEnded):
            return True
        quiet = isinstance(event, Tick) and not conversation.is_speaking(Speaker.AGENT)
        return quiet and last.utterances[-1].final and event.at - last.span.end >= self.silence

    def _score(self, turns: Sequence[Turn], place: int) -> float:
        """How much the agent's turn at `place` and the customer's before it only restate; 0 when something is new."""
        if place < 3:
            return 0.0
        agent, customer = _words(turns[place]), _words(turns[place - 1])
        if len(agent) > self.longest or len(customer) > self.longest or agent[-1].endswith("?") or find_offer(agent):
            return 0.0
        said, heard = set(map(normalised, agent)), list(map(normalised, customer))
        agrees = not _AGREES.isdisjoint(heard[:2]) and not _STANCE.intersection(heard)
        if said & _EASES or agrees:
            return 0.0
        own = self._restates(agent, turns, place)
        theirs = self._restates(customer, turns, place - 1)
        enough = own + theirs >= self.flat or self._opposes(agent, _words(turns[place - 2]), customer)
        return own + theirs if enough and min(own, theirs) >= self.restated else 0.0

    def _opposes(self, agent: tuple[str, ...], before: tuple[str, ...], customer: tuple[str, ...]) -> bool:
        """Whether the agent holds a limit, and the customer takes a stance."""
        said, heard = set(map(normalised, agent)), set(map(normalised, customer))
        holds = (
            judge_answer(agent, customer) is not None
            or bool(said & _LIMITS)
            or (bool(self.lexicon.matches(agent)) and bool(set(map(normalised, before)) & _LIMITS))
        )
        return holds and bool(_STANCE & heard)

    def _restates(self, words: tuple[str, ...], turns: Sequence[Turn], place: int) -> float:
        earlier = [turns[other] for other in range(place - 2, max(-1, place - 2 * self.back - 1), -2)]
        alike = max((_alike(words, _words(turn)) for turn in earlier), default=0.0)
        return alike + 0.5 * bool(self.lexicon.matches(words)) if earlier else 0.0


@lru_cache(maxsize=256)
def _alike(words: tuple[str, ...], earlier: tuple[str, ...]) -> float:
    """Share of the telling words of the shorter turn that the other turn has too, a little more if both deny."""
    own, other = set(_telling(words)), set(_telling(earlier))
    shared = len(own & other)
    if not own or not other:
        return 0.0
    denies = bool(_NEGATIONS & set(map(normalised, words)) and _NEGATIONS & set(map(normalised, earlier)))
    return shared / min(len(own), len(other), 6) + 0.2 * denies if shared else 0.3 * denies


def _telling(words: Iterable[str]) -> Iterator[str]:
    for token in map(normalised, words):
        if len(token) >= 4 and token not in _GRAMMAR:
            yield sounds(token)[:PREFIX]


def _words(turn: Turn) -> tuple[str, ...]:
    return tuple(word.text for utterance in turn.utterances for word in utterance.stable_words)[:MOST_WORDS] or ("",)


def _flag(turn: Turn, score: float, limit: float, raised: float) -> Flag:
    utterance = turn.utterances[0]
    span = Span(turn.span.start, turn.span.end)
    return Flag(
        key=f"stalemate:{utterance.id}:both_restate:0",
        kind="stalemate",
        speaker=Speaker.AGENT,
        span=span,
        at=span.end,
        raised=raised,
        severity="warning",
        utterance=utterance.id,
        evidence=None,
        value=round(score, 2),
        limit=limit,
        message="U en de klant herhalen allebei wat al gezegd is; er komt niets nieuws bij.",
        advice="Vraag door in plaats van te herhalen: is het niet willen of niet kunnen? Bijvoorbeeld: “Wat maakt dit "
        "voor u zo belangrijk?” of “Wat zou het voor u wel werkbaar maken?”",
        cue="Vraag waarom",
        rule="both_restate",
    )
