"""Whether an agent's turn refuses what the customer asks, and whether it says what the customer can have instead.

Wordings come from no_without_alternative/*.yaml. Beyond them, a plain negative statement after a request refuses too
("Kan de monteur morgen komen?" "Morgen rijdt er niemand bij u."), unless it reassures, reports or describes a fault.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline.detectors.clauses import has_finite
from pipeline.detectors.echo import content_stems
from pipeline.detectors.lexicon import Lexicon, Match, load_lexicon
from pipeline.detectors.patterns import normalised

MOST_WORDS = 500
"""Words of a turn that are judged: three minutes of talk, and a bound on the cost of a pasted text."""
WORDS = Path(__file__).parent / "no_without_alternative"
_NEGATIONS = frozenset({"niet", "nie", "geen", "gen", "niks", "niets", "nooit", "niemand", "nergens", "net"})
_CUTS = frozenset({"maar", "alleen", "dus", "want", "omdat", "en", "dan", "of"})
_LEAD = frozenset({"ja", "nou", "tja", "eh", "euh", "oh", "o", "ah", "he", "mevrouw", "meneer", "sorry"})
_FACTS = frozenset({"too_late", "full_or_gone"})
"""Entries that only state a fact: a refusal once the customer has asked for it."""
_IF_FIRST = frozenset({"lukt", "kan", "gaat", "mag", "past"})
_SAME = frozenset({"is", "blijft"})
_GRAMMAR = frozenset({"dat", "het", "dit", "er", "wat", "die", "nu", "wie", "waar", "hoe"})
_REQUEST = re.compile(
    r"\b(kan|kunt|kun|kunnen|mag|mogen|zou|zoudt|zouden|wil|wilt|lukt|heeft|hebben|hebt) "
    r"(ik|u|je|jullie|we|ge|dat|dit|het|er|mijn|de|een|iemand|hij|ze)\b(?! (niet|geen|zijn|kwaad|nodig|erg|dan)\b)"
)
_WISH = re.compile(
    r"\b((ik|we|wij) (wil|willen|zou|zouden|wou|wilde|had|hadden|eis|vraag|verwacht|moet)|(wil|wou|moet) (ik|we)|"
    r"(kan|kunt|kun|kunnen|mag|mogen|zou|zoudt|zouden|wilt) (ik|u|je|jullie|we|ge|er|iemand|de|het|een|mijn)|"
    r"(kan|mag|lukt|gaat) (dat|dit|hij|ze)|is het mogelijk|recht op|"
    r"(en|of) (een|de|het|als|dan|mijn|bij|met|in|op|nog)|geef (me|mij)|hebt ge|heeft u|hebben jullie|liever)\b"
)
_INFORMATION = re.compile(
    r"\b(kunt|kun|kan|kunnen|wilt|wil|zou|mag|hebt|heeft) (u|je|ge|jullie|ik)\b.*\b(zeggen|vertellen|kijken|nakijken|"
    r"uitleggen|weten|checken|controleren|horen|nazien|opzoeken|verstaan|vragen)\b|"
    r"\b(wanneer|waarom|waar|hoe|hoeveel|klopt|kloppen|weten)\b"
)
_RISK = re.compile(r"\b(fout|mis|misgaan|kwijt|erg|stuk|kapot|gevaarlijk|verloren|kwaad|boete|extra|kosten)\b")
_NO_DENIAL = re.compile(
    r"\b(hoeft|hoef|hoeven|nodig|erg|probleem|punt|zorgen|haast|verloren|kwijt|kosten|nog niet|nog geen|niet nog|"
    r"niet alleen|niet zomaar|vervelend|fijn|leuk|prettig|de bedoeling|aangekomen|ontvangen|gekregen|gezien|gelukt|"
    r"gehoord|invloed|gevolg|gevolgen|kost|los|vergeet|verandert|elegant|normaal|"
    r"binnengekomen|gevonden|gebeurd|gegaan|gedaan|gebeld|doorgekomen|begrijp|snap|geloof|weet|zie|vind|hoor|denk|lees|"
    r"voorstellen|beloven|garanderen|kloppen|klopt|goed|helemaal|ophangen|weg|bang|vergeten|missen|mis|fout|moeilijk|"
    r"lang|duren|duurt|meer is het|niets aan de hand|had|hadden|was|waren|zodat|waarom|werkt niet|niet werkt|doet het|"
    r"aan staat|brandt|verder|hoort|hoorde|hoeveel|bedoeling|langer|geregistreerd|bekend|vermeld|genoteerd|"
    r"ziet|zien|bijna|betaal|betaalt|betalen|voor niks|voor niets|gerust|rustig|schaamt|dragen|"
    r"oei|amai|ai|jeetje|goh|tjonge|allez)\b"
)
_AGREES = re.compile(
    r"\b(dat regel ik|regel ik|natuurlijk|prima|zeker wel|dat kan|dat is goed|komt in orde|jazeker|ja hoor|geregeld|"
    r"ingediend|gewijzigd|aangepast|verwerkt|bevestigd|"
    r"graag gedaan|met plezier|tuurlijk|akkoord|dat klopt|volledig|alles is)\b"
)
_STOP = (".", "?", "!", "…", ";", ":", ",")


@cache
def _shipped() -> Lexicon:
    lexicon = load_lexicon(WORDS)
    lexicon.warm()
    return lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an agent's turn does with a request: words [start, end) refuse; `offer` names what is given instead."""

    start: int
    end: int
    rule: str
    why: str
    offer: str = ""
    """The alternative's rule; empty when nothing stands beside the no."""
    offered: str = ""
    """The words of the alternative."""


