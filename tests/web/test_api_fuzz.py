"""Schemathesis over our own OpenAPI, in process, as every role: no 500, no answer that is not described, no leak."""

import shutil
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from pipeline.store import people
from pipeline.web import login
from tests.web.access_table import TABLE, WHO
from tests.web.conftest import ORIGIN
from tests.web.test_access import World, seeded  # noqa: F401 - the store that is copied

SECRET = "kijken"
"""A word that is said in the calls of sanne, and nowhere else."""
MAY_HEAR = {"agent", "coach"}
CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def world(seeded, tmp_path_factory) -> Iterator[World]:  # noqa: F811
    made = World(shutil.copy(seeded, tmp_path_factory.mktemp("fuzz") / "calls.sqlite3"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def api(world) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", world.app, headers={"Host": "testserver"})


def cookie(world: World, who: str | None) -> str:
    """A fresh sign-in, whatever was done to the account before."""
    if who is None:
        return ""
    account = people.by_name(world.store, who)
    people.change(world.store, account.id, disabled=False)
    return f"souffleur={login.begin(world.services, account)}"


OPERATIONS = sorted(
    (route for route in TABLE if route.split(" ")[1].startswith(("/api", "/healthz", "/messages"))),
    key=lambda route: (route.startswith("DELETE"), route),
)
"""What deletes comes last: the others need something to be there."""
REAL = {
    "call_id": ("over", "live"),
    "account_id": (5,),
    "term_id": (1,),
    "agent": ("sanne",),
    "key": ("itch_word:3.0",),
    "form": ("jsonl", "html"),
}
"""What is there; every other case asks for one of these."""
EXAMPLES = 4


@pytest.mark.parametrize("route", OPERATIONS)
def test_whatever_is_sent(api, world, route):
    method, path = route.split(" ")
    operation = api[path.replace("{key:path}", "{key}")][method]
    numbers = count()

    @settings(
        max_examples=2 * EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_cases(operation))
    def sent(case: schemathesis.Case) -> None:
        number = next(numbers)
        for name, real in REAL.items():
            if name in case.path_parameters and number % 2:
                case.path_parameters[name] = real[number // 2 % len(real)]
        for who in WHO:
            headers = {"Origin": ORIGIN, "Host": "testserver", "Cookie": cookie(world, who)}
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=list(CHECKS))
            if answer.status_code >= 400:
                assert set(answer.json()["error"]) == {"code", "message", "remedy"}
            if who not in MAY_HEAR:
                assert SECRET not in answer.text

    sent()


def _cases(operation: Any) -> st.SearchStrategy[schemathesis.Case]:
    """As described and, where there is something to describe, otherwise too."""
    as_told = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not operation.body and not operation.query:
        return as_told
    return as_told | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
