"""Key point repeated: the agent says an important point again later, so that it stays (up to three times).

Source: the seed on holding a customer's attention ("Herhaal belangrijke punten 3 keer in het gesprek"). A point is what
holds a number, a day, an amount or a word of emphasis; saying it again is sharing that and what it is about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial

from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event
from pipeline.detectors.clauses import sentences, word_set
from pipeline.detectors.echo import content_stems
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.patterns import normalised
from pipeline.detectors.refusal import judge_answer
from pipeline.detectors.wording import before, flag_about, said_by_agent, texts
from pipeline.span import Speaker

_DAYS = word_set("""
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag morgen overmorgen vanmiddag vanavond januari
    februari maart april mei juni juli augustus september oktober november december
""")
_NUMBER = re.compile(r"\d|(honderd|duizend|tien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A sentence [start, end) that matters: its anchors (numbers, days) and what it is about."""

    start: int
    end: int
    anchors: frozenset[str]
    about: frozenset[str]
    emphasised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPointRepeated:
    """Credits the second and the third time that a point is made, after the customer spoke in between."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "key_point_repeated"), repr=False)
    most: int = 3
    """Times after which saying it again is no help any more."""
    shared: int = 2
    """Words that must come back: anchors, and what the point is about."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """At most one positive flag per utterance."""
        if (utterance := said_by_agent(event)) is None or not utterance.final:
            return
        own = points(texts(utterance), self.lexicon)
        if not own or judge_answer(texts(utterance)) is not None:
            return
        earlier = before(conversation, utterance)
        answered = max((place for place, each in enumerate(earlier) if each.speaker is Speaker.CUSTOMER), default=0)
        told = [points(texts(each), self.lexicon) for each in earlier[:answered] if each.speaker is Speaker.AGENT]
        for point in own:
            count = 1 + sum(any(self._same(point, other) for other in each) for each in told)
            if 1 < count <= self.most:
                yield flag_about(
                    utterance,
                    point.start,
                    point.end,
                    kind="key_point_repeated",
                    rule="said_again",
                    raised=event.at,
                    severity="positive",
                    value=float(count),
                    limit=float(self.most),
                    unit="keer",
                    message=f"U zegt dit belangrijke punt voor de {'tweede' if count == 2 else 'derde'} keer.",
                    advice="Mooi: wat u herhaalt, blijft hangen. Drie keer in een gesprek is genoeg.",
                )
                return

    def _same(self, point: Point, other: Point) -> bool:
        anchors, about = point.anchors & other.anchors, point.about & other.about
        if anchors:
            return len(anchors) + len(about) >= self.shared
        return (point.emphasised or other.emphasised) and len(about) > self.shared


@lru_cache(maxsize=512)
def points(words: tuple[str, ...], lexicon: Lexicon) -> tuple[Point, ...]:
    """The points that matter in an agent's words: no questions."""
    return tuple(_points(words, lexicon))


def _points(words: tuple[str, ...], lexicon: Lexicon) -> Iterator[Point]:
    marks = lexicon.matches(words)
    for sentence in sentences(words):
        if words[sentence.end - 1].endswith("?"):
            continue
        tokens = list(map(normalised, words[sentence.start : sentence.end]))
        anchors = frozenset(token for token in tokens if token in _DAYS or _NUMBER.search(token))
        emphasised = any(sentence.start <= match.start < sentence.end for match in marks)
        if anchors or emphasised:
            about = content_stems(token for token in tokens if token not in anchors)
            yield Point(start=sentence.start, end=sentence.end, anchors=anchors, about=about, emphasised=emphasised)
