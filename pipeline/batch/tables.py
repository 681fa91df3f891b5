"""The batch in two tables: one row a call, one row a flag. CSV always, Parquet where pyarrow is installed."""

import csv
import dataclasses
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from pipeline.batch.archive import Item
from pipeline.report.figures import CallFigures
from pipeline.span import Speaker

COPIED = (
    "kind",
    "type",
    "category",
    "rule",
    "severity",
    "evidence",
    "value",
    "limit",
    "unit",
    "message",
    "advice",
)
"""Columns that are a flag's own fields."""
CSV_DANGER = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be a formula in a spreadsheet; it gets an apostrophe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRow:
    """A flag as the table and the summaries need it."""

    call: str
    agent: str
    kind: str
    type: str
    category: str
    rule: str
    severity: str
    speaker: str
    start: float
    end: float
    evidence: str | None
    value: float | None
    limit: float | None
    unit: str
    cleared: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call in figures: seconds, syllables/s, shares 0..1; None where not measured."""

    call: str
    agent: str
    team: str
    seconds: float
    agent_speech: float
    customer_speech: float
    agent_share: float | None
    usual_rate: float | None
    baseline: float | None
    overlaps: int
    silences: int
    words: int
    positive: int
    info: int
    warning: int
    critical: int


def rows_of(item: Item, figures: CallFigures) -> tuple[CallRow, list[FlagRow]]:
    """A call's row and its flags' rows."""
    severities = Counter(entry.flag.severity for entry in figures.entries)
    flags = [
        FlagRow(
            call=item.name,
            agent=item.agent,
            **{name: getattr(entry.flag, name) for name in COPIED},
            speaker=entry.flag.speaker.value,
            start=round(entry.flag.span.start, 3),
            end=round(entry.flag.span.end, 3),
            cleared=entry.cleared.reason if entry.cleared else "",
        )
        for entry in figures.entries
    ]
    spoken = {who: round(sum(span.duration for span in figures.speech(who)), 2) for who in Speaker}
    call = CallRow(
        call=item.name,
        agent=item.agent,
        team=item.team,
        seconds=round(figures.seconds, 2),
        agent_speech=spoken[Speaker.AGENT],
        customer_speech=spoken[Speaker.CUSTOMER],
        agent_share=_rounded(figures.agent_share),
        usual_rate=_rounded(figures.usual_rate),
        baseline=_rounded(figures.baseline),
        overlaps=len(figures.overlaps),
        silences=len(figures.silences),
        words=sum(len(utterance.words) for utterance in figures.conversation.utterances),
        **{name: severities[name] for name in ("positive", "info", "warning", "critical")},
    )
    return call, flags


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def as_csv(kind: type, rows: Sequence[Any]) -> bytes:
    """Rows of one dataclass as CSV (UTF-8, a heading line); what was said cannot become a formula."""
    names = [field.name for field in dataclasses.fields(kind)]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows([_safe(getattr(row, name)) for name in names] for row in rows)
    return file.getvalue().encode()


def _safe(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(CSV_DANGER) else value


def has_parquet() -> bool:
    """Whether pyarrow is installed: the extra souffleur[parquet]."""
    return find_spec("pyarrow") is not None


def as_parquet(kind: type, rows: Sequence[Any]) -> bytes:
    """Rows of one dataclass as Parquet, with the types of its fields even where there are no rows."""
    import pyarrow as pa  # only where it was installed
    from pyarrow import parquet

    types = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        str | None: pa.string(),
        float | None: pa.float64(),
    }
    schema = pa.schema([(field.name, types[field.type]) for field in dataclasses.fields(kind)])
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([dataclasses.asdict(row) for row in rows], schema=schema), file)
    return file.getvalue()
