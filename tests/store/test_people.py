"""Accounts and their sessions."""

import threading
from datetime import timedelta

import pytest
from stored_calls import a_coach

from pipeline.errors import UsageError
from pipeline.store import people
from pipeline.store.people import Role


def test_an_account_is_what_was_given(store, clock):
    made = people.create(store, name=" Noor ", role=Role.AGENT, agent="Noor V.", password_hash="h", locale="en")
    assert (made.name, made.role, made.agent, made.locale, made.theme) == ("Noor", Role.AGENT, "Noor V.", "en", "auto")
    assert made.created_at == clock() and not made.disabled
    assert people.get(store, made.id) == people.by_name(store, "Noor") == made
    assert people.by_name(store, "noor") is None and people.count(store) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "n" * 81},
        {"name": "a\x00b"},
        {"role": "boss"},
        {"role": Role.AGENT},
        {"role": Role.COACH, "agent": "Noor"},
        {"locale": "fr"},
        {"theme": "pink"},
        {"password_hash": ""},
    ],
)
def test_an_account_that_cannot_be_is_refused(store, bad):
    with pytest.raises((UsageError, ValueError)):
        people.create(store, **{"name": "Mira", "role": Role.COACH, "password_hash": "h", **bad})
    assert people.count(store) == 0


def test_a_name_is_used_once(store):
    a_coach(store)
    with pytest.raises(UsageError) as refused:
        a_coach(store)
    assert refused.value.code == "name_taken"


def test_only_one_can_be_the_first(store):
    outcomes: list[str] = []

    def come(number: int) -> None:
        try:
            people.create(store, name=f"n{number}", role=Role.COACH, password_hash="h", only_if_first=True)
            outcomes.append("made")
        except UsageError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made"] + ["not_first"] * 5
    assert people.count(store) == 1


def test_a_session_lasts_until_it_is_over(store, clock):
    coach = a_coach(store)
    people.log_in(store, coach.id, token_sha256="a" * 64, expires_at=clock() + timedelta(hours=8))
    assert people.logged_in(store, "a" * 64) == coach
    assert people.logged_in(store, "b" * 64) is None
    clock.forward(hours=7)
    people.prolong(store, "a" * 64, clock() + timedelta(hours=8))
    clock.forward(hours=7)
    assert people.logged_in(store, "a" * 64) == coach
    clock.forward(hours=1)
    assert people.logged_in(store, "a" * 64) is None


def test_who_logs_out_or_is_disabled_is_out(store, clock):
    coach, other = a_coach(store), a_coach(store, "Bo")
    for account, token in ((coach, "a"), (coach, "b"), (other, "c")):
        people.log_in(store, account.id, token_sha256=token * 64, expires_at=clock() + timedelta(hours=8))
    people.log_out(store, "a" * 64)
    assert people.logged_in(store, "a" * 64) is None and people.logged_in(store, "b" * 64)
    people.change(store, coach.id, disabled=True)
    assert people.logged_in(store, "b" * 64) is None and people.logged_in(store, "c" * 64) == other
    assert people.get(store, coach.id).disabled


@pytest.mark.parametrize("what", [{"password_hash": "new"}, {"role": Role.ADMIN}])
def test_another_password_or_role_ends_all_sessions(store, clock, what):
    coach = a_coach(store)
    people.log_in(store, coach.id, token_sha256="a" * 64, expires_at=clock() + timedelta(hours=8))
    people.change(store, coach.id, theme="dark", locale="en")
    assert people.logged_in(store, "a" * 64).theme == "dark"
    people.change(store, coach.id, **what)
    assert people.logged_in(store, "a" * 64) is None


def test_somebody_stays_in_charge(store):
    coach = a_coach(store)
    people.create(store, name="Noor", role=Role.AGENT, agent="Noor", password_hash="h")
    for what in ({"disabled": True}, {"role": Role.AGENT, "agent": "Mira"}):
        with pytest.raises(UsageError) as refused:
            people.change(store, coach.id, **what)
        assert refused.value.code == "nobody_left"
    assert people.get(store, coach.id) == coach


def test_the_agent_of_an_account_follows_its_role(store):
    a_coach(store)
    account = people.create(store, name="Noor", role=Role.AGENT, agent="Noor", password_hash="h")
    assert people.change(store, account.id, role=Role.COACH).agent is None
    with pytest.raises(UsageError):
        people.change(store, account.id, role=Role.AGENT)
    assert people.change(store, account.id, role=Role.AGENT, agent="N.").agent == "N."
    assert [one.name for one in people.everyone(store)] == ["Mira", "Noor"]


def test_an_unknown_account_is_an_error(store):
    for ask in (people.get, people.change):
        with pytest.raises(UsageError):
            ask(store, 99)
