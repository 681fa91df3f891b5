"""The words around numbers: what names them, what they count, what may stand between their digits."""

import re

from pipeline.redaction.kinds import Kind
from pipeline.redaction.wordset import words_of

_NAMES: tuple[tuple[Kind, str], ...] = (
    (Kind.BIRTH_DATE, r"ge?boo?r(?:en|te)\w*|geb|verjaar\w*|jarig"),
    (Kind.BSN, r"bsn\w*|burger|burger\w*service\w*|burgerser\w*|sofi\w*"),
    (Kind.IBAN, r"i?ban|iban\w*|\w*rekening-?num\w*|bankrekening\w*|rekeningnr|bankgegevens"),
    (
        Kind.PHONE,
        r"\w*telefoon\w*|tel|tell?efo\w*|mobiel\w*|gsm\w*|bereik\w*|bel|bellen|belt|terugbel\w*|terugbeln\w*|nulzes\w*",
    ),
    (Kind.EMAIL, r"e?mail\w*|\w*mailadres"),
    (Kind.POSTCODE, r"post[ck]o+de?\w*|poscode\w*"),
    (Kind.CARD, r"credit\w*|kaart|kaartnum\w*|\w{4,}pas|pasje|pasnum\w*|visa|mastercard|maestro"),
    (
        Kind.NUMBER,
        r"(?!huisnum|\w*telefoon|busnum)\w*num+er\w*|\w*(?:code|kode)|\w*nr|referentie\w*|kenmerk\w*|dossier\w*|polis\w*"
        r"|ticket\w*|order\w*|bestelling|factuur\w*|\w*meter|meterstand\w*|stand|serie\w*|contract\w*|account\w*|klant"
        r"|ean|imei|pin|werkbon|bon|offerte\w*|eindigt|eindigend|cijfers|zaak\w*|barcode|zending|pakket|melding|aanvraag",
    ),
)
_NAME = re.compile("|".join(f"(?P<K{i}>{pattern})" for i, (_, pattern) in enumerate(_NAMES)))

_MONTHS = """januari,jan,januarie februari,feb,febr maart,mrt,maat april,apr mei,mij juni,jun juli,jul
augustus,aug,augustes september,sep,sept oktober,okt,october november,nov december,dec"""
MONTHS = {name: number for number, names in enumerate(_MONTHS.split(), start=1) for name in names.split(",")}
"""Month -> 1 to 12."""

STRONG_JOINS = words_of(
    "streepje streep streepjes koppelteken liggend liggende schuine slash spatie uh eh euh ehm uhm hm haakje haakjes"
)
"""Said between digits of one number, and hardly anywhere else."""
WEAK_JOINS = words_of("en dan ja oke ok nog daarna vervolgens dus weer punt komma plus min ook cijfer cijfers")
"""Said between digits of one number, but between amounts as well."""

ORDINARY = words_of(
    "voor van met of de het een in op bij is was zijn dat dit die deze heb heeft hebben had ik u je jij we wij ze "
    "zij hij naar uit over tot om te als maar niet geen wel er aan door mijn me uw onze hun zo nu toen hier daar "
    "wat wie hoe waar waarom kan kunt wil wilt moet ga gaat staat staan klopt graag dank bedankt goed nee keer "
    "maal alleen nog steeds want omdat dus tussen sinds vanaf per na rond vandaag morgen gisteren straks later "
    "eerst net al vorige volgende komt"
)
"""Words that are no digits misheard."""

_UNITS = r"""
    per euro\w* uro eur cent\w* procent\w* procen promille seconden? minu\w+ min uur uren kwartier\w* dag dage dagen
    nacht\w* we[e]?k wek[e]n? werkdagen maand\w* mand\w* jaar jare?n? eeuw\w* keer ker maal x [mk]?m km cm mm meter
    meters kilometer\w* centimeter\w* millimeter\w* vierkante kubieke kuub m2 m3 ha kg kilo\w* gram gr ton liter\w*
    l ml kwh kw watt w volt v mah gb mb tb kb giga\w* mega\w* mbit\w* gbit\w* mbps kbps bit hz khz mhz ghz graden
    stuks? mensen personen man klanten huishoudens medewerkers leden woningen pagina\w* bladzijden woorden letters
    punten stappen dozen schijven termijnen duizend miljoen\w* miljard\w* zegels kilometers k inch calorieen kcal
    pixels p dpi rpm toeren aandelen dollar pond kronen spaarpunten airmiles miles tegels stenen meldingen berichten
    mails bellers wachtenden zitplaatsen plaatsen adressen views volgers foto fotos bestanden artikelen producten
    exemplaren panelen zonnepanelen jarige btu lumen
"""
UNITS = re.compile("|".join(_UNITS.split()))
"""A number before one of these counts something."""
AMOUNT_BEFORE = words_of(
    "kamer lokaal zaal gate ibm week weken stap pagina bladzijde hoofdstuk artikel versie windows iphone office "
    "galaxy fritz fritzbox box type serie playstation xbox rtx gtx model jaar hoofd regel kanaal zender lijn bus "
    "tram trein vlucht route perron spoor groep maat nen iso peugeot bmw volvo router modem laserjet officejet "
    "deskjet printer ryzen core a n e euro eur formulier radio fm am"
)
"""A short number after one of these names a thing that everyone may know."""
VERSIONS = words_of("versie release update ios android macos firmware")
YEAR_BEFORE = words_of(
    "in sinds van vanaf uit jaar eind begin medio half tot na voor rond per januari februari maart april mei juni "
    "juli augustus september oktober november december lente voorjaar zomer herfst najaar winter kwartaal seizoen "
    "anno vorig"
)
"""19xx or 20xx after one of these is a year, whatever else was said."""
LONG_SINCE = words_of("sinds vanaf per ingegaan klant getekend gekocht gebouwd bouwjaar afgesloten")
"""An old date after one of these is no date of birth."""

_ALPHABET = """aa bee,be cee,ce,see dee ee ef,eff gee,ge haa,ha ie jee kaa,ka el,ell em,emm en,enn oo pee,pe kuu,ku
er,err es,ess tee,te uu vee,fee wee,we ix,iks ij,ypsilon,griek zet,zed"""
ALPHABET = {
    name: letter
    for letter, names in zip("abcdefghijklmnopqrstuvwxyz", _ALPHABET.split(), strict=True)
    for name in names.split(",")
}
"""The names of letters, as speech recognition spells them."""
COMMON_PAIRS = words_of(
    "is en op in ik je we ze de of om te er al ja uw nu zo na an at be by do et go he hi ie it me my no oh oo or "
    "re so to up us va wo dr mr ma di vr za ca vs ha uh eh hm da ga la pa ov wc th tl id ip if ex px nr ok st pc "
    "am pm mw zn nl"
)
"""Two small letters after four digits that are a word rather than a postcode's."""
UNIT_PAIRS = words_of("gb mb tb kb kg km cm mm kw mw hz ml gr pk bv nv eu tv ww")
"""Two letters after four digits that are a unit or an abbreviation, also in capitals."""


def named(word: str) -> Kind | None:
    """The kind of number that a word announces ("klantnummer" -> NUMBER), None for other words."""
    match = _NAME.fullmatch(word)
    return _NAMES[int(match.lastgroup[1:])][0] if match and match.lastgroup else None
