"""Emphasis (positive): a short silence just before an important point, or slowing down on it.

Source: the seed on keeping the customer with you: a short silence, or a slower pace, before what matters. What matters
is read from words (a number, a day, a promise, "belangrijk", "let op"); the silence comes from voice activity and the
pace from sound. Dictating digits is no emphasis, nor is a breath between sentences before an ordinary word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.conversation.turn_taking import Speech
from pipeline.detectors.clauses import word_set
from pipeline.detectors.flag import Flag
from pipeline.detectors.numbers import is_number_or_letter, mostly_numbers
from pipeline.detectors.patterns import normalised
from pipeline.detectors.promise import Promise
from pipeline.span import Span, Speaker

_DAYS = word_set("""
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag vanavond vanmiddag morgen morgenochtend
    morgenmiddag morgenavond overmorgen januari februari maart april mei juni juli augustus september oktober november
    december
""")
_MARKERS = word_set("belangrijk belangrijke belangrijkste cruciaal essentieel")
_LET_OP = ("let", "op")
_NO_POINT = frozenset({"een", "één", "en"})
_NAMES = {"number": "een getal", "day": "een dag", "marker": "wat belangrijk is", "promise": "uw toezegging"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Words [start, end) are an important point."""

    start: int
    end: int
    what: str
    """"number", "day", "marker" or "promise"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """A silence before, or a slower pace on, an important point of the agent."""

    shortest: float = 0.4
    """Seconds of silence before the point. Breaths inside a sentence last 0.2-0.4 s (Goldman-Eisler 1968)."""
    longest: float = 1.2
    """Seconds; a longer silence is hesitation, or waiting."""
    near_words: int = 2
    """Words that may stand between the silence and the point ("... [stilte] vóór aanstaande vrijdag")."""
    beside: float = 0.25
    """Seconds by which the silence's end and a word's start may differ: Whisper's word times are 0.15 s off at p90."""
    slower: float = 0.7
    """Share of the own pace under which the point is slow. Listeners notice 5-10% (Quené 2007); the last word before
    a pause is always slower, by up to a quarter."""
    least_syllables: float = 4.0
    """Syllables of a point whose pace can be told."""
    promise: Promise = field(default_factory=Promise, repr=False)

    def __call__(self, conversation: Conversation, event: Event) -> Iterator[Flag]:
        """Judges the agent's final utterances."""
        if not isinstance(event, Heard) or not event.utterance.final or event.utterance.speaker is not Speaker.AGENT:
            return
        utterance = event.utterance
        texts = [word.text for word in utterance.words]
        if not texts or mostly_numbers(texts, share=0.5):
            return
        pauses = self._pauses(conversation, utterance)
        points = list(_points(texts))
        if pauses:
            points += [
                Point(start=found.start, end=found.end, what="promise") for found in self.promise.commitments(utterance)
            ]
        broken_off = _broken_off(conversation, utterance)
        number = 0
        taken: set[Span] = set()
        for point in sorted(points, key=lambda each: each.start):
            pause = self._pause_before(point, utterance.words, pauses, broken_off=broken_off)
            share = None if pause else self._pace_share(conversation, point, utterance.words)
            if (pause and pause not in taken) or (share is not None and share < self.slower):
                yield self._flag(event, point, number, pause, share)
                number += 1
            if pause:
                taken.add(pause)

    def _pauses(self, conversation: Conversation, utterance: Utterance) -> list[Span]:
        """The agent's own pauses in or just before the utterance, of the right length, with the customer silent."""
        speech = Speech.since(conversation, utterance.span.start - self.longest - 1.0)
        pauses = (Span(a.end, b.start) for a, b in pairwise(speech.agent) if b.start > a.end)
        return [
            pause
            for pause in pauses
            if self.shortest <= pause.duration <= self.longest
            and pause.end <= utterance.span.end
            and not any(pause.overlap(span) for span in speech.customer)
        ]

    def _pause_before(
        self, point: Point, words: Sequence[Word], pauses: Sequence[Span], *, broken_off: bool
    ) -> Span | None:
        """The pause after which the point comes, at most `near_words` words later and in the same sentence."""
        for pause in pauses:
            off = [abs(word.span.start - pause.end) for word in words]
            place = min(range(len(words)), key=off.__getitem__)
            if off[place] > self.beside or not point.start - self.near_words <= place <= point.start:
                continue
            # Word times are inexact: a sentence's end one word earlier may be where the silence really was.
            first = place if point.what == "marker" else place - 2
            if any(_ends_sentence(word.text) for word in words[max(0, first) : point.start]):
                continue
            if point.what == "marker" or place > 1 or broken_off:
                return pause
        return None

    def _pace_share(self, conversation: Conversation, point: Point, words: Sequence[Word]) -> float | None:
        """The pace on the point as a share of the agent's own, or of that just before where it was slower still; None
        where it can't be told."""
        if point.what == "promise":
            return None
        start, end = words[max(0, point.start - 1)].span.start, words[min(len(words), point.end + 1) - 1].span.end
        paces = [
            pace
            for pace in conversation.pace_of(Speaker.AGENT)
            if start < pace.measured_to <= end + 0.1 and pace.articulation_rate is not None
        ]
        syllables, seconds = sum(pace.syllables for pace in paces), sum(pace.speech for pace in paces)
        before = [pace.articulation_rate for pace in conversation.pace_of(Speaker.AGENT) if pace.measured_to <= start]
        usual = [rate for rate in (paces[-1].baseline if paces else None, before[-1] if before else None) if rate]
        own = min(usual, default=None) if paces and paces[-1].baseline else None
        if own is None or syllables < self.least_syllables or seconds <= 0.0:
            return None
        return syllables / seconds / own

    def _flag(self, event: Heard, point: Point, number: int, pause: Span | None, share: float | None) -> Flag:
        utterance = event.utterance
        words = utterance.words[point.start : point.end]
        evidence = " ".join(word.text for word in words).rstrip(".,;:!?")
        start = min(words[0].span.start, pause.start if pause else words[0].span.start)
        if pause:
            how, value, limit, unit = "Een korte stilte", pause.duration, self.shortest, "s"
        else:
            how, value, limit, unit = "Een rustiger tempo", share or 0.0, self.slower, "x eigen tempo"
        return Flag(
            key=f"emphasis:{utterance.id}:{number}",
            kind="emphasis",
            speaker=Speaker.AGENT,
            span=Span(start, words[-1].span.end),
            at=words[-1].span.end,
            raised=event.at,
            severity="positive",
            utterance=utterance.id,
            evidence=evidence,
            value=round(value, 2),
            limit=limit,
            unit=unit,
            message=f"{how} bij {_NAMES[point.what]}: “{evidence}”.",
            advice="Mooi: zo krijgt het belangrijkste de ruimte en blijft het bij de klant hangen.",
            category=point.what,
            type="pause" if pause else "pace",
            rule="emphasis:pause" if pause else "emphasis:pace",
        )


