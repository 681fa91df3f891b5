"""Where an agent asks something: the words of each question, found by word order, question words and what marks remain.

A question mark is evidence, its absence is none: an ASR loses half of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.detectors.clauses import (
    ADDRESSEE,
    FRONTED,
    LEADING,
    PREPOSITIONS,
    QUESTION_WORDS,
    SELF,
    SUBJECTS,
    SUBORDINATORS,
    Stretch,
    breaks,
    has_finite,
    is_finite,
    question_word_first,
    repaired,
    sentences,
    tokens_of,
    verb_first,
    word_set,
)

_IMPERATIVES = word_set("""
    kijkt kijk doet doe gaat ga belt bel stuurt stuur neemt neem drukt druk klikt klik vult vul leest lees legt
    leg houdt houd hou pakt pak haalt haal draait zet trekt trek opent open wacht laat gooit schrijft noteert
    noteer begint kiest kies typt typ tikt tik logt zegt zeg geeft geef komt kom blijft blijf vraagt vraag vergeet
    probeert probeer maakt maak schrik maar mocht moogt zoekt zoek vertelt vertel controleert controleer koppelt
    sluit let steekt steek weest weet
""")
"""Verb and u ("Kijkt u eens") tell the customer what to do, unless something marks a question."""
_FIRST_PERSON = word_set("""
    kan heb ga zie zal moet wil weet denk vind doe stuur kom
""")
"""May have lost their "ik": "(Ik) kan de bestelling niet terugdraaien"."""
_ASKING = word_set("""
    al ooit nog wel ook iets iemand of eerder momenteel toevallig misschien
""")
_LOOSE = word_set("""
    heeft heb hebt bent ben zijt zit kunt kan wilt wil zou mag is weet ziet woont werkt klopt lukt staat brandt
    had was waren hebben zijn gaat
""")
"""Verbs whose verb-first order is trusted in the middle of unpunctuated speech."""
_CONDITIONS = (SUBORDINATORS - {"dat", "of", "want"}) | {"voor", "tot", "nu"}
"""Begin a clause after which the main clause has its verb first."""
_TAGS = frozenset(
    (
        "denkt u",
        "denk je",
        "denkt ge",
        "zegt u",
        "zei u",
        "weet u",
        "weet je",
        "ziet u",
        "zie je",
        "snapt u",
        "begrijpt u",
        "vindt u",
        "vind je",
        "hoort u",
        "zeg maar",
    )
)
_PHATIC = frozenset(("weet u wat", "weet je wat", "hoe dan ook", "wat is dat vervelend", "is goed", "weet ge wat"))
_ECHO_WORDS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Words [start, end) ask something."""

    start: int
    end: int
    core: int
    """Where the question's own clause begins: after a leading "als dat zo blijft"."""
    form: str
    """"open" (question word), "closed" (verb first), "tag" or "statement" (only a mark tells)."""


def find_questions(words: Sequence[str], *, complete: bool = True) -> tuple[Asked, ...]:
    """The questions in one speaker's words, by start. `complete=False`: an unfinished last sentence waits."""
    return _found(tuple(words), complete)


@lru_cache(maxsize=64)
def _found(words: tuple[str, ...], complete: bool) -> tuple[Asked, ...]:
    """Cached, for several detectors ask about the same utterance."""
    tokens = tokens_of(repaired(words))
    places = breaks(words)
    flat = len(places) <= 1
    result: list[Asked] = []
    for sentence in sentences(words):
        if not complete and not sentence.closed:
            continue
        result += _in_sentence(tokens, sentence, places, flat=flat)
    return tuple(result)


