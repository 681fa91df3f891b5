"""Dutch text to the phoneme alphabet of the Kokoro voice: eSpeak NG's Dutch IPA, mapped symbol by symbol.

Kokoro was never taught Dutch, but it knows most of its sounds from other languages. Every IPA symbol that eSpeak NG
writes for Dutch is either mapped here or raises UnknownSymbol: nothing is dropped silently.
"""

import re
import subprocess
from collections.abc import Set
from dataclasses import dataclass

PUNCTUATION = ",.!?;:"
"""Marks that the voice knows and that shape its melody."""

REPLACEMENTS: tuple[tuple[str, str], ...] = (
    ("eː", "eɪ"),  # ee glides in Dutch
    ("oː", "oʊ"),  # oo glides too
    ("ʌʊ", "ɑʊ"),  # ou, au
    ("øː", "œː"),  # eu
    ("ɵ", "œ"),  # short u
    ("y", "yː"),  # u, uu: short and unstressed it cannot be heard
    ("œy", "œy"),  # ui: here so that its y stays short
    ("tʲ", "tʃ"),  # tj
    ("ɣ", "ɡ"),  # g at the start of a syllable: the voice's own ɣ and x are taken for h there
)
"""(eSpeak NG's IPA, the voice's symbols); the longest match wins. Chosen by how Whisper base reads the result."""

ENGLISH: tuple[tuple[str, str], ...] = (
    ("ɜː", "ɜ"),
    ("ɐ", "ə"),
    ("ɚ", "əɹ"),
    ("ɾ", "t"),
    ("ᵻ", "ɪ"),
)
"""The same for eSpeak NG's American English, which the voice does know."""

DEVOICED = (("v", "f"),)
"""Added for speakers who say v as f; the voice's own v is easily taken for w."""

RESPELLED = {
    "service": "survis",
    "allez": "allee",
}
"""Parts of words that eSpeak NG says wrongly -> a spelling that it says well."""

NUCLEUS = re.compile("(?:ɛɪ|œy|[ʌyei]ʊ|[aeiouyɑɐɔəɛɪɵøœʊʌʏ])ː?")
"""One syllable nucleus in eSpeak NG's Dutch IPA."""


class UnknownSymbol(ValueError):
    """An IPA symbol that has no sound in the voice's vocabulary: add it to REPLACEMENTS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """One written word with the symbols that the voice is given for it (punctuation excluded)."""

    text: str
    symbols: str
    mark: str
    """The punctuation after it, "" for none."""
    syllables: int
    """Vowels (diphthongs once) as pronounced."""


def spoken_words(
    text: str,
    vocabulary: Set[str],
    replacements: tuple[tuple[str, str], ...] = REPLACEMENTS,
    language: str = "nl",
) -> list[SpokenWord]:
    """The words of `text`, in order, each with its symbols. `language`: nl or en-us.

    Raises UnknownSymbol when a symbol of eSpeak NG is neither in `replacements` nor in `vocabulary`.
    """
    found = []
    for clause in re.findall(rf"[^{PUNCTUATION}]+[{PUNCTUATION}]*", text):
        mark = clause.strip()[-1] if clause.strip()[-1] in PUNCTUATION else ""
        written = clause.strip().rstrip(PUNCTUATION).split()
        ipa = ipa_of(" ".join(written), language).split()
        if len(ipa) != len(written):  # eSpeak NG joined or split words: ask for each on its own
            ipa = [ipa_of(word, language).replace(" ", "") for word in written]
        for i, (word, sounds) in enumerate(zip(written, ipa, strict=True)):
            last = i == len(written) - 1
            found.append(
                SpokenWord(
                    text=word + (mark if last else ""),
                    mark=mark if last else "",
                    symbols=mapped(sounds, vocabulary, replacements),
                    syllables=len(NUCLEUS.findall(sounds)),
                )
            )
    return found


def ipa_of(text: str, language: str = "nl") -> str:
    """What eSpeak NG says for `text`, in IPA, language switches removed."""
    for wrong, right in RESPELLED.items() if language == "nl" else ():
        text = re.sub(wrong, right, text, flags=re.IGNORECASE)
    done = subprocess.run(
        ["espeak-ng", "-v", language, "--ipa", "-q", text], check=True, capture_output=True, text=True
    )
    return re.sub(r"\([a-z-]+\)", "", " ".join(done.stdout.split()))


def mapped(ipa: str, vocabulary: Set[str], replacements: tuple[tuple[str, str], ...] = REPLACEMENTS) -> str:
    """One word of IPA in the voice's symbols; the longest replacement that fits wins, stress marks stay in place."""
    ordered = sorted(replacements, key=lambda pair: -len(pair[0]))
    result, i = "", 0
    while i < len(ipa):
        for sound, symbols in ordered:
            if ipa.startswith(sound, i):
                result += symbols
                i += len(sound)
                break
        else:
            result += ipa[i]
            i += 1
    unknown = set(result) - vocabulary
    if unknown:
        raise UnknownSymbol(f"no sound for {sorted(unknown)} in {ipa!r}")
    return result
