"""Pages of results: bounded, and stable while new rows come in: a page begins after a row, not at a number."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.errors import UsageError

LONGEST_PAGE = 200

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """Some items, and where the next page begins."""

    items: tuple[Item, ...]
    next: str | None = None
    """Give it back as `after` for the next page; None: this is the last."""


def page_size(limit: int) -> int:
    """The limit, when it is one. Raises UsageError."""
    if not 1 <= limit <= LONGEST_PAGE:
        raise UsageError("page_size", f"A page has no {limit} items.", f"Ask for 1 to {LONGEST_PAGE}.")
    return limit


def bad_cursor() -> UsageError:
    """The error for an `after` that no page gave."""
    return UsageError("page_unknown", "That page is not known.", "Start again at the first page.")
