"""What bench/redaction.py measures beside ours: Presidio's recognisers of patterns, or a few plain patterns."""

import re
from collections.abc import Callable

from redaction_examples import Line

Finder = Callable[[Line], list[tuple[int, int, str]]]
"""A line to stretches: start, end, kind."""

PATTERNS = {
    "E-MAIL": r"[\w.+-]{1,64}@[\w.-]{1,64}\.\w{2,}",
    "IBAN": r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b",
    "TELEFOON": r"(?:\+|\b00)\d{2}[\d ()-]{8,14}\d|\b0\d[\d -]{7,11}\d\b",
    "KAART": r"\b(?:\d[ -]?){13,19}\b",
    "POSTCODE": r"\b[1-9]\d{3}\s?[A-Z]{2}\b(?:\s\d{1,4})?",
    "GEBOORTEDATUM": r"\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d\b",
    "NUMMER": r"\b\d{5,}\b",
}


def plain_patterns(line: Line) -> list[tuple[int, int, str]]:
    """A few patterns that anyone would write first."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in PATTERNS.items():
        for match in re.finditer(pattern, line.text):
            if all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((*match.span(), kind))
    return found


def baseline() -> tuple[str, Finder]:
    """Presidio's pattern recognisers and the plain patterns for what it has none for, or the plain patterns alone."""
    try:
        import tldextract
        from presidio_analyzer.predefined_recognizers import (
            CreditCardRecognizer,
            DateRecognizer,
            EmailRecognizer,
            IbanRecognizer,
            PhoneRecognizer,
        )
    except ImportError:
        return "plain patterns", plain_patterns
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())  # fetch no list
    recognisers = [
        (EmailRecognizer(), "E-MAIL"),
        (IbanRecognizer(), "IBAN"),
        (CreditCardRecognizer(), "KAART"),
        (PhoneRecognizer(supported_regions=("NL", "BE")), "TELEFOON"),
        (DateRecognizer(), "GEBOORTEDATUM"),
    ]

    def presidio(line: Line) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        for recogniser, kind in recognisers:
            for hit in recogniser.analyze(line.text, recogniser.supported_entities, None):
                if all(hit.end <= start or hit.start >= end for start, end, _ in found):
                    found.append((hit.start, hit.end, kind))
        return found

    return "presidio", presidio
