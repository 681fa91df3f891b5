"""Tutoyeren: the agent says je, jij or jouw to a customer who says u, without having asked.

Source: the seed "Bullsh*t Bingo" ("heel veel mensen [vinden] het niet leuk om gelijk met jij en jou aangesproken te
worden. Vraag dus even of dat mag"). Recognition writes "je" where "u" was said in a fifth of the cases, so a "je" is
believed by its company: "heb je" cannot have been "heeft u", "je kunt" can have been "u kunt".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise

from pipeline.captions.utterance import Utterance, Word
from pipeline.conversation.conversation import Conversation
from pipeline.conversation.events import Event, Heard
from pipeline.detectors.clauses import word_set
from pipeline.detectors.flag import Flag
from pipeline.detectors.lexicon import Lexicon, shipped_lexicon
from pipeline.detectors.patterns import normalised
from pipeline.detectors.wording import MOST_WORDS, before
from pipeline.span import Span, Speaker

ADVICE = (
    "Deze klant zegt u: zeg dus ook u, of vraag het eerst: “Mag ik je zeggen?” "
    "Bijvoorbeeld: “Hebt u het nummer bij de hand?”"
)
CERTAIN = frozenset({"jij", "jou", "jouw", "jezelf"})
"""Words that "u" and "uw" do not sound like."""
FORMAL = frozenset({"u", "uw", "uzelf"})
_BARE = word_set("""
    heb ben kun wil woon krijg ga doe zie kom vind denk neem geef stuur bel gebruik werk word zoek kies vul maak
    ken betaal klik log probeer hoor lees schrijf bestel begrijp bedoel breng koop vraag wens twijfel open volg
    hoef ontvang heet blijf leg zeg voel zal slaap sta lig hang verwacht merk rijd rij loop leef speel koppel
    draai duw haal meld reis scan stap steek teken trek typ verlies verstuur verhuis verkoop verdien waardeer
    wandel wissel durf drink gooi kijk leer luister pak plaats regel ruil schakel spaar spreek stel stop til
    verander verhuur verleng vertrouw verwijder reken fiets kook stook huur rook parkeer installeer annuleer
    reserveer
""")
"""Verb forms that go before "je" and never before "u": "heb je" against "hebt u"."""
_WITH_T = word_set("hebt heeft bent kunt wilt woont krijgt gaat doet ziet komt vindt neemt geeft zult wordt belt")
"""Verb forms that go before "u" and never before "je": "kunt je" was "kunt u"."""
_IMPERSONAL = word_set("dan daar daarvan zo zoiets hiervan zulke")
"""Before "word je", "wil je": what anybody would feel or do."""
_QUOTES = "\"“”„‘’'«»"
_STOPS = (".", "?", "!", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How one utterance addresses the other: places of words."""

    certain: tuple[int, ...]
    """Informal beyond doubt, even if an ASR wrote it."""
    likely: tuple[int, ...]
    """Informal if the text can be trusted."""
    formal: tuple[int, ...]
    permission: bool
    """Allows, or asks for, the informal address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tutoyeren:
    """Flags the first informal address in each utterance of the agent, once the customer has said u."""

    lexicon: Lexicon = field(default_factory=partial(shipped_lexicon, "tutoyeren"), repr=False, hash=False)
    least_probability: float = 0.5
    """A less certain word is no evidence."""
    written_share: float = 0.85
    """Share of finals with a capital and a full stop from which the text is taken as carefully written."""
    careful_from: int = 3
    """Utterances before which the text's care is not yet known."""
    likely_needed: int = 3
    """In recognised speech: so many likely forms in the call, with no u of the agent beside them, make one certain."""
    lookahead: int = 2
    """Words that must follow in a partial: "daar word je" is generic once "moe" has been said."""

    def __call__(self, conversation: Conversation, event: Event) -> Iterable[Flag]:
        """At most one flag for the agent's utterance in a Heard event."""
        if not isinstance(event, Heard) or event.utterance.speaker is not Speaker.AGENT:
            return
        utterance = event.utterance
        now = self._address(utterance)
        if not now.certain and not now.likely:
            return
        earlier = before(conversation, utterance)
        customer = [self._address(each) for each in earlier if each.speaker is Speaker.CUSTOMER]
        agent = [self._address(each) for each in earlier if each.speaker is Speaker.AGENT]
        said_u = sum(len(each.formal) for each in customer)
        if not said_u or sum(len(each.certain) for each in customer) >= said_u:
            return
        if any(each.permission for each in (*customer, *agent, now)):
            return
        place = self._believed(now, agent, careful=self._is_careful(earlier, utterance))
        if place is not None:
            yield _flag(utterance, place, event.at, rule="certain" if place in now.certain else "likely")

    def _believed(self, now: Address, agent: Sequence[Address], *, careful: bool) -> int | None:
        """The place of the first informal word that is believed; None without one."""
        if careful:
            return min((*now.certain, *now.likely))
        if now.certain:
            return now.certain[0]
        if now.formal:
            return None
        confirmed = any(each.certain for each in agent)
        alike = len(now.likely) + sum(len(each.likely) for each in agent if not each.formal)
        mixed = any(each.formal for each in agent)
        return now.likely[0] if confirmed or (alike >= self.likely_needed and not mixed) else None

    def _is_careful(self, earlier: Sequence[Utterance], utterance: Utterance) -> bool:
        """Whether the call's text looks written by hand: sure words, capitals and full stops."""
        spoken = [each for each in (*earlier, utterance) if each.words and each.final]
        if len(spoken) < self.careful_from or not utterance.final:
            return False
        if any(word.probability < 1.0 for each in spoken for word in each.words) or any(map(_has_slip, spoken)):
            return False
        neat = sum(
            not each.words[0].text[:1].islower() and each.words[-1].text.rstrip(_QUOTES + ")").endswith(_STOPS)
            for each in spoken
        )
        return neat >= self.written_share * len(spoken)

    def _address(self, utterance: Utterance) -> Address:
        return _read(self, utterance)

    def read(self, utterance: Utterance) -> Address:
        """How the stable words of an utterance address the other."""
        words = utterance.stable_words[:MOST_WORDS]
        texts = [word.text for word in words]
        tokens = [normalised(text) for text in texts]
        informal = [place for place, token in enumerate(tokens) if token == "je" or token in CERTAIN]
        formal = [
            place
            for place, token in enumerate(tokens)
            if token in FORMAL or (token == "je" and place and tokens[place - 1] in _WITH_T)
        ]
        if not informal:
            return Address(certain=(), likely=(), formal=tuple(formal), permission=self._permits(texts, tokens))
        matches = self.lexicon.matches(texts, complete=utterance.final)
        excused = {
            place
            for match in matches
            if match.entry.id != "permission" and not (match.entry.id == "generic" and _asks(match.end, texts))
            for place in range(match.start, match.end)
        }
        kept = [
            place
            for place in informal
            if place not in excused
            and place not in formal
            and not (formal and _is_impersonal(place, tokens))
            and words[place].probability >= self.least_probability
            and not _is_quoted(place, texts)
            and (utterance.final or place + self.lookahead < len(words))
        ]
        certain = [place for place in kept if tokens[place] in CERTAIN or _agrees(place, tokens, words)]
        return Address(
            certain=tuple(certain),
            likely=tuple(place for place in kept if place not in certain),
            formal=tuple(formal),
            permission=any(match.entry.id == "permission" for match in matches),
        )

    def _permits(self, texts: Sequence[str], tokens: Sequence[str]) -> bool:
        if not {"tutoyeren", "zeg", "zeggen", "noem"}.intersection(tokens):
            return False
        return any(match.entry.id == "permission" for match in self.lexicon.matches(texts))


