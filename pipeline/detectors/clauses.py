"""Dutch word order, as far as it can be heard: sentences, fragments, finite verbs, verb-first and question words.

Pure functions over words with their punctuation attached. Punctuation helps where it is there; an ASR drops half of it,
so that word order has to do the work. No parser: closed classes of words and the endings of verbs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.detectors.patterns import normalised, sounds


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_STOP = re.compile(r"[.?!…][\"'”’»)\]]*$")
_BREAK = re.compile(r"[.,?!;:…][\"'”’»)\]]*$")
_ABBREVIATIONS = word_set("bijv bv enz evt dhr mevr mw nr tel ca incl excl blz max")
ADDRESSEE = word_set("u je jij jullie ge gij")
SELF = word_set("ik we wij")
_PERSONAL = ADDRESSEE | SELF | word_set("hij ze zij")
PRONOUNS = ADDRESSEE | SELF | word_set("hij ie zij ze het t er dat die dit deze iemand alles iets men")
DETERMINERS = word_set("""
    de het een uw jouw je jullie mijn onze ons haar zijn hun die dat deze dit alle iedereen al andere
""")
SUBJECTS = PRONOUNS | DETERMINERS
QUESTION_WORDS = word_set("""
    wie wat wa waar wanneer waarom hoe hoeveel hoelang hoezo welk welke waarmee waarvoor waardoor waarover
    waarop waarin waarbij waaruit waarvan waaraan waartegen waarnaar vanwaar
""")
PREPOSITIONS = word_set("""
    op met over sinds van tot voor door in bij om naar aan uit vanaf per tegen rond tijdens na binnen
""")
AUXILIARIES = word_set("""
    is ben bent zijt zijn was waren heb hebt heeft hebben had hadden kan kunt kun kunnen kon kondt konden zou
    zoudt zouden zal zult zul zullen mag moogt mogen mocht moet moeten moest moesten wil wilt willen wilde wou
    wordt word worden werd werden
""")
_FINITE = AUXILIARIES | word_set("""
    woon werk gebruik loop zit lig hang betaal wacht zoek merk voel slaap rij
    rijd reis verwacht mis bestel vertrek koop eet
    gaat ga gaan ging gingen komt kom komen kwam kwamen doet doe doen deed deden ziet zie zien zag zagen staat
    sta staan stond stonden zit zitten zat zaten ligt liggen lag lagen loopt lopen liep liepen hangt hangen
    brandt branden knippert werkt werken werkte weet weten wist woont wonen gebruikt gebruiken gebruikte klopt
    kloppen betekent denkt denk denken dacht vindt vind vinden vond vonden krijgt krijg krijgen kreeg kregen
    blijft blijf blijven bleef geeft geef geven gaf lukt lukken lukte kost kosten kostte duurt duren duurde
    schikt past passen past heet noemt speelt spelen speelde merkt merken merkte hoort horen hoorde voelt voelen
    voelde bedoelt bedoel bedoelen maakt maken maakte mist missen miste verwacht verwachten verwachtte gebeurt
    gebeuren gebeurde valt vallen viel vielen rijdt rijden reed reist reizen betaalt betalen betaalde belt bel
    bellen belde zegt zeg zeggen zei zeiden wacht wachten wachtte zoekt zoeken zocht houdt hou houden hield heet
    heten begint beginnen begon stopt stoppen stopte draait draaien scheelt schelen helpt helpen hielp stoort
    storen levert leveren leverde bestelt bestelde slaapt slapen sliep vertrekt vertrekken opent start stuurt
    sturen stuurde staken lekt lekken ruikt spreek spreekt spreken verbruikt verbruiken heerst klinkt klinken
    neemt neem nemen nam leeft leven drukt klikt kijkt kijk kijken keek leest probeert probeerde laat laten liet
    zet zetten trekt haalt brengt brengen bracht draagt eet eten rookt twijfelt ontvangt ontving gelooft hoopt
    wenst verandert verwijst bevalt ontbreekt ontbreken treedt bestaat meet schrijft schrijf leidt hecht herkent
    snapt begrijpt begrijp zorgt regelt regel mail mailt boek boekt stort vergoed vergoedt
