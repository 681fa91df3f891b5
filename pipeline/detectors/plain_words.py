"""Small closed sets of Dutch words, as the comparison sees them: lower case, no accents or punctuation."""

_PLAIN_WORDS = """
aan achter af al alle alleen alles als altijd andere anders ben bent bij boven buiten daar daarna dan dat de
deze die dit doe doen doet door dus een eens eerst eerste elk elke en enkel er eraan erg ergens eten even
gaan gaat ga geen geweest gewoon goed graag haar had hadden hallo heb hebben hebt heeft heel hem het hier
hij hoe hoor hun iets ik iemand in ineens is ja je jij jou jouw juist kan kon konden kunnen kun kunt laat
laten maar maak maken me mee meer meneer mevrouw met mij mijn moest moet moeten mag mogen na naar nee niet
niets niks nog nooit nou nu of oke om omdat onder ons onze ook op over samen sinds staat stond te tegen
terug toch toen tot u uit uw van vanaf veel voor vond waar waarom wanneer want waren was wat we weer wel
welk welke werd wie wij wil willen word worden wordt zal ze zeg zegt zei zelf zich zij zijn zit zitten zo
zonder zou zouden ge gij dag goedemiddag goeiedag goedemorgen goedenavond bedankt dank vraag graagste straks
vandaag zeker misschien namelijk precies via per tussen krijg krijgt krijgen gekregen kom komt komen gekomen
ging weten weet zien zie ziet bel belt bellen gebeld kijk kijken kijkt zeggen gezegd stuur sturen stuurt
gestuurd geef geven geeft doorgeven nodig keer eigenlijk echt helemaal daarom waarop hierbij onderaan
bovenaan momentje ogenblik sta staan ligt liggen blijft blijven nieuw nieuwe nummer postcode huisnummer
klantnummer geboortedatum dossier polis polisnummer naam adres formulier website site app mail mailadres
e-mail email telefoon systeem rekening factuur bestelling pakket modem router internet lijn verbinding
storing contract abonnement account kaart aanvraag afspraak melding meter meterstand product termijn
werkdagen procedure klant klanten gegevens datum betaling bedrag monteur technieker levering bon nota brief
"""
_BUSINESS_VERBS = """
is zijn was waren staat staan gaat gaan heeft hebben hebt kan kunnen kunt moet moeten mag wordt worden ligt
valt vallen kost duurt loopt komt krijgt geldt betekent ik wij we welk welke wat hoe wanneer waar volgens
via stuur stuurt vult vul bel belt kijk zie noteer controleer
"""
_LISTENING_NOISES = """
ja jaja nee oke ok goed hm hmm mm mmm uhu aha ah o oh nou juist precies klopt momentje moment ogenblik
ogenblikje mevrouw meneer zeker tuurlijk natuurlijk dag hallo goedemiddag goedemorgen eens even prima he
hoor dus en ik snap begrijp kijk
"""
_GREETINGS = """
goedemiddag goedemorgen goedenavond goeiedag goeiemorgen goeiemiddag dag hallo hoi
"""
_ASKING = """
wat welk welke wanneer waar hoe hoeveel heeft heb hebt kunt kan bent is wilt mag op
"""
_NEGATIONS = """
niet niks niets geen nooit niemand nergens
"""
_AGREEING = """
ja oke ok goed prima jawel klopt juist inderdaad graag
"""
_RHETORICAL = """
dan toch nou soms eigenlijk nog dus
"""

PLAIN_WORDS = frozenset(_PLAIN_WORDS.split())
"""Words that carry no story: grammar, and the plain vocabulary of every service call."""
BUSINESS_VERBS = frozenset(_BUSINESS_VERBS.split())
"""Verbs and openings of a sentence that reports, asks or instructs."""
LISTENING_NOISES = frozenset(_LISTENING_NOISES.split())
"""What a listener says to show that the floor stays with the other."""
GREETINGS = frozenset(_GREETINGS.split())
"""How a composed customer begins."""
ASKING = frozenset(_ASKING.split())
"""First words of a question, for when its question mark was lost."""
NEGATIONS = frozenset(_NEGATIONS.split())
"""Words that deny."""
AGREEING = frozenset(_AGREEING.split())
"""Words that agree."""
RHETORICAL = frozenset(_RHETORICAL.split())
"""Words that make a question no plain question."""

_ONE_TO_TWENTY = """
nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien
negentien twintig
"""
NUMBERS = {word: str(value) for value, word in enumerate(_ONE_TO_TWENTY.split())}
"""Number words up to twenty, and their digits."""
