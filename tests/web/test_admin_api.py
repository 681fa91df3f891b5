"""Lexicon, settings, agreement, accounts, the audit log and the daily job, over HTTP and in force."""

from datetime import timedelta

import pytest

from pipeline.conversation.conversation import Conversation
from pipeline.council import lock
from pipeline.detectors.itch_word import ItchWord
from pipeline.store import audit, calls, retention, terms
from pipeline.store import settings as stored
from pipeline.web import actions, housekeeping
from tests.store.stored_calls import keep, said, usual_call

TERM = {
    "say": ["frutselplan"],
    "instead": ["wat u merkt"],
    "why": "Een klant heeft geen frutselplan.",
    "flag_examples": ["wij werken aan de frutselplan"],
    "pass_examples": ["wat merkt u daarvan"],
}


def flagged(services, text: str) -> list[str]:
    """The itch words that calls of now would flag in `text`."""
    itch = next(detector for detector in services.hub.detectors if isinstance(detector, ItchWord))
    event = said("agent-1", 0.0, text)
    return [flag.evidence for flag in itch(Conversation().after(event), event)]


def test_a_word_counts_in_running_calls_at_once_until_it_is_withdrawn(signed_in, services, accounts):  # noqa: ARG001
    client, text = signed_in("coach"), "Wij werken aan de frutselplan van u."
    added = client.post("/api/lexicon", json=TERM)
    assert added.status_code == 201
    assert "frutselplan" in flagged(services, text)
    assert client.get("/api/lexicon").json() == [added.json()]
    assert client.delete(f"/api/lexicon/{added.json()['id']}").status_code == 204
    assert "frutselplan" not in flagged(services, text)
    assert [line.action for line in audit.page(services.store).items][:2] == [terms.WITHDRAWN, terms.ADDED]


def test_words_of_before_count_from_the_start(visitors, services, signed_in):
    signed_in("coach").post("/api/lexicon", json=TERM)
    services.hub.detectors = None
    with visitors.client():  # serving begins
        assert "frutselplan" in flagged(services, "de frutselplan is het.")


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({"flag_examples": ["iets heel anders"]}, [{"flag": True, "sentence": "iets heel anders"}]),
        ({"pass_examples": ["de frutselplan"]}, [{"flag": False, "sentence": "de frutselplan"}]),
    ],
)
def test_a_word_that_does_not_keep_its_examples_is_not_taken(signed_in, services, change, failed):
    client, body = signed_in("coach"), TERM | change
    assert client.post("/api/lexicon/check", json=body).json() == {"ok": False, "error": None, "failed": failed}
    refused = client.post("/api/lexicon", json=body)
    assert refused.json()["error"]["code"] == "examples_fail"
    assert terms.active(services.store) == ()


def test_a_notation_that_cannot_be_read_is_explained(signed_in):
    answer = signed_in("coach").post("/api/lexicon/check", json=TERM | {"say": ["@bestaat_niet"]}).json()
    assert not answer["ok"]
    assert answer["error"]


def test_personal_numbers_do_not_come_in_by_an_example(signed_in, services):
    sentence = "mijn frutselplan is NL91 ABNA 0417 1643 00"
    assert signed_in("coach").post("/api/lexicon", json=TERM | {"flag_examples": [sentence]}).status_code == 201
    assert "0417" not in str(terms.active(services.store))


def test_settings_count_at_once(signed_in, services):
    admin = signed_in("admin")
    assert admin.put("/api/settings", json={"values": {"flags.off": ["itch_word"], "nudges.per_call": 1}}).is_success
    assert services.settings_now().nudges.per_call == 1
    assert not any(isinstance(detector, ItchWord) for detector in services.hub.detectors)
    values = {entry["name"]: entry["value"] for entry in admin.get("/api/settings").json()["settings"]}
    assert (values["flags.off"], values["nudges.per_call"]) == (["itch_word"], 1)
    assert {line.detail["name"] for line in audit.page(services.store, actions=(stored.CHANGED,)).items} == {
        "flags.off",
        "nudges.per_call",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"nudges.per_call": 21},
        {"nudges.per_call": None},
        {"board.host": "::"},
        {"flags.off": ["x"]},
        {"board.record": 7},
    ],
)
def test_a_setting_that_cannot_be_is_refused_whole(signed_in, services, values):
    answer = signed_in("admin").put("/api/settings", json={"values": {"nudges.enabled": False} | values})
    assert answer.status_code == 422
    assert stored.everything(services.store) == {}


