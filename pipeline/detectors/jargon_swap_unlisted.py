"""Jargon beyond any list: what a customer describes in plain words, and which of the agent's nouns sound like a name
that only insiders use.

A noun is technical when it is not everyday (jargon_swap/everyday.txt), nor made up of everyday words, and looks
English, Latinate, abbreviated or like a long compound. Pure functions over words with their punctuation attached.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from pipeline.detectors.clauses import ADDRESSEE, AUXILIARIES, PREPOSITIONS, SELF, SUBORDINATORS, is_finite, word_set
from pipeline.detectors.patterns import normalised, sounds
from pipeline.detectors.plain_words import PLAIN_WORDS

_EVERYDAY = Path(__file__).parent / "jargon_swap" / "everyday.txt"
_SMALL = re.compile(r"^[a-z]{2,}(tje|pje|kje|sje|fje|lje|mje|rje|gje|dje|eje|sken?|eken?|leken?|keske|teke)s?$")
_NO_THING = word_set("""
    beetje meisje momentje kwartiertje uurtje weekje dagje vraagje mailtje berichtje telefoontje briefje vriendje
    rondje kindje huisje hondje zusje broertje eventjes netjes eitje praatje tijdje jaartje maandje foutje
    grapje mannetje vrouwtje plaatsje straatje centje eentje biertje tafeltje ogenblikje minuutje seconde
    nachtje feestje reisje ritje dutje oudje baantje kansje stukje kopje poosje jongetje manneke kleintje
    zoontje dochtertje kaarsje efkes effekes pakje pakketje halfuurtje toontje zinnetje woordje bedragje sprake
    weken maken zaken taken steken koeken boeken zoeken breken spreken kijken werken merken denken week elke
    welke enkele zulke reken teken keken leken bleken gekeken bekeken gebroken gesproken afgesproken beke
""")
_LOOKS = word_set("""
    rode groene blauwe witte zwarte gele oranje grijze ronde vierkante rood groen blauw wit zwart bruine platte
    doorzichtige doorschijnende doorschijnend smalle langwerpige metalen ijzeren plastieken plastic houten rubberen
    glazen koperen slappe gele paarse roze zilveren gouden draaiende piepende zoemende losse dikke dunne
""")
_VAGUE = word_set("""
    ding dinges dingen geval gevalletje spul apparaat toestel bak kast doos buis snoer draad hendel klep knop machien
    machine stang band ring veer deksel dop slang paal plaat stift pin wiel balk staaf schijf klok blad papier kaart
    stekker schakelaar kraan deur lamp pomp rooster rubber bord strip strook lijn cijfers letters streepjes
""")
_SUCH = word_set("zon zoeen zoon")
_PLACED = word_set("met waar waarmee waarin waarop waardoor die dat om boven onder achter naast aan op tussen in van")
ANNOUNCING = word_set("de het een uw je jouw uwe t deze dit die dat onze type model nieuwe")
"""Stand before a noun: what follows names something."""
_JOINED = ("", "s", "en", "e", "n")
_LATINATE = re.compile(
    r"(atie|isatie|iteit|grafie|grafisch|logie|scopie|metrie|itis|ectomie|ator|itor|sor|staat|stat|meter|uur|cept|ment|"
    r"ante|ent|ide|ine|ose|ase|ule|iaal|eel|isme|ure|um|us|ex|ix|ose|ter|ance|ence|antie|entie|ibel|abel)s?$"
)
_ENGLISH = re.compile(
    r"(sh|[^e]y$|ck|oa|ea[^u]|tion|ness|ware|ware$|(?<!s)ch(?=[aeiou])|ight|ou[tn]|age$|ble$|ity$|x|"
    r"^(?!(?:ca|co|cr|cu|ce|ci))c|qu|ff|ss$|[bdfglmnprt]ed$|oo[kpld]$|w[lrs]|gh|load|[td]le$|flow|net$|box$|set$|line$|point$)"
)
_PERSON = re.compile(
    r"(?<!met)(?<!vert)(?<!mod)(?<!rout)(?<!fin)(?<!filt)"
    r"(er|ers|eur|eurs|aris|arissen|ist|isten|loog|ante|aar)$"
)
"""Ends as the name of who does something: people are no things."""
_NO_OBJECT = re.compile(
    r"(ing|ingen|termijn|waarde|prijs|tarief|kosten|datum|nummer|nummers|dienst|tijd|tijden|dag|dagen|week|aal|iteit|heid|schap)$"
)
"""Ends as the name of an act, a time, an amount or a property: what customers describe are things."""
_PARTICIPLE = re.compile(r"^(ge|be|ver|ont|her|onder|over|aange|afge|inge|opge|uitge|voorge)[a-z]+[dt]$")
_ENDS_AS_ACT = re.compile(r"(en|end|de|te|t|lijk|ig|baar|zaam|heid|ste)$")
_BODIES = word_set(
    """
    fod rsz rva ocmw uwv svb ind rdw knmi ns nmbs vdab rvo cak djo vrt btw eu be nl bv vzw nv avg id pc tv ok pin sms