def _in_sentence(tokens: list[str], sentence: Stretch, places: set[int], *, flat: bool) -> list[Asked]:
    starts = [
        (index, form)
        for index in range(sentence.start, sentence.end)
        if (form := _opens(tokens, index, sentence, places, flat=flat))
    ]
    if not starts:
        return _marked(tokens, sentence, places) if sentence.asks else []
    result: list[Asked] = []
    for number, (index, form) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else sentence.end
        if result and _belongs(tokens, index, end, result[-1]):
            last = result[-1]
            result[-1] = Asked(last.start, end, last.core, last.form)
            continue
        begin = _with_condition(tokens, index, sentence, places) if not result else index
        result.append(Asked(begin, end, index, form))
    return [_trimmed(asked, tokens) for asked in result]


def _opens(tokens: list[str], index: int, sentence: Stretch, places: set[int], *, flat: bool) -> str:
    """The form of the question that begins at `index`, or nothing."""
    inside = tokens[index : sentence.end]
    if " ".join(inside[:3]) in _PHATIC or not inside[0]:
        return ""
    if inside[0] == "wat" and inside[2:4] in (["dat", "een"], ["het", "een"], ["u", "een"]) and not sentence.asks:
        return ""
    at_break = _at_break(tokens, index, sentence, places)
    if at_break and inside[:2] == ["wat", "als"]:
        return "open"
    if inside[0] in PREPOSITIONS and len(inside) > 2 and at_break:
        verb = question_word_first(inside, 1)
        return "open" if verb is not None and inside[1] in ("welk", "welke", "wie", "wanneer", "hoeveel", "wat") else ""
    verb = question_word_first(inside, 0)
    if verb is not None:
        if index > sentence.start and tokens[index - 1] in PREPOSITIONS and at_break:
            return ""
        inverted = verb + 1 < len(inside) and inside[verb + 1] in SUBJECTS
        return "open" if at_break or (inverted and tokens[index - 1] not in ("of", "dan")) else ""
    if verb_first(inside, 0) and _is_asked(tokens, index, sentence, places, at_break=at_break, flat=flat):
        return "closed"
    return ""


def _is_asked(
    tokens: list[str], index: int, sentence: Stretch, places: set[int], *, at_break: bool, flat: bool
) -> bool:
    """Whether verb-first words at `index` ask, rather than tell, suppose or go on after a fronted word."""
    verb, subject = tokens[index], tokens[index + 1]
    last = not any(sentence.start < place < sentence.end and place > index for place in places)
    asks = sentence.asks and last
    rest = tokens[index + 2 : sentence.end]
    if at_break:
        if asks:
            return True
        if any(
            place > index + 1 and tokens[place : place + 1] and _resumes(tokens, place)
            for place in places
            if place < sentence.end
        ):
            return False
        if sentence.asks:
            return True
        if index > sentence.start and tokens[index - 1] in ("en", "maar") and subject not in ADDRESSEE:
            return False
        if verb not in ("zou", "zouden") and _after_condition(tokens, index, sentence, places):
            return False
        if verb in _FIRST_PERSON and subject not in ADDRESSEE | SELF and "niet" in rest:
            return False
        if verb in _IMPERATIVES and subject in ADDRESSEE:
            telling = verb in ("mocht", "moogt", "laat", "vergeet") or "eens" in rest
            return not telling and not _ASKING.isdisjoint(rest)
        if _supposes(tokens[index : sentence.end]) or (verb in _IMPERATIVES and not verb.endswith("t")):
            return False
        if verb in ("zet", "sluit", "let", "wacht", "start", "vergeet"):
            return False
        if verb in ("mocht", "laat", "moest"):
            return False
        if subject in SELF:
            return verb == "mag" or (verb in ("kan", "zal", "kunnen", "zullen") and len(rest) > 2)
        return True
    before = tokens[index - 1]
    if before in ADDRESSEE and index - 2 >= sentence.start and is_finite(tokens[index - 2], before):
        return verb in _LOOSE
    if before in (FRONTED - PREPOSITIONS) | SUBORDINATORS | SUBJECTS or verb not in _LOOSE:
        return False
    if (
        not (flat or sentence.asks)
        or verb == "zijn"
        or (subject not in ADDRESSEE | {"het", "er", "dat", "de", "uw"} and (verb, subject) != ("mag", "ik"))
    ):
        return False
    clause = tokens[_clause_start(tokens, index, sentence) : index]
    if not clause or (verb == "kan" and subject == "ik"):
        return False
    if clause[0] in SUBORDINATORS:
        return sum(is_finite(token) for token in clause[:-1]) > 1
    return has_finite(clause[:-1]) and sentence.end - index >= 4


