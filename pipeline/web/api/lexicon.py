"""Itch words that coaches add: checked against their examples, and in force in running calls at once."""

from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import BaseModel, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from pipeline.detectors.lexicon import Lexicon, failed_examples
from pipeline.errors import LexiconError
from pipeline.redaction import redact_text
from pipeline.store import terms
from pipeline.store.columns import NAME, QUOTE, utc_now
from pipeline.store.terms import Term
from pipeline.web import detecting
from pipeline.web.api.shapes import REFUSALS, Shape, Text
from pipeline.web.problem import Problem
from pipeline.web.roles import Coach
from pipeline.web.services import Services, ServicesHere

router = APIRouter(prefix="/api/lexicon", tags=["lexicon"], responses=REFUSALS)
TermId = Annotated[int, InPath(ge=1, le=2**31 - 1)]
Line = Annotated[Text, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Lines = Annotated[list[Line], Field(max_length=20)]
MOST_TERMS = 500
"""Every word of every agent is held against all of them."""


class TermIn(Shape):
    """An itch word: its wordings as docs/lexicons.md writes them, why, what instead, and examples of both sorts."""

    say: Annotated[Lines, Field(min_length=1)]
    instead: Annotated[Lines, Field(default_factory=list)]
    why: Annotated[Text, StringConstraints(min_length=1, max_length=QUOTE, strip_whitespace=True)]
    category: Annotated[Text, StringConstraints(min_length=1, max_length=NAME, strip_whitespace=True)] = "eigen"
    severity: Literal["mild", "strong"] = "mild"
    flag_examples: Annotated[Lines, Field(min_length=1)]
    pass_examples: Annotated[Lines, Field(min_length=1)]

    def redacted(self) -> "TermIn":
        """Without personal numbers in what it tells."""
        return self.model_copy(
            update={
                "instead": [redact_text(text) for text in self.instead],
                "why": redact_text(self.why)[:QUOTE],
                "flag_examples": [redact_text(text) for text in self.flag_examples],
                "pass_examples": [redact_text(text) for text in self.pass_examples],
            }
        )


class TermOut(BaseModel):
    """An itch word that counts."""

    id: int
    say: list[str]
    instead: list[str]
    why: str
    category: str
    severity: str
    flag_examples: list[str]
    pass_examples: list[str]

    @classmethod
    def of(cls, term: Term) -> "TermOut":
        """As the store has it."""
        values = {name: getattr(term, name) for name in cls.model_fields}
        return cls(**{name: list(value) if isinstance(value, tuple) else value for name, value in values.items()})


class Fault(BaseModel):
    """An example that does not hold: whether it was to flag, and its sentence."""

    flag: bool
    sentence: str


class Checked(BaseModel):
    """Whether the wordings can be read (`error` says why not) and which examples do not hold."""

    ok: bool
    error: str | None
    failed: list[Fault]


@router.get("")
def listed(_: Coach, here: ServicesHere) -> list[TermOut]:
    """The words that coaches added and that count."""
    return [TermOut.of(term) for term in terms.active(here.store)]


@router.post("/check")
def check(_: Coach, given: TermIn) -> Checked:
    """Hold a word against its examples without keeping it."""
    return _checked(given.redacted())


@router.post("", status_code=201)
async def add(account: Coach, given: TermIn, here: ServicesHere) -> TermOut:
    """Keep a word; from now on it counts, in running calls too. 422 when an example does not hold."""

    def keep() -> Term:
        clean = given.redacted()
        found = _checked(clean)
        if not found.ok:
            wrong = found.error or "; ".join(fault.sentence for fault in found.failed)
            raise Problem(
                422, "examples_fail", "Dit woord houdt zijn voorbeelden niet: {wrong}", "Pas het aan.", wrong=wrong
            )
        if len(terms.active(here.store)) >= MOST_TERMS:
            raise Problem(422, "lexicon_full", "De woordenlijst is vol.", "Haal eerst een woord weg.")
        return terms.add(here.store, **clean.model_dump(), actor=account.name, account_id=account.id)

    term = await run_in_threadpool(keep)
    await detecting.renew(here)
    return TermOut.of(term)


@router.delete("/{term_id}", status_code=204)
async def withdraw(account: Coach, term_id: TermId, here: ServicesHere) -> None:
    """Let a word count no more."""
    await run_in_threadpool(_withdraw, here, term_id, account.name, account.id)
    await detecting.renew(here)


def _withdraw(here: Services, term_id: int, actor: str, account_id: int) -> None:
    terms.withdraw(here.store, term_id, actor=actor, account_id=account_id)


def _checked(given: TermIn) -> Checked:
    texts = {name: tuple(value) if isinstance(value, list) else value for name, value in given.model_dump().items()}
    try:
        entry = detecting.entry(Term(id=0, account_id=0, created_at=utc_now(), withdrawn_at=None, **texts))
    except LexiconError as error:
        return Checked(ok=False, error=error.message, failed=[])
    wrong = failed_examples(Lexicon((entry,)))
    faults = [Fault(flag=told.startswith("should flag"), sentence=told.partition(": ")[2]) for _, told in wrong]
    return Checked(ok=not faults, error=None, failed=faults)