@lru_cache(maxsize=512)
def _read(detector: Tutoyeren, utterance: Utterance) -> Address:
    """Remembered: every later utterance asks for it again."""
    return detector.read(utterance)


def _is_impersonal(place: int, tokens: Sequence[str]) -> bool:
    """ "Dan wil je niemand meer spreken", beside an u in the same utterance: said of anybody."""
    return place > 1 and tokens[place] == "je" and tokens[place - 2] in _IMPERSONAL


def _agrees(place: int, tokens: Sequence[str], words: Sequence[Word]) -> bool:
    """ "heb je": the verb before it has the form that goes with je alone, in one sentence with it."""
    return (
        place > 0
        and tokens[place - 1] in _BARE
        and not words[place - 1].text.endswith((*_STOPS, ",", ":"))
        and (place < 2 or tokens[place - 2] not in ("ik", "we", "wij", "ze"))
    )


def _has_slip(utterance: Utterance) -> bool:
    """ "kunt je": an ASR wrote je for u."""
    tokens = [normalised(word.text) for word in utterance.words]
    return any(first in _WITH_T and second == "je" for first, second in pairwise(tokens))


def _asks(place: int, texts: Sequence[str]) -> bool:
    """Whether the sentence that goes on before `place` ends as a question: nobody asks it of people in general."""
    end = next((text for text in texts[place - 1 :] if text.rstrip(_QUOTES + ")").endswith(_STOPS)), "")
    return end.rstrip(_QUOTES + ")").endswith("?")


def _is_quoted(place: int, texts: Sequence[str]) -> bool:
    """Whether a word stands inside quotation marks, opened and closed around it."""
    opened = any(text[:1] in tuple(_QUOTES) for text in texts[max(0, place - 8) : place + 1] if len(text) > 1)
    closed = any(text.rstrip(".,;:!?)")[-1:] in tuple(_QUOTES) for text in texts[place : place + 9])
    return opened and closed


def _flag(utterance: Utterance, place: int, raised: float, *, rule: str) -> Flag:
    words = utterance.words
    joined = place > 0 and not words[place - 1].text.endswith((*_STOPS, ",", ":"))
    first, last = (place - 1, place + 1) if joined else (place, min(place + 2, len(words)))
    evidence = " ".join(word.text for word in words[first:last]).strip(_QUOTES + " .,;:!?")
    return Flag(
        key=f"tutoyeren:{utterance.id}:{rule}:0",
        kind="tutoyeren",
        speaker=Speaker.AGENT,
        span=Span(words[first].span.start, words[last - 1].span.end),
        at=words[last - 1].span.end,
        raised=raised,
        severity="warning",
        utterance=utterance.id,
        evidence=evidence,
        message=f"“{evidence}”: de klant zegt u en heeft niet om je gevraagd.",
        advice=ADVICE,
        cue="Zeg u",
        rule=rule,
    )
