"""Lexicon files: what they hold, how an organisation changes them, and what each mistake is told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detectors.lexicon import Lexicon, failed_examples, load_lexicon
from pipeline.errors import LexiconError

ENTRY = """\
in_principe:
  say: [in principe, "[dat] kan [in] beginsel"]
  except: [principe gesproken]
  unless_near: [u zei]
  why: twijfel
  instead: [Zeg wat er geldt.]
  category: twijfeltaal
  severity: strong
  examples: {flag: [In principe kan dat.], pass: [In principe gesproken ja., "U zei net: in principe.", "no"]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "woorden.yaml"
    path.write_text(ENTRY, encoding="utf-8")
    return path


def said(lexicon: Lexicon, text: str) -> list[tuple[str, str]]:
    words = text.split()
    return [(match.entry.id, " ".join(words[match.start : match.end])) for match in lexicon.matches(words)]


def test_an_entry_is_read_whole(file: Path) -> None:
    (entry,) = load_lexicon(file)
    assert (entry.id, entry.severity, entry.category, entry.why) == ("in_principe", "strong", "twijfeltaal", "twijfel")
    assert entry.instead == ("Zeg wat er geldt.",)
    assert entry.passing[-1] == "no"
    assert entry.line == 1
    assert failed_examples(load_lexicon(file)) == []


def test_matches_come_in_order_with_their_words(file: Path) -> None:
    lexicon = load_lexicon(file)
    assert said(lexicon, "Nou, in principe, ja. Dat kan in beginsel ook in principe.") == [
        ("in_principe", "in principe,"),
        ("in_principe", "Dat kan in beginsel"),
        ("in_principe", "in principe."),
    ]


def test_exceptions_cancel_by_overlap_and_near_ones_by_sentence(file: Path) -> None:
    lexicon = load_lexicon(file)
    assert said(lexicon, "In principe gesproken. In principe wel.") == [("in_principe", "In principe")]
    assert said(lexicon, "U zei dat al. In principe wel.") == [("in_principe", "In principe")]
    assert said(lexicon, "u zei dat het in principe kon") == []
    assert said(lexicon, "u zei" + " dat" * 11 + " het in principe kon") != []


def test_a_folder_gives_its_files_names_as_categories(tmp_path: Path) -> None:
    (tmp_path / "stopwoord.yaml").write_text(
        "even:\n  say: [even]\n  examples: {flag: [even], pass: [nooit]}\n", encoding="utf-8"
    )
    (tmp_path / "stopwoord-meer.yaml").write_text(
        "zeg_maar:\n  say: [zeg maar]\n  examples: {flag: [zeg maar], pass: [maar]}\n", encoding="utf-8"
    )
    assert {entry.id: entry.category for entry in load_lexicon(tmp_path)} == {
        "even": "stopwoord",
        "zeg_maar": "stopwoord",
    }


def test_the_same_name_in_two_files_of_a_folder_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(ENTRY, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"b\.yaml:1: .*stands in another file too"):
        load_lexicon(tmp_path)


def test_an_organisation_overrides_adds_and_drops(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "eigen.yaml"
    own.write_text(
        "in_principe:\n  also: [au fond]\n  severity: mild\n"
        "polis:\n  say: [polis]\n  examples: {flag: [uw polis], pass: [de politie]}\n",
        encoding="utf-8",
    )
    lexicon = load_lexicon(file, own)
    assert said(lexicon, "au fond in principe de polis") == [
        ("in_principe", "au fond"),
        ("in_principe", "in principe"),
        ("polis", "polis"),
    ]
    assert lexicon.entries[0].severity == "mild"
    assert lexicon.entries[0].why == "twijfel"
    own.write_text("in_principe: {off: true}\n", encoding="utf-8")
    assert len(load_lexicon(file, own)) == 0


def test_an_own_file_whose_examples_fail_is_refused_with_its_line(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "eigen.yaml"
    own.write_text(
        "# van ons\npolis:\n  say: [polis]\n  examples: {flag: [polisblad], pass: [de politie]}\n", encoding="utf-8"
    )
    with pytest.raises(LexiconError, match=r"eigen\.yaml:2: entry 'polis': should flag, does not: polisblad"):
        load_lexicon(file, own)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "must be a mapping"),
        ("- a\n", 1, "must be a mapping"),
        ("a: [\n", 2, "expected"),
        ("a: 1\nb:\n  say: x\n", 1, "must hold fields"),
        ("a:\n  say: [x]\na:\n  say: [y]\n", 3, "twice"),
        ("12: {say: [x]}\n", 1, "a name must be a text"),
        ("a:\n  why: x\n  examples: {flag: [x], pass: [y]}\n", 1, "no say"),
        ("a:\n  say: [x]\n  why: y\n  wyh: z\n", 4, "unknown field 'wyh'"),
        ("a:\n  say: [x]\n", 1, "at least one example"),
        ("a:\n  say: [x]\n  examples: {flag: [x]}\n", 1, "at least one example"),
        ("a:\n  say: [x]\n  examples: {flag: [x], pas: [y]}\n", 1, "flag: and pass:"),
        ("a:\n  say:\n    - x\n    - (x\n  examples: {flag: [x], pass: [y]}\n", 4, "never closed"),
        ("a:\n  say: [x, [even] y]\n", 2, "expected"),
        ("a:\n  say: [[even]]\n  examples: {flag: [x], pass: [y]}\n", 1, "quote"),
        ("a:\n  say: [x]\n  severity: hard\n  examples: {flag: [x], pass: [y]}\n", 1, "mild or strong"),
        ("a:\n  say: ['@nergens']\n  examples: {flag: [x], pass: [y]}\n", 2, "no word class @nergens"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_what(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = tmp_path / "fout.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=what) as error:
        load_lexicon(path)
    assert f"{path}:{line}: " in error.value.message
    assert "docs/lexicons.md" in error.value.remedy


def test_a_missing_file_and_bytes_are_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        load_lexicon(tmp_path / "nergens.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(LexiconError):
        load_lexicon(tmp_path / "bytes.yaml")


@given(st.text(max_size=200))
def test_any_text_is_a_lexicon_or_a_lexicon_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "x.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(LexiconError):
        load_lexicon(path)