def _ends_sentence(word: str) -> bool:
    return word.endswith((".", "!", "?")) and not word.endswith("..")


def _broken_off(conversation: Conversation, utterance: Utterance) -> bool:
    """Whether the utterance goes on with a sentence that the agent's previous one left open."""
    for before in reversed(conversation.utterances):
        if before.span.start < utterance.span.start and before.id != utterance.id:
            mine = before.speaker is Speaker.AGENT and bool(before.words)
            return mine and not _ends_sentence(before.words[-1].text)
    return False


def _counts(texts: Sequence[str], tokens: Sequence[str], index: int) -> bool:
    """Whether the word is a number that says something ("een" is an article more often)."""
    return index < len(texts) and tokens[index] not in _NO_POINT and is_number_or_letter(texts[index])


def _points(texts: Sequence[str]) -> Iterator[Point]:
    """Numbers (a run is one, after another number none), days and words that say that it matters."""
    tokens = [normalised(text) for text in texts]
    index = 0
    while index < len(texts):
        end = index
        while _counts(texts, tokens, end) or (
            end > index and tokens[end : end + 1] == ["komma"] and _counts(texts, tokens, end + 1)
        ):
            end += 1
        if end > index:
            yield Point(start=index, end=end, what="number")
            index = end
            continue
        if tokens[index] in _DAYS:
            yield Point(start=index, end=index + 1, what="day")
        elif tokens[index] in _MARKERS:
            yield Point(start=index, end=index + 1, what="marker")
        elif tuple(tokens[index : index + 2]) == _LET_OP:
            yield Point(start=index, end=index + 2, what="marker")
        index += 1