def _clause_start(tokens: list[str], index: int, sentence: Stretch) -> int:
    start = index
    while start > sentence.start and tokens[start - 1] not in SUBORDINATORS | {"en", "maar", "want", "dus"}:
        start -= 1
    return start - 1 if start > sentence.start and tokens[start - 1] in SUBORDINATORS else start


def _after_condition(tokens: list[str], index: int, sentence: Stretch, places: set[int]) -> bool:
    """The main clause after a condition has its verb first too: "Zodra er plek is, hoort u het"."""
    return any(
        tokens[place] in _CONDITIONS
        for place in range(sentence.start, index)
        if place == sentence.start or place in places or tokens[place - 1] in LEADING
    )


def _supposes(tokens: list[str]) -> bool:
    """ "Heeft u vragen dan kunt u ..." supposes, it does not ask."""
    return any(
        token == "dan" and is_finite(tokens[place + 1]) and tokens[place + 2] in SUBJECTS
        for place, token in enumerate(tokens[:-2])
        if place > 1
    )


def _resumes(tokens: list[str], place: int) -> bool:
    """A main clause goes on at `place` after a supposition: "Lukt dat niet, dan belt u", "Heeft u vragen, bel"."""
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    return tokens[place] in ("dan", "bel", "belt", "laat", "mail", "kom", "geef") or (
        is_finite(tokens[place], following) and following in ADDRESSEE and tokens[place] in _IMPERATIVES
    )


def _at_break(tokens: list[str], index: int, sentence: Stretch, places: set[int]) -> bool:
    """Whether only leading words stand between a break and `index`."""
    while index > sentence.start and index not in places:
        if tokens[index - 1] not in LEADING and tokens[index - 1]:
            return False
        index -= 1
    return True


def _belongs(tokens: list[str], index: int, end: int, last: Asked) -> bool:
    """Whether a question found at `index` goes on with the last one: "of knippert het", "denkt u"."""
    if tokens[index - 1] in ("of", "wat", "waar"):
        return True
    if " ".join(tokens[index : index + 2]) in _TAGS and end - index <= 3:
        return True
    return index - last.core <= 2


def _with_condition(tokens: list[str], index: int, sentence: Stretch, places: set[int]) -> int:
    """The start of "als dat zo blijft," or "stel dat ...," before the question."""
    for place in range(sentence.start, index):
        if tokens[place] in ("als", "stel", "zolang", "wanneer", "mocht", "indien") and (
            place == sentence.start or tokens[place - 1] in LEADING or place in places
        ):
            return place
    return index


def _marked(tokens: list[str], sentence: Stretch, places: set[int]) -> list[Asked]:
    """A question that only its mark tells: "U bedoelt de rode?"; its last fragment if that says enough."""
    inner = [place for place in places if sentence.start < place < sentence.end]
    start = max(inner, default=sentence.start)
    if sentence.end - start < 3 and not has_finite(tokens[start : sentence.end]):
        start = sentence.start
    inside = [token for token in tokens[start : sentence.end] if token not in LEADING]
    if not QUESTION_WORDS.isdisjoint(inside[:1] + inside[1:2] * (inside[:1] != [] and inside[0] in PREPOSITIONS)):
        return [Asked(start, sentence.end, start, "open")]
    return [Asked(start, sentence.end, start, "statement" if has_finite(inside) else "echo")]


def _trimmed(asked: Asked, tokens: list[str]) -> Asked:
    end = asked.end
    while end > asked.core + 2 and tokens[end - 1] in ("en", "maar", "dus", "of", "want", "ja", "oke", ""):
        end -= 1
    return Asked(asked.start, end, asked.core, asked.form)
