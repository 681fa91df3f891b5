"""Sets of words, written as one string: easier to read and to extend than quotes and commas."""


def words_of(text: str) -> frozenset[str]:
    """The words of a text that spaces separate."""
    return frozenset(text.split())
