"""Redaction itself: the recognisers one after the other over a text, and a text's redaction as an utterance's words."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from pipeline.captions.utterance import Utterance, Word
from pipeline.redaction.atoms import atoms_of, barred
from pipeline.redaction.dates import dates
from pipeline.redaction.emails import emails, may_hold_email
from pipeline.redaction.ibans import ibans
from pipeline.redaction.kinds import Found, Kind
from pipeline.redaction.listening import context_of
from pipeline.redaction.numbers import leading, numbers, trailing
from pipeline.redaction.postcodes import postcodes
from pipeline.redaction.scene import Context, Scene
from pipeline.redaction.staying import THOUSANDS, staying
from pipeline.span import Span

PASSES = 5
"""A redaction may uncover nothing new, so that the second pass is nearly always the last."""
_NOTHING = Context()


def redact(utterance: Utterance, *, before: Sequence[Utterance] = ()) -> Utterance:
    """The utterance with every personal number as one word: its label, over the whole span of the words it was.

    `before`: utterances of both speakers that began earlier, oldest first; a question for a date of birth is known
    from them. Probability is the least of the words'; punctuation before and behind is kept. Pure, never raises, and
    redacting again changes nothing. An utterance without personal numbers comes back as it is.
    """
    context = context_of(utterance, before)
    for _ in range(PASSES):
        found = find(utterance.text, context=context, final=utterance.final)
        if not found:
            break
        utterance = _merged(utterance, found)
    return utterance


def redact_text(text: str) -> str:
    """A text (a note, a whisper) with every personal number as its label; all else stays as it was, spaces too."""
    for _ in range(PASSES):
        found = find(text)
        if not found:
            break
        text = _replaced(text, found)
    return text


def find(text: str, *, context: Context = _NOTHING, final: bool = True) -> list[Found]:
    """The personal numbers in a text, in order, apart. `final`: false where more words may follow on the last."""
    atoms = atoms_of(text)
    if not any(atom.number or may_hold_email(atom) for atom in atoms):
        return []
    found: list[Found] = []

    def scene() -> Scene:
        return Scene(atoms, context, final)

    def claim(stretches: Iterable[Found]) -> None:
        nonlocal atoms
        new = _apart(stretches)
        found.extend(new)
        atoms = barred(atoms, new)

    claim(emails(scene()))
    claim(ibans(scene()))
    births = []
    stay = []
    for date in dates(scene()):
        stretch = Found(atoms[date.first].start, atoms[date.last].end, Kind.BIRTH_DATE)
        (births if date.birth else stay).append(stretch)
    found.extend(births)
    atoms = barred(atoms, sorted([*births, *stay]))
    claim(postcodes(scene()))
    atoms = barred(atoms, list(_staying(text, scene())))
    claim(numbers(scene()))
    if context.continued:
        claim(leading(scene()))
    if not final:
        claim(trailing(scene()))
    return sorted(found)


def _staying(text: str, scene: Scene) -> Iterator[Found]:
    named = (Kind.NUMBER, Kind.BSN, Kind.PHONE, Kind.CARD, Kind.IBAN)
    places = {atom.start: i for i, atom in enumerate(scene.atoms)}
    stretches = list(staying(text))
    for match in THOUSANDS.finditer(text):
        place = places.get(match.start())
        if place is not None and not scene.names(place, place) & set(named):
            stretches.append(match.span())
    end = 0
    for start, stop in sorted(stretches):
        start += len(text[start:stop]) - len(text[start:stop].lstrip())
        if start >= end and start in places:
            yield Found(start, stop, Kind.NUMBER)
            end = stop


def _apart(stretches: Iterable[Found]) -> list[Found]:
    """The stretches in order; those that overlap as one, of the first one's kind."""
    apart: list[Found] = []
    for one in sorted(stretches):
        if apart and one.start < apart[-1].end:
            apart[-1] = Found(apart[-1].start, max(apart[-1].end, one.end), apart[-1].kind)
        else:
            apart.append(one)
    return apart


def _replaced(text: str, found: Sequence[Found]) -> str:
    parts, done = [], 0
    for stretch in found:
        parts += [text[done : stretch.start], stretch.kind.label]
        done = stretch.end
    return "".join([*parts, text[done:]])


def _merged(utterance: Utterance, found: Sequence[Found]) -> Utterance:
    """The words that a stretch touches as one word, with what stands before and behind it in the outer two."""
    words = utterance.words
    starts = [0, *accumulate(len(word.text) + 1 for word in words)]
    merged: list[Word] = []
    stable, done = 0, 0
    limit = len(words) if utterance.stable is None else utterance.stable
    groups = _by_words(found, starts)
    for first, last, stretches in groups:
        merged += words[done:first]
        stable += max(0, min(first, limit) - done)
        text = " ".join(word.text for word in words[first : last + 1])
        moved = [Found(one.start - starts[first], one.end - starts[first], one.kind) for one in stretches]
        span = Span(words[first].span.start, max(word.span.end for word in words[first : last + 1]))
        merged.append(
            Word(
                text="".join(_replaced(text, moved).split()),
                span=span,
                probability=min(word.probability for word in words[first : last + 1]),
            )
        )
        stable += last < limit and last + 1 < len(words)
        done = last + 1
    merged += words[done:]
    stable += max(0, limit - done)
    return replace(utterance, words=tuple(merged), stable=None if utterance.stable is None else stable)


def _by_words(found: Sequence[Found], starts: Sequence[int]) -> Iterator[tuple[int, int, list[Found]]]:
    """Stretches by the words (first, last) that they touch; those that share a word go together."""
    group: tuple[int, int, list[Found]] | None = None
    for stretch in found:
        first = bisect_right(starts, stretch.start) - 1
        last = bisect_right(starts, stretch.end - 1) - 1
        if group and first <= group[1]:
            group = (group[0], max(group[1], last), [*group[2], stretch])
            continue
        if group:
            yield group
        group = (first, last, [stretch])
    if group:
        yield group
