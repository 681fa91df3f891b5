"""Settings, the council's agreement and coaches' terms: each change is on the record."""

import pytest
from stored_calls import a_coach

from pipeline.errors import UsageError
from pipeline.store import audit, council, settings, terms

TERM = {
    "say": ["best wel", "best [wel] goed"],
    "instead": ["goed"],
    "why": "Het maakt klein wat groot is.",
    "category": "stopwoord",
    "flag_examples": ["Dat is best wel goed."],
    "pass_examples": ["Wat is het beste?"],
}


def test_a_setting_changes_and_says_so(store):
    coach = a_coach(store)
    assert settings.get(store, "nudges") is None and settings.get(store, "nudges", 3) == 3
    settings.put(store, "nudges", {"per_call": 3, "muted": None}, actor="Mira", account_id=coach.id)
    settings.put(store, "nudges", {"muted": None, "per_call": 3}, actor="Mira", account_id=coach.id)
    settings.put(store, "nudges", {"per_call": 2}, actor="Mira", account_id=coach.id)
    settings.put(store, "none", None, actor="Mira", account_id=coach.id)
    assert settings.get(store, "nudges") == {"per_call": 2}
    assert settings.everything(store) == {"nudges": {"per_call": 2}, "none": None}
    lines = audit.page(store, actions=[settings.CHANGED]).items
    assert [(line.detail["old"], line.detail["new"]) for line in lines] == [
        (None, "null"),
        ('{"muted": null, "per_call": 3}', '{"per_call": 2}'),
        (None, '{"muted": null, "per_call": 3}'),
    ]


@pytest.mark.parametrize("bad", [{"x": object()}, float("nan"), "x" * 200_001])
def test_a_value_that_cannot_be_kept_is_refused(store, bad):
    with pytest.raises(UsageError):
        settings.put(store, "a", bad, actor="x", account_id=None)
    assert audit.page(store).items == () and settings.everything(store) == {}


def test_what_was_agreed_stays_and_the_latest_counts(store, clock):
    assert council.current(store) is None
    first = council.agree(store, {"flags": {"off": ["a"]}, "n": 1}, actor="Mira", account_id=None)
    clock.forward(days=1)
    second = council.agree(store, {"n": 1, "flags": {"off": []}}, actor="Mira", account_id=None)
    assert council.current(store) == second and council.all_agreements(store) == (second, first)
    assert first.sha256 == council.fingerprint({"n": 1, "flags": {"off": ["a"]}}) != second.sha256
    assert first.agreed_at < second.agreed_at == clock()
    lines = audit.page(store, actions=[council.AGREED]).items
    assert [line.detail for line in lines] == [{"sha256": second.sha256}, {"sha256": first.sha256}]


def test_what_differs_from_the_agreement_is_named():
    agreed = {"flags": {"off": ["a"], "lexicon": None}, "n": {"x": 1}, "gone": {}}
    now = {"flags": {"off": ["b"], "lexicon": None}, "n": {"x": 1, "y": 2}}
    assert council.differences(agreed, now) == {"flags.off": (["a"], ["b"]), "gone": ({}, None), "n.y": (None, 2)}
    assert council.differences(agreed, agreed) == {}


def test_a_term_counts_until_it_is_withdrawn(store, clock):
    coach = a_coach(store)
    term = terms.add(store, **TERM, actor="Mira", account_id=coach.id)
    other = terms.add(store, **{**TERM, "instead": [], "severity": "strong"}, actor="Mira", account_id=coach.id)
    assert terms.active(store) == (term, other)
    assert (term.say, term.severity, term.created_at) == (("best wel", "best [wel] goed"), "mild", clock())
    assert terms.withdraw(store, term.id, actor="Mira", account_id=coach.id).withdrawn_at == clock()
    assert terms.active(store) == (other,)
    for gone in (term.id, 99):
        with pytest.raises(UsageError):
            terms.withdraw(store, gone, actor="Mira", account_id=coach.id)
    actions = [line.action for line in audit.page(store).items]
    assert actions == [terms.WITHDRAWN, terms.ADDED, terms.ADDED]


@pytest.mark.parametrize(
    "bad",
    [
        {"say": []},
        {"say": [""]},
        {"say": ["x"] * 51},
        {"flag_examples": []},
        {"pass_examples": []},
        {"why": ""},
        {"category": "c" * 81},
        {"severity": "worst"},
        {"instead": ["x" * 501]},
    ],
)
def test_a_term_that_cannot_be_is_refused(store, bad):
    with pytest.raises(UsageError):
        terms.add(store, **{**TERM, **bad}, actor="Mira", account_id=a_coach(store).id)
    assert terms.active(store) == ()