def test_what_was_agreed_is_locked_and_a_deviation_is_on_every_page(signed_in, services):
    admin = signed_in("admin")
    assert admin.post("/api/council/agree", json={"sha256": "0" * 64}).json()["error"]["code"] == "council_outdated"
    agreed = admin.post("/api/council/agree", json={"sha256": admin.get("/api/settings").json()["sha256"]})
    assert agreed.status_code == 201
    change = {"values": {"retention.words_days": 3650}}
    assert admin.put("/api/settings", json=change).json()["error"]["code"] == "council_locked"
    for who, path in (("coach", "/"), ("agent", "/"), ("admin", "/accounts")):
        assert "wijken af" not in signed_in(who).get(path).text
    assert admin.put("/api/settings", json=change | {"deviation": "onderzoek"}).json()["differences"] == [
        "retention.words_days"
    ]
    for who, path in (("coach", "/"), ("agent", "/"), ("admin", "/accounts")):
        page = signed_in(who).get(path).text
        assert "wijken af van de afspraak met de ondernemingsraad" in page
        assert "bewaren van wat er is gezegd" in page
    assert "afgesproken 90 dagen" not in admin.get("/accounts").text
    assert "onderzoek" in admin.get("/audit").text
    admin.post("/api/council/agree", json={"sha256": admin.get("/api/settings").json()["sha256"]})
    assert "wijken af" not in signed_in("coach").get("/").text
    assert services.settings_now().retention.words_days == 3650


def test_a_changed_file_is_noticed_when_serving_begins(visitors, services, accounts):  # noqa: ARG001
    standing = lock.standing(services.store, services.settings)
    lock.agree(services.store, services.settings, sha256=standing.sha256, actor="admin", account_id=None)
    stored.put(services.store, "nudges.per_call", 9, actor="iemand", account_id=None)
    with visitors.client():
        assert audit.page(services.store, actions=(lock.DEVIATION,)).items


def test_the_document_is_the_one_of_the_command_line(signed_in, services):
    page = signed_in("agent").get("/council/or-pakket.md").text
    assert page.startswith("# Souffleur: afspraken met de ondernemingsraad")
    assert lock.standing(services.store, services.settings).sha256 in page
    assert signed_in("coach").get("/council/or-pakket.html").text.startswith("<!doctype html>")


def test_what_is_too_old_is_deleted_when_serving_begins(visitors, services, store, accounts):  # noqa: ARG001
    keep(store, usual_call(call_id="old", agent="sanne"), "old", started_at=store.now() - timedelta(days=91))
    keep(store, usual_call(call_id="new", agent="sanne"), "new", started_at=store.now() - timedelta(days=89))
    housekeeping.tidy(services)
    assert list(calls.lines(store, "old")) == []
    assert list(calls.lines(store, "new")) != []
    assert audit.page(store, actions=(retention.EXPIRED,)).items


def test_accounts_are_made_and_changed_by_the_administrator(signed_in, services, visitors):
    admin = signed_in("admin")
    made = admin.post(
        "/api/accounts", json={"name": "Noor", "role": "agent", "agent": "noor", "password": "een lange zin hier"}
    ).json()
    assert (made["role"], made["agent"], made["disabled"]) == ("agent", "noor", False)
    client = visitors.client()
    assert client.post("/api/login", json={"name": "Noor", "password": "een lange zin hier"}).status_code == 200
    assert admin.patch(f"/api/accounts/{made['id']}", json={"password": "een andere zin dus"}).status_code == 200
    assert client.get("/api/me").status_code == 401
    assert "password" not in admin.get("/api/accounts").text
    told = [line.action for line in audit.page(services.store).items]
    assert {actions.ACCOUNT_CREATED, actions.ACCOUNT_CHANGED} <= set(told)


@pytest.mark.parametrize(
    "body",
    [
        {"name": "coach", "role": "coach"},
        {"name": "X", "role": "agent"},
        {"name": "X", "role": "admin", "agent": "x"},
        {"name": " ", "role": "coach"},
        {"name": "X", "role": "baas"},
        {"name": "x" * 81, "role": "coach"},
    ],
)
def test_an_account_that_cannot_be_is_refused(signed_in, body):
    assert signed_in("admin").post("/api/accounts", json=body | {"password": "een lange zin"}).status_code == 422


def test_nobody_disables_themselves(signed_in, accounts):
    address = f"/api/accounts/{accounts['admin'].id}"
    assert signed_in("admin").patch(address, json={"disabled": True}).json()["error"]["code"] == "yourself"


def test_the_log_can_be_read_by_call_and_by_action(signed_in, store, accounts):  # noqa: ARG001
    keep(store, usual_call(call_id="over", agent="sanne"), "over")
    keep(store, usual_call(call_id="second", agent="joris"), "second")
    for call in ("over", "second"):
        audit.write(store, actions.LISTEN_START, actor="coach", call_id=call)
    coach = signed_in("coach")
    assert [line["call"] for line in coach.get("/api/audit").json()["lines"]] == ["second", "over"]
    assert [line["call"] for line in coach.get("/api/audit?call=over").json()["lines"]] == ["over"]
    assert coach.get(f"/api/audit?action={actions.SIGN_IN}").json()["lines"] == []
    assert signed_in("admin").get(f"/api/audit?action={actions.SIGN_IN}").json()["lines"]
