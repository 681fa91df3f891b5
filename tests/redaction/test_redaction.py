"""Redaction as a whole: what goes, what stays, and the promises that hold for any text."""

import pytest

from pipeline.captions.utterance import Utterance
from pipeline.redaction import LABELS, redact, redact_text
from pipeline.span import Span, Speaker


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Mijn BSN is 123456782.", "Mijn BSN is [BSN]."),
        ("Het burgerservicenummer is 1234.56.782, toch?", "Het burgerservicenummer is [BSN], toch?"),
        ("Mijn rekening is NL91 ABNA 0417 1643 00.", "Mijn rekening is [IBAN]."),
        ("nl91abna0417164300", "[IBAN]"),
        ("en el een en negentig a b n a nul vier een zeven een zes vier drie nul nul", "[IBAN]"),
        ("Het is BE68 5390 0754 7034, van mij.", "Het is [IBAN], van mij."),
        ("Een Duitse: DE89 3704 0044 0532 0130 00.", "Een Duitse: [IBAN]."),
        ("Mijn kaart is 4111-1111-1111-1111.", "Mijn kaart is [KAART]."),
        ("Bel 06 12 34 56 78 maar.", "Bel [TELEFOON] maar."),
        ("Bel +31 (0)6 12345678, of 0470/12.34.56.", "Bel [TELEFOON], of [TELEFOON]."),
        ("nul zes twaalf vierendertig zesenvijftig achtenzeventig", "[TELEFOON]"),
        ("nul 6, 12. 34 56 en dan 78", "[TELEFOON]"),
        ("nul vierhonderdzeventig twaalf vierendertig zesenvijftig", "[TELEFOON]"),
        ("nul zes dubbel een twee keer nul drie drie vier vijf", "[TELEFOON]"),
        ("Mail naar jan.devries@gmail.com, graag.", "Mail naar [E-MAIL], graag."),
        ("Dat is jan punt de vries apenstaartje gmail punt com", "Dat is [E-MAIL]"),
        ("3522 KL, honderdachttien.", "[POSTCODE]."),
        ("Ik woon op 3522kl 118 in Utrecht.", "Ik woon op [POSTCODE] in Utrecht."),
        ("drie vijf twee twee K van Karel L van Leo, nummer 8", "[POSTCODE]"),
        ("Kerkstraat 9, 9620 Zottegem.", "Kerkstraat [POSTCODE] Zottegem."),
        ("Ik ben geboren op 3 mei 1968.", "Ik ben geboren op [GEBOORTEDATUM]."),
        ("03-05-1968 is mijn geboortedatum.", "[GEBOORTEDATUM] is mijn geboortedatum."),
        ("geboren drie mei negentienhonderd achtenzestig", "geboren [GEBOORTEDATUM]"),
        ("Mijn klantnummer is 12.345.678.", "Mijn klantnummer is [NUMMER]."),
        ("Ja, 2025 streepje 0883.", "Ja, [NUMMER]."),
        ("Dat staat op de werkbon, 5 5 0 9 1.", "Dat staat op de werkbon, [NUMMER]."),
        ("Mijn rekeningnummer is NL91 ABNA 0417 1643 01.", "Mijn rekeningnummer is [NUMMER]."),
    ],
)
def test_what_is_personal_becomes_its_label(said, text, redacted):
    assert redact_text(text) == redacted
    assert redact(said(text)).text == redacted


@pytest.mark.parametrize(
    "text",
    [
        "Dat kost drieduizend euro, of 149 euro 95.",
        "In week 43 van 2023, tussen acht en twaalf.",
        "De monteur komt op 03-05-2026 om 14:30 uur.",
        "Stap 1, 2, 3 en 4.",
        "Windows 11, iPhone 15 en 5G.",
        "Eerst 1.900 WW, en dan 1.700.",
        "Die van 88.000?",
        "Zes schijven van honderdveertig.",
        "Ticket 512, die heb ik.",
        "Ik ben van nummer 7.",
        "Belt u 0800, dan is het spoed.",
        "Klant sinds 1 maart 1998.",
        "Mijn adres is Kerkstraat 9.",
        "tien over elf, een moment",
        "",
        "   ",
    ],
)
def test_what_is_not_personal_stays(said, text):
    assert redact_text(text) == text
    utterance = said(text)
    assert redact(utterance) is utterance


def test_a_label_takes_the_span_and_the_least_probability_of_its_words(said):
    utterance = said("Bel (06 12 34 56 78), graag.")
    label = redact(utterance).words[1]
    assert label.text == "([TELEFOON]),"
    assert label.span == Span(utterance.words[1].span.start, utterance.words[5].span.end)
    assert label.probability == utterance.words[5].probability


def test_a_partial_does_not_show_the_beginning_of_a_number(said):
    assert redact(said("mijn nummer is nul zes twaalf", final=False)).text == "mijn nummer is [NUMMER]"
    assert redact(said("en dan nog 149", final=False)).text == "en dan nog [NUMMER]"
    assert redact(said("en dan nog 149")).text == "en dan nog 149"
    assert redact(said("na twintig minuten", final=False)).text == "na twintig minuten"


def test_a_growing_label_is_not_stable(said):
    words = "mijn nummer is nul zes twaalf"
    partial = said(words, final=False)
    partial = Utterance(
        id="s", speaker=partial.speaker, span=partial.span, words=partial.words, final=False, stable=len(words.split())
    )
    redacted = redact(partial)
    assert [word.text for word in redacted.stable_words] == ["mijn", "nummer", "is"]


def test_every_growing_partial_of_a_phone_number_hides_it(said):
    words = ["mijn", "nummer", "is", "nul", "zes", "twaalf", "vierendertig", "zesenvijftig", "achtenzeventig"]
    shown = [redact(said(" ".join(words[:count]), final=False)).text for count in range(6, len(words) + 1)]
    assert {text.split()[-1] for text in shown} <= LABELS
    assert not any(word in text for text in shown for word in ("twaalf", "vierendertig", "zesenvijftig"))


@pytest.mark.parametrize(
    ("question", "answer", "redacted"),
    [
        ("Wat is uw geboortedatum?", "3 mei 1968.", "[GEBOORTEDATUM]."),
        ("Wat is uw geboortedatum?", "Drie vijf achtenzestig.", "[GEBOORTEDATUM]."),
        ("Mag ik uw postcode?", "3522 is het.", "[POSTCODE] is het."),
        ("Wat is uw klantnummer?", "1200.", "[NUMMER]."),
        ("Mag ik uw BSN?", "12345678.", "[NUMMER]."),
    ],
)
def test_a_question_says_what_the_answer_is(said, question, answer, redacted):
    asked = said(question, speaker=Speaker.AGENT, start=5.0)
    assert redact(said(answer), before=[asked]).text == redacted


def test_a_question_of_long_ago_is_answered(said):
    asked = said("Wat is uw geboortedatum?", speaker=Speaker.AGENT, start=5.0)
    late = said("Op 3 mei.", start=90.0)
    assert redact(late, before=[asked]) is late


def test_digits_that_go_on_in_the_next_utterance_are_hidden(said):
    first = redact(said("Mijn nummer is nul zes twaalf vierendertig", start=5.0))
    assert first.text == "Mijn nummer is [NUMMER]"
    assert redact(said("zesenvijftig", start=8.0), before=[first]).text == "[NUMMER]"
    assert redact(said("zesenvijftig", start=80.0), before=[first]).text == "zesenvijftig"
