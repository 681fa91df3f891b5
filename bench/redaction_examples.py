"""Examples for bench/redaction.py: invented numbers in the forms in which people write and say them.

Every number is drawn from a seeded generator, so that the same seed gives the same lines; none belongs to anyone.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

_UNITS = """nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien
achttien negentien"""
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
_LETTERS = "aa bee cee dee ee ef gee haa ie jee kaa el em en oo pee kuu er es tee uu vee wee ix ij zet"
_FIRST = "jan fatima sofie peter ahmed els karel linda joost nora tom hanneke"
_LAST = "jansen devries bakker peeters visser yilmaz smit claes mulder vandam"
_PROVIDERS = "gmail.com hotmail.com ziggo.nl outlook.com telenet.be kpnmail.nl proximus.be live.nl bakkerijsmit.nl"
UNITS, TENS, MONTHS = _UNITS.split(), _TENS.split(), _MONTHS.split()
FIRST, LAST, PROVIDERS = _FIRST.split(), _LAST.split(), _PROVIDERS.split()
LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTERS.split(), strict=True))
FIRST = ["jan", "fatima", "sofie", "peter", "ahmed", "els", "karel", "linda", "joost", "nora", "tom", "hanneke"]
LAST = ["jansen", "devries", "bakker", "peeters", "visser", "yilmaz", "smit", "claes", "mulder", "vandam"]
PROVIDERS = [
    "gmail.com",
    "hotmail.com",
    "ziggo.nl",
    "outlook.com",
    "telenet.be",
    "kpnmail.nl",
    "proximus.be",
    "live.nl",
    "bakkerijsmit.nl",
]


@dataclass(frozen=True)
class Line:
    """A sentence: `text` with what is personal at `spans` (start, end, kind); `question` was asked before it."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    question: str = ""


def in_words(number: int) -> str:
    """0 to 99 in Dutch."""
    if number < 20:
        return UNITS[number]
    ten, unit = TENS[number // 10 - 2], number % 10
    joint = "ën" if unit in (2, 3) else "en"
    return ten if not unit else f"{UNITS[unit]}{joint}{ten}"


def digits(rng: random.Random, count: int, first: str = "123456789") -> str:
    """`count` digits, the first from `first`."""
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def grouped(text: str, *sizes: int, by: str = " ") -> str:
    """Split into groups; the last size goes on to the end."""
    groups, at = [], 0
    while at < len(text):
        size = sizes[min(len(groups), len(sizes) - 1)]
        groups.append(text[at : at + size])
        at += size
    return by.join(groups)


def spelled(text: str, rng: random.Random, joint: str = " ") -> str:
    """Digit by digit, with "dubbel" where a digit comes twice."""
    out, i = [], 0
    while i < len(text):
        if text[i : i + 2] == text[i] * 2 and rng.random() < 0.5:
            out.append(rng.choice(["dubbel ", "twee keer "]) + UNITS[int(text[i])])
            i += 2
        else:
            out.append(UNITS[int(text[i])])
            i += 1
    return joint.join(out)


def paired(text: str, joint: str = " ") -> str:
    """In pairs of digits, as phone numbers are said: "nul zes twaalf vierendertig"."""
    pairs = [text[i : i + 2] for i in range(0, len(text), 2)]
    said = [f"nul {UNITS[int(p[1])]}" if len(p) == 2 and p[0] == "0" else in_words(int(p)) for p in pairs]
    return joint.join(said)


def any_digits(text: str, rng: random.Random) -> str:
    """A number as it is said, in one of several ways."""
    return rng.choice([spelled(text, rng), spelled(text, rng, ", "), paired(text), paired(text, ", ")])


def letters(text: str, rng: random.Random) -> str:
    """Letters spelled."""
    return rng.choice([" ".join(text), " ".join(text.lower()), " ".join(LETTERS[char] for char in text)])


def phone(rng: random.Random, said: bool) -> str:
    """A Dutch or Belgian number."""
    kind = rng.choice(["mobile", "mobile", "landline", "belgian", "international"])
    if kind == "mobile":
        number = "06" + digits(rng, 8)
        forms = [number, f"06-{number[2:]}", grouped(number, 2), f"06 {number[2:]}", grouped(number, 2, by="-")]
    elif kind == "landline":
        area = rng.choice(["020", "030", "010", "0345", "0118"])
        number = area + digits(rng, 10 - len(area))
        forms = [f"{area}-{number[len(area) :]}", f"{area} {grouped(number[len(area) :], 3, 2)}", number]
    elif kind == "belgian":
        number = "04" + rng.choice("789") + digits(rng, 7)
        forms = [f"{number[:4]} {grouped(number[4:], 2)}", number, f"{number[:4]}/{grouped(number[4:], 2, by='.')}"]
    else:
        number = "06" + digits(rng, 8)
        forms = [f"+31 6 {number[2:]}", f"0031{number[1:]}", f"+31{number[1:]}", f"+31 (0)6 {number[2:]}"]
    return any_digits(number, rng) if said else rng.choice(forms)


def bsn(rng: random.Random, said: bool) -> str:
    """Nine digits that pass the eleven test."""
    while True:
        number = digits(rng, 8)
        rest = sum((9 - i) * int(digit) for i, digit in enumerate(number)) % 11
        if rest < 10:
            number += str(rest)
            break
    return any_digits(number, rng) if said else rng.choice([number, grouped(number, 3), grouped(number, 3, by=".")])


def iban(rng: random.Random, said: bool) -> str:
    """A Dutch or Belgian account."""
    dutch = rng.random() < 0.75
    bank = rng.choice(["ABNA", "INGB", "RABO", "TRIO", "SNSB", "BUNQ"]) if dutch else ""
    account = ("0" + digits(rng, 9)) if dutch else digits(rng, 10)
    if not dutch:
        account += f"{int(account) % 97 or 97:02d}"
    country = "NL" if dutch else "BE"
    numeric = "".join(str(int(char, 36)) for char in bank + account + country + "00")
    check = f"{98 - int(numeric) % 97:02d}"
    if not said:
        whole = country + check + bank + account
        return rng.choice([whole, grouped(whole, 4), f"{country} {check} {bank} {account}".replace("  ", " ")])
    parts = [letters(country, rng), paired(check)]
    parts += [rng.choice([bank, letters(bank, rng)])] if bank else []
    return " ".join([*parts, any_digits(account, rng)])


def card(rng: random.Random, said: bool) -> str:
    """Sixteen digits that pass Luhn's test."""
    number = rng.choice(["4", "5"]) + digits(rng, 14, "123456789")
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(number))
    number += str(-total % 10)
    return any_digits(number, rng) if said else rng.choice([number, grouped(number, 4), grouped(number, 4, by="-")])


