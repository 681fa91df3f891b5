"""Makes written Dutch look like what a small Whisper model hears: for training, never for measuring.

The errors and their rates follow what Whisper base does to Dutch: "u" becomes "je" in a fifth of the cases and "uw"
becomes "u" in half, half of the question marks go, compounds split, function words drop, sounds are spelled by ear.
"""

import random
import re

_ADDRESS = {"u": (("je", 0.2),), "uw": (("u", 0.45), ("je", 0.1)), "ge": (("je", 0.4),), "hebt": (("heb", 0.3),)}
_HEARD_AS = {
    "het": ("et", "de"),
    "wat": ("wa", "dat"),
    "dan": ("van", "dat"),
    "kan": ("kon",),
    "ik": ("een",),
    "is": ("in",),
    "niks": ("niets",),
    "mij": ("me",),
    "wij": ("we",),
    "zo'n": ("zo een",),
    "jullie": ("je",),
}
_DROPPED = frozenset(("de", "het", "een", "er", "voor", "die", "nog", "en", "ik", "u", "dan", "ook", "al"))
_BY_EAR = (("v", "f"), ("z", "s"), ("ij", "ei"), ("ei", "ij"), ("ou", "au"), ("dt$", "t"), ("en$", "e"), ("cht", "gt"))
_FLAT = 0.25
"""Share of the texts that lose every mark and capital."""


def asr_noised(text: str, seed: int | str) -> str:
    """`text` with recognition errors; the same seed gives the same errors. Never empty unless `text` is."""
    chance = random.Random(seed)
    flat = chance.random() < _FLAT
    heard: list[str] = []
    for written in text.split():
        word = _misheard(written, chance)
        if word:
            heard.append(re.sub(r"[.,?!:;]+$", "", word).lower() if flat else word)
    return " ".join(heard) or text


def _misheard(written: str, chance: random.Random) -> str:
    parts = re.match(r"^(.*?)([.,?!:;]*)$", written)
    assert parts is not None
    word, marks = parts.groups()
    token = word.lower()
    if "?" in marks:
        marks = chance.choice(("?", "?", ".", ""))
    elif marks and chance.random() < 0.25:
        marks = chance.choice(("", ","))
    for other, share in _ADDRESS.get(token, ()):
        if chance.random() < share:
            return (other.capitalize() if word[:1].isupper() else other) + marks
    if token in _DROPPED and not marks and chance.random() < 0.06:
        return ""
    if token in _HEARD_AS and chance.random() < 0.08:
        return chance.choice(_HEARD_AS[token]) + marks
    if len(token) >= 10 and chance.random() < 0.15:
        place = chance.randrange(4, len(word) - 3)
        return word[:place] + " " + word[place:] + marks
    if len(token) >= 5 and chance.random() < 0.12:
        pattern, sound = chance.choice(_BY_EAR)
        return re.sub(pattern, sound, word) + marks
    return word + marks
