"""What can go wrong with a store."""

from pipeline.errors import SouffleurError, UsageError


class StoreError(SouffleurError):
    """The database cannot be reached, read or written, or is newer than this program."""

    exit_code = 7


def missing(what: str, id_: object) -> UsageError:
    """The error for something that is not, or no longer, in the store."""
    return UsageError("not_found", f"There is no {what} {id_}.", "It may have been erased; look it up again.")