def postcode(rng: random.Random, said: bool) -> str:
    """A Dutch postcode, most with a house number."""
    area = digits(rng, 4)
    pair = "".join(rng.choice("BCDFGHJKLNPRTVXZ") for _ in range(2))
    house = rng.choice(["", str(rng.randint(2, 250))])
    if said:
        pair_said, number = letters(pair, rng), in_words(int(house)) if house and int(house) < 100 else house
        return " ".join(filter(None, [rng.choice([spelled(area, rng), paired(area)]), pair_said, number]))
    joint = rng.choice([" ", ", ", " nummer "])
    return rng.choice([f"{area} {pair}", f"{area}{pair}"]) + (joint + house if house else "")


def birth(rng: random.Random, said: bool) -> str:
    """A date between 1935 and 2012."""
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1935, 2012)
    if said:
        tail = f"negentien {in_words(year % 100)}" if year < 2000 else f"tweeduizend {in_words(year % 100)}".strip()
        tail = tail.removesuffix(" nul")
        return rng.choice([f"{in_words(day)} {MONTHS[month - 1]} {tail}", f"{day} {MONTHS[month - 1]} {tail}"])
    forms = [f"{day} {MONTHS[month - 1]} {year}", f"{day:02d}-{month:02d}-{year}", f"{day}/{month}/{year}"]
    return rng.choice([*forms, f"{day:02d}.{month:02d}.{year}", f"{day}-{month}-{year % 100:02d}"])


def email(rng: random.Random, said: bool) -> str:
    """An invented address."""
    first, last, provider = rng.choice(FIRST), rng.choice(LAST), rng.choice(PROVIDERS)
    local = rng.choice(
        [f"{first}.{last}", f"{first}{last}", f"{first[0]}.{last}", f"{first}_{last}", f"{first}{rng.randint(10, 99)}"]
    )
    if not said:
        return f"{local}@{provider}"
    spoken = local.replace(".", " punt ").replace("_", " underscore ")
    return f"{spoken} apenstaartje {provider.replace('.', ' punt ')}"


def number(rng: random.Random, said: bool) -> str:
    """A customer, order or meter number of five to ten digits."""
    text = digits(rng, rng.randint(5, 10), "12345789")
    return any_digits(text, rng) if said else rng.choice([text, text, grouped(text, 3), grouped(text, 4, by="-")])


MAKERS: dict[str, Callable[[random.Random, bool], str]] = {
    "TELEFOON": phone,
    "BSN": bsn,
    "IBAN": iban,
    "KAART": card,
    "POSTCODE": postcode,
    "GEBOORTEDATUM": birth,
    "E-MAIL": email,
    "NUMMER": number,
}


def filled(template: str, kind: str, value: str) -> Line:
    """A sentence of templates.yaml with a value in it."""
    question, _, answer = template.rpartition(" || ")
    start = answer.index("{}")
    return Line(answer.replace("{}", value), ((start, start + len(value), kind),), question)


def marked(line: str) -> Line:
    """A line of by_hand.yaml."""
    question, _, answer = line.rpartition(" || ")
    text, spans = "", []
    for part in re.split(r"(<[^<>]*>)", answer):
        kind, _, value = part.strip("<>").partition("|") if part.startswith("<") else ("", "", part)
        if kind:
            spans.append((len(text), len(text) + len(value), kind))
        text += value
    return Line(text, tuple(spans), question)


def staying(line: str) -> Line:
    """A line of staying.yaml."""
    question, _, answer = line.rpartition(" || ")
    return Line(answer, (), question)
