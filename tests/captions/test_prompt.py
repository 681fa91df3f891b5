"""The prompt: an opening and an organisation's terms, never words of the call."""

from pipeline.captions.prompt import MAX_TERMS, Prompt


def test_terms_come_before_the_opening() -> None:
    prompt = Prompt(opening="Goedemiddag.", terms=("Thuis Compleet", "modem"))
    assert prompt.text == "Thuis Compleet, modem. Goedemiddag."


def test_nothing_to_say_is_empty() -> None:
    assert Prompt().text == ""
    assert Prompt(opening="", terms=("", "  ")).text == ""


def test_terms_are_bounded_and_not_repeated() -> None:
    text = Prompt(opening="", terms=tuple(f"term{n}" for n in range(100))).text
    assert text.count("term") == MAX_TERMS
    assert Prompt(opening="", terms=("modem", "modem ")).text == "modem."
