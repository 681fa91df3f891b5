"""The pattern language: what each mark means, and that no text or pattern breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detectors.patterns import Language, PatternError, normalised, prepare, sounds

LANGUAGE = Language(
    classes={"ik": ["ik", "(we|wij)"], "tijd": ["uur", "minu*"], "duur": ["@getal @tijd"], "kring": ["@kring x"]},
    slips={"u": ["je"], "klantnummer": ["klant nummer"]},
)


def found(pattern: str, text: str) -> list[str]:
    words = text.split()
    ready = prepare(words)
    return [
        " ".join(words[ready.indices[first] : ready.indices[last - 1] + 1])
        for first, last in LANGUAGE.compile(pattern).find(ready)
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("in principe", "Ja, IN principé, dat kan.", ["IN principé,"]),
        ("in principe", "in principes", []),
        ("(ik|we hier) kan", "Kan ik? Ik kan, we hier kan.", ["Ik kan,", "we hier kan."]),
        ("[even] kijken", "Even kijken. Ik ga kijken.", ["Even kijken.", "kijken."]),
        ("[even|eens] kijken", "eens kijken", ["eens kijken"]),
        ("wacht* *uur", "wachten kwartuur", ["wachten kwartuur"]),
        ("wacht*", "verwachten", []),
        ("ik ... proberen", "ik ga het nog eens proberen", ["ik ga het nog eens proberen"]),
        ("ik ... proberen", "ik ga het dan toch nog proberen", []),
        ("ik ...2 proberen", "ik ga het nog proberen", []),
        ("ik ... proberen", "dat doe ik. Proberen maar", []),
        ("in principe", "Kom binnen in. Principe is dat", []),
        ("geen _ meer", "geen enkele meer geen meer", ["geen enkele meer"]),
        ("@ik wacht", "ik wacht wij wacht u wacht", ["ik wacht", "wij wacht"]),
        (
            "al @duur",
            "al twintig minuten, al 3 uur, al honderdachttien uur, al veel uur",
            ["al twintig minuten,", "al 3 uur,", "al honderdachttien uur,"],
        ),
        (
            "voor de @rangtelwoord keer",
            "voor de derde keer voor de 3e keer voor de lange keer",
            ["voor de derde keer", "voor de 3e keer"],
        ),
        ("@cijfers euro", "40 euro veertig euro", ["40 euro"]),
        ("^ dat kan", "Dat kan. En dat kan ook. Dat kan!", ["Dat kan.", "Dat kan!"]),
        ("kan niet $", "Dat kan niet. Dat kan niet zo", ["kan niet."]),
        ("kan dat ?", "Kan dat nu? Kan dat.", ["Kan dat"]),
        ("u hebt", "Je hebt gelijk", ["Je hebt"]),
        ("uw klantnummer", "uw klant nummer", ["uw klant nummer"]),
        ("gewoon", "doe maar gewon", ["gewon"]),
        ("wat vervelend", "Wat ferfelend zeg", ["Wat ferfelend"]),
        ("misschien", "misskhien", ["misskhien"]),
        ("dag", "dacht daag", []),
        ("e-mail", "een email of E-mail", ["email", "E-mail"]),
        ("zo'n", "zo’n zon", ["zo’n", "zon"]),
        ("bij", "Bijv. bij", ["bij"]),
    ],
)
def test_what_a_pattern_finds(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("", "empty"),
        ("(ik|we", "never closed"),
        ("ik) kan", "without its opening"),
        ("[]", "empty alternative"),
        ("(a||b)", "empty alternative"),
        ("@nergens", "no word class"),
        ("@kring", "refers to itself"),
        ("kan ? dat", "end of a pattern"),
        ("*", "letters beside"),
        ("kan €", "no letter"),
        ("_ ...", "no word"),
    ],
)
def test_a_pattern_with_a_mistake_says_which(pattern: str, what: str) -> None:
    with pytest.raises(PatternError, match=what):
        LANGUAGE.compile(pattern)


def test_the_end_of_unfinished_words_is_not_the_end_of_a_sentence() -> None:
    pattern = LANGUAGE.compile("kan niet $")
    assert pattern.find(prepare(["dat", "kan", "niet"], complete=False)) == []
    assert pattern.find(prepare(["dat", "kan", "niet."], complete=False)) == [(1, 3)]


@pytest.mark.parametrize(
    ("spoken", "heard"),
    [
        ("gewoon", "gewon"),
        ("vervelend", "ferfelent"),
        ("mogelijk", "mogelik"),
        ("werken", "werke"),
        ("storing", "storin"),
    ],
)
def test_what_sounds_alike(spoken: str, heard: str) -> None:
    assert sounds(spoken) == sounds(heard)


WORDS = st.lists(st.text(min_size=1).filter(lambda text: not text.isspace()), max_size=20)


@given(WORDS, st.sampled_from(["a _", "a*", "@getal", "a ... b", "(a|b) [c] $", "^ _ ... a ?"]))
def test_any_words_give_places_within_them(words: list[str], pattern: str) -> None:
    text = prepare(words)
    assert len(text.starts) == len(text.indices) == len(text.sentences) <= len(words)
    assert list(text.indices) == sorted(set(text.indices))
    for first, last in LANGUAGE.compile(pattern).find(text):
        assert 0 <= first < last <= len(text.indices)


@given(st.text(alphabet="ab |()[]@*.^$?_…2", max_size=25))
def test_any_line_compiles_or_says_what_is_wrong(source: str) -> None:
    try:
        LANGUAGE.compile(source).find(prepare(["a", "b", "ab"]))
    except PatternError as error:
        assert str(error)


WORD = st.sampled_from(("de", "kat", "in", "principe", "gewoon", "u", "wacht", "drie", "uur"))


@given(st.lists(WORD, min_size=1, max_size=12))
def test_the_prefilter_hides_nothing(words: list[str]) -> None:
    text = prepare(words)
    for source in ("in principe", "(gewoon|u) wacht", "[de] kat", "u ... uur", "@getal @tijd", "wach* [@getal] uur"):
        pattern = LANGUAGE.compile(source)
        places = [text.place(*match.span()) for match in pattern.regex.finditer(text.encoded)]
        assert pattern.find(text) == [place for place in places if place[1] > place[0]]


@given(st.text())
def test_normalised_words_hold_letters_and_digits_alone(word: str) -> None:
    plain = normalised(word)
    assert not plain or (plain.isascii() and plain.isalnum())