@lru_cache(maxsize=128)
def judge_answer(words: tuple[str, ...], asked: tuple[str, ...] = ()) -> Answer | None:
    """The refusal in an agent's turn `words` after the customer's words `asked`; None without one."""
    words, asked = words[:MOST_WORDS], asked[-MOST_WORDS:]
    matches = _shipped().matches(words)
    tokens = [normalised(word) for word in words]
    refusals = [
        match for match in matches if match.entry.category == "refusal" and _counts(match, words, tokens, asked)
    ]
    if refusals:
        first = refusals[0]
        answer = Answer(
            start=first.start, end=_fragment(words, tokens, first.end - 1)[1], rule=first.entry.id, why=first.entry.why
        )
    elif (said := _tautology(tokens) or _bare_no(tokens, words, asked) or _denied(tokens, words, asked)) is not None:
        answer = Answer(
            start=said[0], end=said[1], rule=said[2], why="Een nee op zich laat de klant met lege handen staan."
        )
    else:
        return None
    offer = _offer(matches, words, tokens, refusals)
    if offer is None:
        return answer
    end = _fragment(words, tokens, offer.end - 1)[1]
    return Answer(
        start=answer.start,
        end=answer.end,
        rule=answer.rule,
        why=answer.why,
        offer=offer.entry.id,
        offered=" ".join(words[offer.start : end]).strip(" .,;:!?"),
    )


def find_offer(words: Sequence[str]) -> Match | None:
    """What the customer can have, in an agent's turn; None without it."""
    words = words[:MOST_WORDS]
    return _offer(_shipped().matches(words), words, [normalised(word) for word in words], ())


def _offer(
    matches: Sequence[Match], words: Sequence[str], tokens: Sequence[str], refusals: Sequence[Match]
) -> Match | None:
    for match in matches:
        if match.entry.category == "refusal":
            continue
        end = max(_fragment(words, tokens, match.start)[1], match.end)
        end = min([end, match.end + 6, *(each.start for each in refusals if each.start > match.start)])
        if _NEGATIONS.intersection(tokens[match.start : end]) and match.entry.category != "fair_reason":
            continue
        if not any(each.start < match.end and match.start < each.end for each in refusals):
            return match
    return None


def _is_request(asked: Sequence[str]) -> bool:
    """Whether a customer's words ask for something, as a question or a wish."""
    heard = " ".join(normalised(word) for word in asked[-40:])
    return any(word.endswith("?") for word in asked) or bool(_WISH.search(heard))


