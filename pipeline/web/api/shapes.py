"""The types of texts that come in over the API: bounded, and without what no person types."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from pipeline.store.columns import NAME


def _plain(text: str) -> str:
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise ValueError("control characters are not allowed")
    return text


Text = Annotated[str, AfterValidator(_plain)]
Name = Annotated[Text, StringConstraints(min_length=1, max_length=NAME, strip_whitespace=True)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""Its real bounds are told in Dutch by pipeline.web.login."""


class Shape(BaseModel):
    """What a request may hold; anything else in it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Fault(BaseModel):
    """What went wrong, in the reader's language, and what to do about it."""

    code: str
    message: str
    remedy: str


class Refusal(BaseModel):
    """The one shape of every error."""

    error: Fault


REFUSALS = {
    400: {"model": Refusal, "description": "Not to be read as JSON"},
    401: {"model": Refusal, "description": "Not signed in, or a wrong name or password"},
    403: {"model": Refusal, "description": "Another role's, or another site's request"},
    404: {"model": Refusal, "description": "Not there, or not for these eyes"},
    409: {"model": Refusal, "description": "Not now: the call is still running"},
    413: {"model": Refusal, "description": "Too large"},
    422: {"model": Refusal, "description": "Not of this shape, or against a rule"},
    429: {"model": Refusal, "description": "Too many attempts"},
    503: {"model": Refusal, "description": "Too busy, or the store cannot be reached"},
}
"""For routers: what every route may answer beside its own."""