"""
)
LONG = 11
"""Letters from which an unknown compound sounds technical."""
NEAR = 3
"""Words between a determiner and the noun that it announces at most."""


@cache
def _everyday() -> frozenset[str]:
    lines = _EVERYDAY.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split()) | PLAIN_WORDS


@lru_cache(maxsize=8192)
def is_everyday(token: str) -> bool:
    """Whether a normalised word is an everyday one, inflected or not, or a compound of everyday words."""
    return _known(token) or any(
        _known(token[:cut].removesuffix(link)) and is_everyday(token[cut:])
        for cut in range(3, len(token) - 2)
        for link in _JOINED
        if token[:cut].endswith(link) and cut - len(link) >= 3
    )


@cache
def _everyday_sounds() -> frozenset[str]:
    return frozenset(sounds(word) for word in _everyday() if len(word) > 4)


def _known(token: str) -> bool:
    words = _everyday()
    if (
        token in words
        or token in SUBORDINATORS
        or token in PREPOSITIONS
        or (len(token) > 4 and sounds(token) in _everyday_sounds())
    ):
        return True
    for ending in ("en", "s", "e", "n", "t", "je", "tje", "pje", "kje", "jes", "tjes", "ke", "eke", "ing", "er", "ers"):
        base = token.removesuffix(ending)
        if base != token and len(base) >= 3:
            doubled = base[:-1] if base[-1] == base[-2] else base
            long = base[:-1] + base[-2:] if len(base) > 3 and base[-2] in "aeou" and base[-3] not in "aeou" else base
            if {base, doubled, long} & words:
                return True
    return False


def described(words: Sequence[str]) -> str:
    """The thing that a customer describes for want of a name: "zo'n wit dingetje", "dat papier waarin staat"; else
    empty."""
    tokens = [normalised(word) for word in words]
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else ""
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        small = bool(_SMALL.match(token)) and token not in _NO_THING
        looks = before in _LOOKS and len(token) > 2 and token not in PLAIN_WORDS
        such = _SUCH.intersection(tokens[max(0, place - 2) : place]) and token in _VAGUE
        pointed = token in _VAGUE and before in {"die", "dat", "zon", "het", "de", *_LOOKS}
        placed = token in _VAGUE and after in _PLACED
        if small or looks or such or pointed or placed:
            first = place - 1 if before in _LOOKS else place
            return " ".join(words[first : place + 1]).strip(" .,;:!?'\"")
    return ""


def technical_nouns(words: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """Places [start, end) of nouns behind a determiner that sound like an insider's name, and whether more than their
    length says so."""
    tokens = [normalised(word) for word in words]
    for place, token in enumerate(tokens):
        if not _is_noun(place, tokens, words):
            continue
        if is_technical(token, words[place]):
            end = place + 1
            while end < len(tokens) and not words[end - 1].endswith((",", ".", "?", "!")) and _continues(tokens[end]):
                end += 1
            yield place, end, is_technical(token, words[place], long=99)


def is_technical(token: str, written: str = "", long: int = LONG) -> bool:
    """Whether a normalised word sounds like an insider's name; `long`: letters from which an unknown one does."""
    bare = written.strip(" .,;:!?'\"()")
    if len(bare) >= 2 and any(letter.isupper() for letter in bare[1:]) and not bare.isupper():
        return not bare[0].isdigit()
    if bare.isupper() and 2 <= len(bare) <= 6 and not any(letter.isdigit() for letter in bare):
        return token not in _BODIES
    if (
        len(token) < 5
        or not token.isalpha()
        or _PARTICIPLE.search(token)
        or _NO_OBJECT.search(token)
        or is_everyday(token)
    ):
        return False
    if _ENGLISH.search(token):
        return True
    return not _PERSON.search(token) and bool(_LATINATE.search(token) or len(token) >= long)


def _is_noun(place: int, tokens: Sequence[str], words: Sequence[str]) -> bool:
    """A determiner stands just before it, at most one adjective between, and it is no verb or name."""
    token, written = tokens[place], words[place]
    if not token or (written[:1].isupper() and place and not written[1:2].isupper()):
        return False
    before = tokens[place - 1] if place else ""
    if place and words[place - 1].endswith((",", ".", "?", "!", ":")):
        return False
    adjective = place > 1 and before.endswith("e") and before not in ANNOUNCING and len(before) > 3
    opening = tokens[place - 2] if adjective or (place > 1 and not is_everyday(before)) else before
    if opening not in ANNOUNCING:
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    if opening in ("dat", "die", "dit", "deze", "je", "het", "t") and (
        after in ADDRESSEE | SELF or is_finite(token, after) or (token.endswith(("t", "en")) and not after)
    ):
        return False
    ends = written.endswith((",", ".", "?", "!", ";"))
    return not (token.endswith(("e", "en", "de", "te")) and not ends and after and _continues(after, noun=True))


def _continues(token: str, *, noun: bool = False) -> bool:
    """Whether a word may go on a name: no function word, nor a known verb."""
    if not token or token in PREPOSITIONS | AUXILIARIES | SUBORDINATORS | PLAIN_WORDS | ANNOUNCING:
        return False
    return noun or (not is_finite(token) and not is_everyday(token) and not _ENDS_AS_ACT.search(token))
