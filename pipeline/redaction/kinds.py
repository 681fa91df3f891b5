"""What is redacted, and the label that takes its place."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of personal number or address; the value is what stands between the brackets."""

    BSN = "BSN"
    IBAN = "IBAN"
    CARD = "KAART"
    PHONE = "TELEFOON"
    EMAIL = "E-MAIL"
    POSTCODE = "POSTCODE"
    BIRTH_DATE = "GEBOORTEDATUM"
    NUMBER = "NUMMER"
    """Any other run of four or more digits that names something: customer, order, meter, or a number misheard."""

    @property
    def label(self) -> str:
        """As it is shown: "[IBAN]"."""
        return f"[{self.value}]"


LABELS = frozenset(kind.label for kind in Kind)


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Characters `start` to `end` (exclusive) of a text are of this kind."""

    start: int
    end: int
    kind: Kind