""")
_FINITE_SOUNDS = frozenset(sounds(form) for form in _FINITE if len(form) >= 5)
_NO_VERB = word_set("""
    niet met het dat wat uit laat kwart acht eerst juist echt best kort slecht recht licht krant markt rest punt
    kant dicht post tot want vast direct recent goed tijd altijd gezicht nacht macht bericht product contract
    zacht zwart rood moment patient klant agent adres omdat zodat totdat voordat nadat sinds niet naast
    achterkant maart apart kaart rechts links exact perfect correct compleet laatst ooit nooit ochtend avond
    eind hand maand
""")
_NO_VERB_SOUNDS = frozenset(sounds(word) for word in _NO_VERB)
SUBORDINATORS = word_set("""
    als wanneer zodra omdat indien terwijl doordat zodat nadat voordat hoewel tenzij zoals of dat
""")
FRONTED = word_set("""
    dan daar hier nu dat die dit daarna daarom daarvoor daarmee daarvan daardoor zo toch ook anders eerst
    misschien straks morgen vandaag gisteren dus wel eigenlijk normaal natuurlijk hopelijk waarschijnlijk
    inderdaad vervolgens verder soms vaak meestal intussen ondertussen gelukkig helaas hem ze het daarbij
    hierbij hiermee daarin wat als is nog al weer even ik u je we wij niet
""")
_FILLERS = word_set("""
    precies ergens juist dan ongeveer exact nu toch allemaal anders eigenlijk zoal eerst verder nog
""")
_BY_EAR = {
    "wa": "wat",
    "da": "dat",
    "wad": "wat",
    "foor": "voor",
    "hep": "heb",
    "heef": "heeft",
    "zoud": "zou",
    "soude": "zouden",
    "sou": "zou",
    "wert": "werd",
    "sijn": "zijn",
    "gaad": "gaat",
}
LEADING = word_set("""
    en maar of want dus nou ja jawel nee oke ok goed prima mooi fijn perfect zeker hm hmm ah aha oh o oei amai
    he hoor kijk mevrouw meneer mijnheer tuurlijk allez goh tja juist snap begrijp dank bedankt top super
    uitstekend duidelijk helder precies zeg eens vertel
""")
"""May stand before a clause without being its first constituent."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words [start, end) between two stops."""

    start: int
    end: int
    asks: bool = False
    """Ends with a question mark."""
    closed: bool = True
    """Ended by punctuation, not by where the words end."""


_RESTARTING = _FINITE | QUESTION_WORDS | PRONOUNS | LEADING | SUBORDINATORS


def tokens_of(words: Sequence[str]) -> list[str]:
    """Normalised tokens, one per word (may be empty)."""
    return [_token(word) for word in words]


_token = lru_cache(maxsize=8192)(normalised)


def sentences(words: Sequence[str]) -> list[Stretch]:
    """The stretches between sentence ends; unpunctuated speech is one stretch."""
    return _split(words, _STOP)


def fragments(words: Sequence[str]) -> list[Stretch]:
    """The stretches between any punctuation."""
    return _split(words, _BREAK)


def breaks(words: Sequence[str]) -> set[int]:
    """Where a clause may begin afresh: after punctuation, and at a capital on a verb or function word, which is what
    is left of a lost full stop."""
    starts = {stretch.start for stretch in fragments(words)}
    for index, word in enumerate(words):
        following = _token(words[index + 1]) if index + 1 < len(words) else ""
        if (
            word[:1].isupper()
            and word[1:].islower()
            and (_token(word) in _RESTARTING or is_finite(_token(word), following))
        ):
            starts.add(index)
    return starts


def _split(words: Sequence[str], stop: re.Pattern[str]) -> list[Stretch]:
    result, start = [], 0
    for index, word in enumerate(words):
        if stop.search(word) and not (word.endswith(".") and _token(word) in _ABBREVIATIONS):
            result.append(Stretch(start, index + 1, asks="?" in word))
            start = index + 1
    if start < len(words):
        result.append(Stretch(start, len(words), closed=False))
    return result


def is_finite(token: str, following: str = "") -> bool:
    """Whether `token` can be a finite verb: known, or by its ending before a subject."""
    if token in _FINITE:
        return True
    if len(token) >= 5 and token not in _NO_VERB and sounds(token) in _FINITE_SOUNDS:
        return True
    return _like_verb(token) and following in PRONOUNS - {"dat", "die", "dit", "deze"}


