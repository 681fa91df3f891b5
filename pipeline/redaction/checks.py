"""Arithmetic that tells a real number from a run of digits. Pure functions of strings of digits."""

import re

_LENGTHS = """
AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DK:18 DO:28 EE:20 EG:29
ES:24 FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20
LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15 PK:24 PL:28 PS:29 PT:25
QA:29 RO:24 RS:22 SA:24 SC:31 SE:24 SI:19 SK:24 SM:27 SV:28 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20
"""
IBAN_LENGTHS = {item[:2]: int(item[3:]) for item in _LENGTHS.split()}
"""Characters of an IBAN per country (SWIFT's IBAN registry)."""

_INTERNATIONAL = re.compile(r"31(?:0?[1-9][0-9]{8})|32(?:0?[1-9][0-9]{7,8})|(?!31|32)[1-9][0-9]{7,14}")
_NATIONAL = re.compile(r"0[1-9][0-9]{8}")
_BELGIAN_LANDLINE = re.compile(r"0(?:[1-8][0-9]{7}|9[0-9]{7})")


def eleven_test(digits: str) -> bool:
    """Whether 9 digits (or 8: the leading zero left out) are a burgerservicenummer: the weighted sum divides by 11."""
    padded = digits.zfill(9)
    if len(digits) not in (8, 9) or not int(padded) or padded.startswith("00"):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, padded, strict=True)) % 11 == 0


def is_iban(text: str) -> bool:
    """Whether capitals and digits are an IBAN: the country's length, and mod 97 is 1 (ISO 13616, ISO 7064)."""
    if IBAN_LENGTHS.get(text[:2]) != len(text) or not text[2:4].isdigit():
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def is_card(digits: str) -> bool:
    """Whether 13 to 19 digits are a payment card's: the first digit 2 to 6, and Luhn's sum (ISO/IEC 7812-1)."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    doubled = [int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


def is_phone(digits: str, *, international: bool = False, asked: bool = False) -> bool:
    """Whether digits have the shape of a phone number: Dutch, Belgian, or `international` (after + or 00).

    `asked`: a number was asked for, so that one without its leading zero counts as well.
    """
    if international or digits.startswith("00"):
        return bool(_INTERNATIONAL.fullmatch(digits.removeprefix("00")))
    if _NATIONAL.fullmatch(digits) or _BELGIAN_LANDLINE.fullmatch(digits):
        return True
    return asked and bool(re.fullmatch(r"[1-9][0-9]{8}|(?:31|32)0?[1-9][0-9]{7,8}", digits))


def is_public(digits: str) -> bool:
    """Whether digits are a company's or an emergency number that everyone may know: 0800, 0900 and the like."""
    return bool(re.fullmatch(r"(?:0800|0900|0906|0909)(?:[0-9]{4}|[0-9]{7})?|1(?:12|13|44|450|7[0-9])|101|105", digits))
