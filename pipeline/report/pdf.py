"""The page on paper: the same HTML and print style, laid out by WeasyPrint."""

from typing import Any

from pipeline.errors import UsageError


def as_pdf(html: str) -> bytes:
    """A PDF of a page that `as_html` made. Raises UsageError where WeasyPrint or its Pango library is missing."""
    try:
        from weasyprint import HTML  # only where a PDF is asked for: it loads Pango
    except (ImportError, OSError) as error:
        raise UsageError(
            "pdf_unavailable",
            f"A PDF needs WeasyPrint and the Pango library ({error}).",
            "pip install 'souffleur[pdf]' and apt-get install libpango-1.0-0 libpangoft2-1.0-0; "
            "or take --format html and print it from a browser.",
        ) from error
    return HTML(string=html, url_fetcher=_refused).write_pdf(pdf_tags=True) or b""


def _refused(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(f"a report loads nothing from outside: {url}")
