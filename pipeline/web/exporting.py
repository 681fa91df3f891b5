"""A stored call as a file to take away."""

import threading
from enum import StrEnum

from pipeline.report.figures import figures_of
from pipeline.report.page import as_html
from pipeline.report.pdf import as_pdf
from pipeline.store import calls, export
from pipeline.store.store import Store


class Form(StrEnum):
    """Which file."""

    JSONL = "jsonl"
    VTT = "vtt"
    HTML = "html"
    PDF = "pdf"


MEDIA = {
    Form.JSONL: "application/x-ndjson",
    Form.VTT: "text/vtt; charset=utf-8",
    Form.HTML: "text/html; charset=utf-8",
    Form.PDF: "application/pdf",
}
_one_at_a_time = threading.Lock()
"""Laying out a PDF takes a second of a processor that running calls need too."""


def body(store: Store, call_id: str, form: Form) -> bytes:
    """The whole file. Raises UsageError: no such call, or no PDF where its library is missing."""
    match form:
        case Form.JSONL:
            return b"".join(export.event_log(store, call_id))
        case Form.VTT:
            return export.captions(store, call_id).encode()
    page = as_html(figures_of(calls.records(store, call_id)))
    if form is Form.HTML:
        return page.encode()
    with _one_at_a_time:
        return as_pdf(page)