def _like_verb(token: str) -> bool:
    """Ends as a verb in the third person does, and is no known other word."""
    return len(token) >= 4 and token[-1] == "t" and token not in SUBJECTS and sounds(token) not in _NO_VERB_SOUNDS


def has_finite(tokens: Sequence[str]) -> bool:
    """Whether any of `tokens` is a finite verb; "ik" and "we" never come without one."""
    if len(tokens) > 1 and not SELF.isdisjoint(tokens):
        return True
    return any(
        is_finite(token, tokens[index + 1] if index + 1 < len(tokens) else "") for index, token in enumerate(tokens)
    )


def verb_first(tokens: Sequence[str], index: int) -> bool:
    """Whether a verb-first clause ("heeft u", "brandt het") may begin at `index`."""
    if index + 1 >= len(tokens):
        return False
    verb, subject = tokens[index], tokens[index + 1]
    if verb in ("hebde", "kunde", "zijde", "moogde", "wilde") and subject not in SUBJECTS:
        return verb != "wilde" and verb != "zijde"
    if subject not in SUBJECTS or verb in ("zijn", "kosten", "laat", "wachten", "eten", "leven"):
        return verb == "zijn" and subject in ("er", "dat", "die", "de", "jullie", "we", "ze", "deze", "uw", "je")
    return is_finite(verb, subject)


def question_word_first(tokens: Sequence[str], index: int) -> int | None:
    """The index of the finite verb of a main clause that begins with the question word at `index`; else None.

    "hoe lang heeft u" is one, "hoe lang u al wacht" and "waar de lekkage zit" are not: there the subject comes first.
    """
    word = tokens[index]
    if word not in QUESTION_WORDS:
        return None
    direct = word not in ("hoe", "hoeveel", "welk", "welke")
    for place in range(index + 1, min(index + (7 if not direct else 5), len(tokens))):
        token, before = tokens[place], tokens[place - 1]
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        adjoining = direct and place == index + 1 and following in SUBJECTS
        if is_finite(token, following) or (adjoining and _like_verb(token)):
            return place
        after_preposition = before in PREPOSITIONS
        if (token in SUBJECTS and not after_preposition) or token in ADDRESSEE | SELF:
            return None
        if direct and not (token in _FILLERS or token in PREPOSITIONS or after_preposition or before in DETERMINERS):
            return None
    return None


def clauses(words: Sequence[str], tokens: Sequence[str]) -> list[Stretch]:
    """Stretches with about one finite verb each: fragments, cut again where a new clause begins, verbless ones joined.

    A verbless fragment goes with the clause before it in its sentence, else with the one after.
    """
    sentence_starts = {sentence.start for sentence in sentences(words)}
    starts = sorted(breaks(words) | {place for place in range(1, len(words)) if _restarts(tokens, place)})
    result: list[Stretch] = []
    for start, end in pairwise([*starts, len(words)]):
        new_sentence = start in sentence_starts
        verbless = not has_finite(tokens[start:end])
        waiting = bool(result) and not has_finite(tokens[result[-1].start : result[-1].end])
        if result and not new_sentence and (verbless or waiting):
            result[-1] = Stretch(result[-1].start, end)
        else:
            result.append(Stretch(start, end))
    return result


def _restarts(tokens: Sequence[str], place: int) -> bool:
    """A new main clause begins at `place` without punctuation: "en ik bel", "... ze zijn er"."""
    token, before = tokens[place], tokens[place - 1]
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    if token in ("en", "maar", "dus", "want"):
        rest = tokens[place + 1 : place + 5]
        return len(rest) > 1 and following not in ("dan", "om") and has_finite(rest)
    plural = token in ("we", "wij", "ze", "jullie")
    if token not in _PERSONAL or not is_finite(following) or (following.endswith("en") and not plural):
        return False
    return before not in SUBORDINATORS | QUESTION_WORDS | PREPOSITIONS | {"en", "maar", "dus", "want", "er"} and not (
        is_finite(before, token)
    )


def repaired(words: Sequence[str]) -> list[str]:
    """`words` with the short function words restored that an ASR spells by ear: "wa is da" -> "wat is dat"."""
    return [_BY_EAR.get(_token(word), word) for word in words]
