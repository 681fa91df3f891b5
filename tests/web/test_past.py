"""The pages of what was: searching calls, one agent's weeks, the lexicon."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.store import trends
from tests.store.stored_calls import keep, usual_call

LONG_AGO = datetime(2026, 9, 7, 10, tzinfo=UTC)


@pytest.fixture
def stored(store):
    """Calls of two agents, a week apart."""
    for number in range(3):
        for agent in ("sanne", "joris"):
            name = f"{agent}-{number}"
            keep(store, usual_call(call_id=name, agent=agent), name, started_at=LONG_AGO + timedelta(days=7 * number))


def links(page: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('href="/calls/')[1:]}


def test_a_coach_finds_calls_by_agent_day_and_flag(signed_in, stored):  # noqa: ARG001
    coach = signed_in("coach")
    assert len(links(coach.get("/history").text)) == 6
    assert links(coach.get("/history?agent=sanne").text) == {"sanne-0", "sanne-1", "sanne-2"}
    assert links(coach.get("/history?agent=joris&from=2026-09-14&to=2026-09-14").text) == {"joris-1"}
    assert len(links(coach.get("/history?kind=itch_word&agent=&from=&to=&text=").text)) == 6
    assert "Niets gevonden" in coach.get("/history?kind=stalemate").text


def test_a_search_keeps_what_was_asked(signed_in, stored):  # noqa: ARG001
    page = signed_in("coach").get('/history?agent=sanne&text="><script>alert(1)</script>').text
    assert "<option selected>sanne</option>" in page
    assert "<script>alert" not in page


def test_an_agent_has_their_own_calls_alone(signed_in, stored):  # noqa: ARG001
    assert links(signed_in("agent").get("/history?agent=joris").text) == {"sanne-0", "sanne-1", "sanne-2"}


def test_an_impossible_day_is_told(signed_in):
    answer = signed_in("coach").get("/history?from=gisteren", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "from" in answer.text


def test_weeks_are_one_agents_and_nobody_elses(signed_in, store, stored):  # noqa: ARG001
    page = signed_in("agent").get("/trends/sanne").text
    assert "Mijn ontwikkeling" in page and "joris" not in page
    assert page.count('<th scope="row">') == len(trends.weeks(store, "sanne")) == 3
    assert signed_in("other").get("/trends/sanne").status_code == 404
    assert signed_in("admin").get("/trends/sanne").status_code == 403


def test_the_lexicon_shows_what_ships_and_what_a_coach_added(signed_in):
    coach = signed_in("coach")
    term = {"say": ["wachtverzachter"], "why": "Zo praat niemand.", "instead": ["Een moment."], "category": "eigen"}
    term |= {"severity": "mild", "flag_examples": ["De wachtverzachter komt."], "pass_examples": ["Een moment."]}
    assert coach.post("/api/lexicon", json=term).status_code == 201
    page = coach.get("/lexicon").text
    assert "<h3>wachtverzachter</h3>" in page
    assert page.count("<li data-text=") > 100
    assert signed_in("agent").get("/lexicon").status_code == 403