def _counts(match: Match, words: Sequence[str], tokens: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether a wording refuses here: it is no question, no condition and nobody else's words."""
    start = _sentence(words, match.start)[0]
    end = _sentence(words, match.end - 1)[1]
    if words[end - 1].endswith("?") and end - start <= 25:
        return False
    if {"hoeft", "hoef", "hoeven"}.intersection(tokens[match.start : match.end]):
        return False
    if match.entry.id in _FACTS and not _is_request(asked):
        return False
    if match.entry.id == "cannot" and _is_outrage(match.start, start, words, tokens, asked):
        return False
    if match.start == start and tokens[start] in _IF_FIRST and "dan" in tokens[match.end : match.end + 2]:
        return False
    before = tokens[max(start, match.start - 6) : match.start]
    if {"als", "indien", "mocht", "wanneer", "stel"}.intersection(before[-4:]) and "dan" not in before:
        return False
    return not any(word[:1] in "“\"‘'„" and len(word) > 2 for word in words[match.start : match.end])


def _is_outrage(place: int, start: int, words: Sequence[str], tokens: Sequence[str], asked: Sequence[str]) -> bool:
    """ "Een week zonder antwoord, dat kan echt niet": the agent finds so too."""
    if tokens[place] not in ("dat", "da", "dan") or {"nee", "sorry", "helaas", "maar", "jammer"}.intersection(
        tokens[start:place]
    ):
        return False
    echoed = content_stems(tokens[start:place]) & content_stems(map(normalised, asked))
    return place - start > 2 and (words[place - 1].endswith(",") or (bool(echoed) and not _is_request(asked)))


def _fragment(words: Sequence[str], tokens: Sequence[str], place: int) -> tuple[int, int]:
    """The stretch between stops and conjunctions around a word."""
    start, end = place, place + 1
    while start and not words[start - 1].endswith(_STOP) and tokens[start] not in _CUTS:
        start -= 1
    while end < len(words) and not words[end - 1].endswith(_STOP) and tokens[end] not in _CUTS:
        end += 1
    return start, end


def _tautology(tokens: Sequence[str]) -> tuple[int, int, str] | None:
    """ "gesloten is gesloten", "vol is vol"."""
    for place in range(len(tokens) - 2):
        word = tokens[place]
        if len(word) > 1 and word == tokens[place + 2] and tokens[place + 1] in _SAME and word not in _GRAMMAR:
            return place, place + 3, "x_is_x"
    return None


def _bare_no(tokens: Sequence[str], words: Sequence[str], asked: Sequence[str]) -> tuple[int, int, str] | None:
    """ "Nee." to a request."""
    place = next((index for index, token in enumerate(tokens) if token not in _LEAD), len(tokens))
    if place >= len(tokens) or tokens[place] not in ("nee", "neen") or not asked:
        return None
    start = _sentence(asked, len(asked) - 1)[0]
    if _AGREES.search(" ".join(tokens)):
        return None
    request = " ".join(normalised(word) for word in asked[start:])
    if not _REQUEST.search(request) or _RISK.search(request) or len(asked) - start > 30:
        return None
    return (place, _fragment(words, tokens, place)[1], "bare_no") if len(tokens) - place <= 12 else None


def _denied(tokens: Sequence[str], words: Sequence[str], asked: Sequence[str]) -> tuple[int, int, str] | None:
    """A plain negative statement that answers a request."""
    heard = " ".join(normalised(word) for word in asked[-30:])
    last = _sentence(asked, len(asked) - 1)[0] if asked else 0
    if _NEGATIONS.intersection(map(normalised, asked[last:])):
        return None
    wanted = content_stems(map(normalised, asked[last:]))
    if not _WISH.search(heard) or _INFORMATION.search(heard) or _AGREES.search(" ".join(tokens)):
        return None
    for place, token in enumerate(tokens):
        if token not in _NEGATIONS or token == "net":
            continue
        start, end = _sentence(words, place)
        if {"als", "indien", "mocht", "wanneer"}.intersection(tokens[_fragment(words, tokens, place)[0] : place]):
            continue
        said = " ".join(tokens[start:end])
        clause = tokens[slice(*_fragment(words, tokens, place))]
        if (
            not has_finite(clause)
            or {"dus", "u", "je"}.intersection(clause[:2])
            or "niks" in tokens[place + 1 : place + 2]
        ):
            continue
        if start > 8 and not content_stems(clause) & wanted:
            continue
        if not words[end - 1].endswith("?") and end - start > 2 and not _NO_DENIAL.search(said):
            return (*_fragment(words, tokens, place), "denied_request")
    return None


def _sentence(words: Sequence[str], place: int) -> tuple[int, int]:
    """The sentence around a word."""
    start = place
    while start and not words[start - 1].endswith((".", "?", "!", "…")):
        start -= 1
    end = next(
        (index + 1 for index in range(place, len(words)) if words[index].endswith((".", "?", "!", "…"))), len(words)
    )
    return start, end
