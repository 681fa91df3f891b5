"""Dutch word order, as far as it can be heard: sentences, fragments, finite verbs, verb-first and question words.

Pure functions over words with their punctuation attached. Punctuation helps where it is there; an ASR drops half of it,
so that word order has to do the work. No parser: closed classes of words and the endings of verbs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.detectors.patterns import normalised, sounds

_STOP = re.compile(r"[.?!…][\"'”’»)\]]*$")
_BREAK = re.compile(r"[.,?!;:…][\"'”’»)\]]*$")
_ABBREVIATIONS = frozenset("bijv bv enz evt dhr mevr mw nr tel ca incl excl blz max".split())
ADDRESSEE = frozenset("u je jij jullie ge gij".split())
SELF = frozenset("ik we wij".split())
PRONOUNS = ADDRESSEE | SELF | frozenset("hij ie zij ze het t er dat die dit deze iemand alles iets men".split())
DETERMINERS = frozenset(
    "de het een uw jouw je jullie mijn onze ons haar zijn hun die dat deze dit alle iedereen al andere".split())
SUBJECTS = PRONOUNS | DETERMINERS
QUESTION_WORDS = frozenset("""wie wat wa waar wanneer waarom hoe hoeveel hoelang hoezo welk welke waarmee waarvoor waardoor
    waarover waarop waarin waarbij waaruit waarvan waaraan waartegen waarnaar vanwaar""".split())
PREPOSITIONS = frozenset(
    "op met over sinds van tot voor door in bij om naar aan uit vanaf per tegen rond tijdens na binnen".split())
AUXILIARIES = frozenset("""is ben bent zijt zijn was waren heb hebt heeft hebben had hadden kan kunt kun kunnen kon kondt
    konden zou zoudt zouden zal zult zul zullen mag moogt mogen mocht moet moeten moest moesten wil wilt willen wilde wou
    wordt word worden werd werden""".split())
_FINITE = AUXILIARIES | frozenset("""gaat ga gaan ging gingen komt kom komen kwam kwamen doet doe doen deed deden ziet zie
    zien zag zagen staat sta staan stond stonden zit zitten zat zaten ligt liggen lag lagen loopt lopen liep liepen hangt
    hangen brandt branden knippert werkt werken werkte weet weten wist woont wonen gebruikt gebruiken gebruikte klopt kloppen
    betekent denkt denk denken dacht vindt vind vinden vond vonden krijgt krijg krijgen kreeg kregen blijft blijf blijven
    bleef geeft geef geven gaf lukt lukken lukte kost kosten kostte duurt duren duurde schikt past passen past heet noemt
    speelt spelen speelde merkt merken merkte hoort horen hoorde voelt voelen voelde bedoelt bedoel bedoelen maakt maken
    maakte mist missen miste verwacht verwachten verwachtte gebeurt gebeuren gebeurde valt vallen viel vielen rijdt rijden
    reed reist reizen betaalt betalen betaalde belt bel bellen belde zegt zeg zeggen zei zeiden wacht wachten wachtte zoekt
    zoeken zocht houdt hou houden hield heet heten begint beginnen begon stopt stoppen stopte draait draaien scheelt schelen
    helpt helpen hielp stoort storen levert leveren leverde bestelt bestelde slaapt slapen sliep vertrekt vertrekken opent
    start stuurt sturen stuurde staken lekt lekken ruikt spreek spreekt spreken verbruikt verbruiken heerst klinkt klinken
    neemt neem nemen nam leeft leven drukt klikt kijkt kijk kijken keek leest probeert probeerde laat laten liet zet zetten
    trekt haalt brengt brengen bracht draagt eet eten rookt twijfelt ontvangt ontving gelooft hoopt wenst verandert
    verwijst bevalt ontbreekt ontbreken treedt bestaat meet schrijft schrijf leidt hecht herkent snapt begrijpt begrijp
    zorgt regelt regel mail mailt boek boekt stort vergoed vergoedt""".split())
_FINITE_SOUNDS = frozenset(sounds(form) for form in _FINITE if len(form) >= 5)
_NO_VERB = frozenset("""niet met het dat wat uit laat kwart acht eerst juist echt best kort slecht recht licht krant markt
    rest punt kant dicht post tot want vast direct recent goed tijd altijd gezicht nacht macht bericht product contract
    zacht zwart rood moment patient klant agent adres omdat zodat totdat voordat nadat sinds niet naast achterkant
    maart apart kaart rechts links exact perfect correct compleet laatst ooit nooit ochtend avond eind hand maand""".split())
SUBORDINATORS = frozenset("als wanneer zodra omdat indien terwijl doordat zodat nadat voordat hoewel tenzij of dat".split())
FRONTED = frozenset("""dan daar hier nu dat die dit daarna daarom daarvoor daarmee daarvan daardoor zo toch ook anders eerst
    misschien straks morgen vandaag gisteren dus wel eigenlijk normaal natuurlijk hopelijk waarschijnlijk inderdaad
    vervolgens verder soms vaak meestal intussen ondertussen gelukkig helaas hem ze het daarbij hierbij hiermee daarin wat
    als is nog al weer even ik u je we wij niet""".split())
_FILLERS = frozenset("precies ergens juist dan ongeveer exact nu toch allemaal anders eigenlijk zoal eerst verder nog".split())
LEADING = frozenset("""en maar of want dus nou ja jawel nee oke ok goed prima mooi fijn perfect zeker hm hmm ah aha oh o oei
    amai he hoor kijk mevrouw meneer mijnheer tuurlijk allez goh tja juist snap begrijp dank bedankt top super
    uitstekend duidelijk helder precies zeg eens vertel""".split())
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


def tokens_of(words: Sequence[str]) -> list[str]:
    """Normalised tokens, one per word (may be empty)."""
    return [normalised(word) for word in words]


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
    return starts | {index for index, word in enumerate(words) if word[:1].isupper() and word[1:].islower()
                     and normalised(word) in _FINITE | QUESTION_WORDS | PRONOUNS | LEADING | SUBORDINATORS}


def _split(words: Sequence[str], stop: re.Pattern[str]) -> list[Stretch]:
    result, start = [], 0
    for index, word in enumerate(words):
        if stop.search(word) and not (word.endswith(".") and normalised(word) in _ABBREVIATIONS):
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
    if len(token) < 4 or token in _NO_VERB or token in SUBJECTS:
        return False
    return token.endswith(("t", "dt")) and following in PRONOUNS - {"dat", "die", "dit", "deze"}


def has_finite(tokens: Sequence[str]) -> bool:
    """Whether any of `tokens` is a finite verb."""
    return any(is_finite(token, tokens[index + 1] if index + 1 < len(tokens) else "")
               for index, token in enumerate(tokens))


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
        if is_finite(token, tokens[place + 1] if place + 1 < len(tokens) else ""):
            return place
        after_preposition = before in PREPOSITIONS
        if (token in SUBJECTS and not after_preposition) or token in ADDRESSEE | SELF:
            return None
        if direct and not (token in _FILLERS or token in PREPOSITIONS or after_preposition or before in DETERMINERS):
            return None
    return None
