"""Rows, CSV that no spreadsheet takes for a formula, Parquet with types."""

import csv
import io

import pytest

from pipeline.batch.summary import as_html, file_name, overview
from pipeline.batch.tables import CallRow, FlagRow, as_csv, as_parquet

CALL = dict.fromkeys(("overlaps", "silences", "words", "positive", "info", "warning", "critical"), 0) | {
    "seconds": 60.0,
    "agent_speech": 30.0,
    "customer_speech": 10.0,
    "agent_share": 0.75,
    "usual_rate": 5.0,
    "baseline": None,
}
FLAG = {
    "type": "",
    "category": "",
    "rule": "",
    "speaker": "agent",
    "start": 1.0,
    "end": 2.0,
    "value": None,
    "limit": None,
    "unit": "",
    "cleared": "",
    "message": "m",
    "advice": "raad",
}


def call(name, agent, **more):
    return CallRow(call=name, agent=agent, **CALL | {"team": ""} | more)


def flag(name, agent, kind, severity="warning", evidence=None, **more):
    return FlagRow(call=name, agent=agent, kind=kind, severity=severity, evidence=evidence, **FLAG | more)


def test_csv_is_read_back_and_holds_no_formula():
    rows = [flag("a.wav", "noor", "itch_word", evidence='=1+1, "x"\nregel'), flag("b.wav", "noor", "rushing")]
    read = list(csv.DictReader(io.StringIO(as_csv(FlagRow, rows).decode(), newline="")))
    assert [row["evidence"] for row in read] == ['\'=1+1, "x"\nregel', ""] and read[0]["start"] == "1.0"


@pytest.mark.parametrize("rows", [[], [call("a", "noor")]])
def test_parquet_keeps_types(rows):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(as_parquet(CallRow, rows)))
    assert table.num_rows == len(rows) and str(table.schema.field("baseline").type) == "double"


def test_an_agents_page_counts_and_a_teams_page_names_nobody():
    calls = [call("noor/a.wav", "noor", usual_rate=4.0), call("sam/b.wav", "sam", usual_rate=6.0)]
    flags = [
        flag("noor/a.wav", "noor", "itch_word", evidence="even"),
        flag("noor/a.wav", "noor", "itch_word", evidence="even"),
        flag("sam/b.wav", "sam", "itch_word", evidence="eigenlijk"),
        flag("sam/b.wav", "sam", "summary", "positive"),
    ]
    assert as_html(overview("samen", calls, flags, named=True)).count("<polyline") == 1
    own = as_html(overview("noor", calls[:1], flags[:2], named=True))
    assert "2 keer in 1 gesprek<" in own and "noor/a.wav" in own
    team = overview("Het team", calls, flags, named=False)
    assert team.agent_share == 0.75 and team.better[0].count == 3 and team.better[0].calls == 2
    html = as_html(team)
    assert "noor" not in html and "sam/" not in html and "eigenlijk" not in html
    assert html.index("Wat goed gaat") < html.index("Waar winst zit")


def test_names_become_safe_files():
    names = [file_name(name) for name in ("Noor", "noor", "../../etc", "")]
    assert len(set(names)) == 4 and not any("/" in name or name.startswith(".") for name in names)
