"""What to say instead: a Dutch example made from the customer's own words."""

import re
from collections.abc import Sequence

from pipeline.detectors.customer_frustration import Reading
from pipeline.detectors.patterns import normalised

MOST_WORDS = 12
"""Words quoted from the customer at most."""
_NUMBER = (
    r"(?:[0-9]+|anderhalf|anderhalve|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|[a-z]+tien|"
    r"[a-z]+tig)"
)
_UNIT = r"(?:minuten|uur|uren|dagen|weken|maanden|jaar|nachten|kwartier|dag|week|maand)"
_TIME = re.compile(
    rf" (?:al|nu) (?:bijna |ruim |zeker |meer dan )?({_NUMBER} {_UNIT}) |"
    rf" ({_NUMBER} {_UNIT}) (?:geen|niet|zonder|gewacht|wachten|lang|in de wacht|aan de lijn|gezeten) "
)
_TIMES = re.compile(
    r" ((?:tweede|derde|vierde|vijfde|zesde|zevende|achtste|tiende|zoveelste) keer) |"
    rf" al ({_NUMBER} keer) "
)
_BY_REASON = {
    "grief": "Wat verdrietig. Ik begrijp hoe zwaar dit voor u is, en ik neem er de tijd voor.",
    "fear": "Daar zou ik ook van schrikken. Goed dat u belt.",
    "shame": "Daar hoeft u zich niet voor te schamen, dit overkomt veel mensen.",
    "worn_out": "Ik hoor dat u er klaar mee bent. Na alles wat u vertelt, is dat niet meer dan logisch.",
    "unheard": "Sorry, ik ging te snel. Wat u zegt, had ik eerst moeten horen.",
    "stakes": "En dat terwijl u dit er net niet bij kunt hebben. Dat is zwaar.",
    "deprivation": "Dan zit u daar nu zonder. Zo hoort niemand te zitten, dit krijgt voorrang.",
    "dignity": "Zo hoort niemand u te behandelen. Dat spijt me.",
    "resignation": "Ik hoor dat u de moed opgeeft. Dat begrijp ik, en toch wil ik dit met u oplossen.",
    "broken_promise": "Er is u iets beloofd en het kwam niet. Dat had niet mogen gebeuren.",
}


def quoted(words: Sequence[str], reading: Reading) -> str:
    """The customer's words that weigh most, as they were said."""
    strongest = reading.strongest
    if strongest is None or strongest.match is None:
        return _clean(words[:MOST_WORDS], cut=len(words) > MOST_WORDS)
    start, end = strongest.match.start, strongest.match.end
    while start > 0 and end - start < MOST_WORDS - 2 and not words[start - 1].endswith((".", "!", "?")):
        start -= 1
    while end < len(words) and end - start < MOST_WORDS and not words[end - 1].endswith((".", "!", "?")):
        end += 1
    return _clean(words[start:end], cut=end < len(words) and not words[end - 1].endswith((".", "!", "?")))


def heard_as(reading: Reading) -> str:
    """Where the meaning of the words counted: which known words they come near to. Else empty."""
    like = next((item.like for item in reading.evidence if item.like), "")
    return f" (klinkt als “{_clean(like.split(), cut=False)}”)" if like else ""


def advice_for(words: Sequence[str], reading: Reading) -> str:
    """One sentence of advice with an example that the agent could say."""
    plain = f" {' '.join(normalised(word) for word in words)} "
    reasons = {item.reason for item in reading.evidence if item.weight > 0}
    heavy = next((reason for reason in ("grief", "shame", "fear") if reason in reasons), None)
    strongest = reading.strongest
    if heavy:
        example = _BY_REASON[heavy]
    elif found := _TIMES.search(plain):
        example = f"Al voor de {found[1]}?!" if found[1] else f"Al {found[2]}?!"
        example += " Daar zou ik ook genoeg van hebben."
    elif found := _TIME.search(plain):
        example = f"Al {found[1] or found[2]}?! Daar wordt een mens moe van."
    elif strongest and strongest.reason in _BY_REASON:
        example = _BY_REASON[strongest.reason]
    else:
        example = f"Ik hoor u zeggen: ‘{quoted(words, reading)}’. Ik snap dat u dat dwarszit."
    return f"Laat eerst merken dat u het gehoord heeft, bijvoorbeeld: “{example}” Daarna pas de oplossing."


def _clean(words: Sequence[str], *, cut: bool) -> str:
    text = " ".join(words).strip(" ,;:").rstrip(".")
    return text + ("…" if cut else "")
