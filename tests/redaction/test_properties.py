"""What must hold for any text: nothing breaks it, doing it twice changes nothing, words keep their order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.redaction import LABELS, redact, redact_text
from pipeline.span import Speaker

PIECES = st.sampled_from(
    [
        "nul",
        "een",
        "één",
        "twee",
        "zes",
        "acht",
        "twaalf",
        "vierendertig",
        "dubbel",
        "keer",
        "06",
        "12",
        "3456",
        "123456782",
        "2023",
        "1968",
        "3",
        "mei",
        "NL",
        "91",
        "ABNA",
        "3522",
        "KL",
        "k",
        "l",
        "is",
        "en",
        "dan",
        "streepje",
        "uh",
        ",",
        ".",
        "-",
        "/",
        "+",
        "euro",
        "minuten",
        "uur",
        "postcode",
        "geboren",
        "klantnummer",
        "telefoonnummer",
        "BSN",
        "iban",
        "jan",
        "punt",
        "de",
        "vries",
        "AB-12 1234-AB-56 K.20 E0 apenstaartje",
        "@",
        "gmail",
        "com",
        ".nl",
        "[IBAN]",
        "[NUMMER]",
        "straat",
        "Kerkstraat",
        "9620",
        "Gent",
        "honderd",
        "duizend",
        "tweeduizend",
        "€",
        "om",
        "tussen",
        "10:30",
        "4,1",
        "1.250",
        "negen",
        "zeggen",
        "nou",
        "week",
        "versie",
        "11.0.3",
        "A",
        "van",
        "Anton",
        "(",
        ")",
        "keer",
        "sinds",
    ]
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", " ", "", ", "])), max_size=40).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_redacting_twice_changes_nothing(text):
    once = redact_text(text)
    assert redact_text(once) == once


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.booleans())
def test_an_utterance_stays_whole(said, question, text, final):
    before = [said(question, speaker=Speaker.AGENT, start=2.0)]
    utterance = said(text, final=final)
    redacted = redact(utterance, before=before)
    assert redact(redacted, before=before) == redacted
    assert (redacted.id, redacted.span, redacted.speaker, redacted.final) == (
        utterance.id,
        utterance.span,
        utterance.speaker,
        utterance.final,
    )
    starts = [word.span.start for word in redacted.words]
    assert starts == sorted(starts) and len(redacted.words) <= len(utterance.words)
    assert redacted.stable is None if final else 0 <= redacted.stable <= len(redacted.words)
    kept = [word for word in redacted.words if not any(label in word.text for label in LABELS)]
    assert all(word in utterance.words for word in kept)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    once = redact_text(text)
    assert redact_text(once) == once


def test_a_long_text_costs_no_more_than_its_length():
    """Counted in characters read, not in time: ten times the text finds ten times the labels."""
    line = "mijn nummer is nul zes twaalf 34 56 78, of jan punt smit. "
    assert redact_text(line * 200).count("[TELEFOON]") == 200
    for piece in ("1 ", "nul ", "a.", "NL91 ", "een ", "jan punt ", "@", "dubbel ", "3522 "):
        assert isinstance(redact_text(piece * (100_000 // len(piece))), str)
