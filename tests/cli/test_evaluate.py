"""evaluate: the table, the errors, the curve; and what it says when it cannot."""

import json

TURNS = [
    {"speaker": "customer", "text": "Ik wil graag weten hoe het met mijn pakket staat."},
    {"speaker": "agent", "text": "In principe wel 🙂. Fijne dag verder."},
    {"speaker": "customer", "text": "Dank u."},
    {"speaker": "agent", "text": "Eventueel bel ik u morgen terug."},
]
LABELS = {"itch_words": [{"turn": 1, "text": "In principe"}, {"turn": 3, "text": "terug"}]}


def labels(path, body=LABELS):
    path.write_text(json.dumps({"id": "d0", "turns": TURNS, "labels": body}) + "\n")
    return path


def test_the_table_and_the_errors(souffleur, tmp_path):
    ran = souffleur("evaluate", labels(tmp_path / "l.jsonl"), "--kind", "itch_word")
    assert ran.code == 0, ran.err
    row = next(line for line in ran.out.splitlines() if line.startswith("itch_word ")).split()
    assert row[1:5] == ["2", "1", "2", "1"] and row[5:8] == ["0.33", "0.50", "0.40"]
    assert "itch_word gemist: d0, beurt 3 “terug”" in ran.out and "itch_word vals: d0" in ran.out
    assert "macro F1 0.400 · 1 gesprekken · 2 beurten" in ran.out


def test_json(souffleur, tmp_path):
    ran = souffleur("evaluate", labels(tmp_path / "l.jsonl"), "--json")
    body = json.loads(ran.out)
    assert body["kinds"]["itch_word"]["hits"] == 1 and body["kinds"]["itch_word"]["f1_interval"] == [0.4, 0.4]


def test_false_alarms_and_traps_are_counted(souffleur, tmp_path):
    traps = {"itch_hard_negatives": [{"turn": 1, "text": "In principe"}, {"turn": 1, "text": "pakket"}]}
    traps |= {"hard_negatives": [{"turn": 1, "kind": "pseudo_acknowledgement"}, {"turn": 3, "kind": "stalemate"}]}
    path = labels(tmp_path / "l.jsonl", traps)
    text = souffleur("evaluate", path).out
    assert "in 1 van de 1 gesprekken zonder ernstig label (100%)" in text and "valse vlaggen per 100 beurten" in text
    assert "valstrikken geraakt: itch_word 1/2 · stalemate 0/1" in text
    body = json.loads(souffleur("evaluate", path, "--json").out)
    assert body["false_critical"] == {"hit": 1, "all": 1, "ratio": 1.0}
    assert body["false_per_100"] == 50 * sum(kind["false"] for kind in body["kinds"].values())
    assert body["traps"] == {"itch_word": {"hit": 1, "all": 2}, "stalemate": {"hit": 0, "all": 1}}
    assert json.loads(souffleur("evaluate", labels(path), "--json").out)["false_critical"]["all"] == 0


def test_tuning_varies_the_threshold_and_draws_the_curve(souffleur, tmp_path):
    turns = [
        {"speaker": "customer", "text": "Ik bel nu al voor de derde keer, zo kan ik niet werken!"},
        {"speaker": "agent", "text": "Wat is uw klantnummer?"},
    ]
    body = {"missing_acknowledgement": [{"customer_turn": 0, "agent_turn": 1}]}
    path = tmp_path / "l.jsonl"
    path.write_text(json.dumps({"id": "d", "turns": turns, "labels": body}) + "\n")
    ran = souffleur("evaluate", path, "--tune", "missing_acknowledgement")
    assert ran.code == 0 and "limit (nu " in ran.out and "precisie" in ran.out and "◆" in ran.out, ran.err
    tried = json.loads(souffleur("evaluate", path, "--tune", "missing_acknowledgement", "--json").out)["trials"]
    recalls = [trial["recall"] for trial in tried]
    assert recalls == sorted(recalls, reverse=True) and recalls[0] == 1.0


def test_what_cannot_be_evaluated(souffleur, tmp_path):
    path = labels(tmp_path / "l.jsonl")
    assert souffleur("evaluate", path, "--kind", "humeur").is_complaint(2, "humeur", "itch_word")
    assert souffleur("evaluate", path, "--tune", "humeur").is_complaint(2, "humeur")
    assert souffleur("evaluate", path, "--tune", "promise", "--field", "moed").is_complaint(2, "moed", "least_words")
    assert souffleur("evaluate", tmp_path / "none.jsonl").is_complaint(3, "none.jsonl")
    path.write_text(json.dumps({"id": "d", "turns": TURNS}) + "\n")
    assert souffleur("evaluate", path).is_complaint(3, "line 1", "labels")
