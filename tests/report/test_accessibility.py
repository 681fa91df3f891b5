"""The report and a batch's pages in Chromium: axe-core finds nothing grave, light or dark, wide or narrow."""

import pytest
from calls import AGENT, call, flagged, said, spoke
from playwright.sync_api import Browser
from test_page import a_call

from pipeline.batch.archive import Item
from pipeline.batch.summary import as_html as overview_html
from pipeline.batch.summary import overview
from pipeline.batch.tables import rows_of
from pipeline.report.figures import figures_of
from pipeline.report.page import as_html
from tests.browser import grave_findings, opened


def report() -> str:
    return as_html(a_call(6))


def silent_report() -> str:
    return as_html(figures_of(call(end=5.0)))


def english_report() -> str:
    note = flagged("language", 1, 5, severity="info", utterance="a0", type="en")
    return as_html(figures_of(call(spoke(AGENT, 0, 5), said("a0", AGENT, 0, "how can I help you"), note)))


def pages(*, named: bool) -> str:
    both = [
        rows_of(Item(name=f"noor/{n}.wav", path=None, agent="Noor", team="Noord"), a_call(count))
        for n, count in enumerate((2, 4))
    ]
    return overview_html(overview("Noor", [row for row, _ in both], [f for _, own in both for f in own], named=named))


PAGES = {
    "report": report,
    "no words": silent_report,
    "another language": english_report,
    "agent": lambda: pages(named=True),
    "team": lambda: pages(named=False),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_grave(chromium: Browser, tmp_path, name, theme):
    page = opened(chromium, PAGES[name](), tmp_path, theme)
    assert grave_findings(page) == []
    page.context.close()


def test_axe_would_have_found_something(chromium: Browser, tmp_path):
    html = report().replace("--faint:#4d5560", "--faint:#d9dde2")
    page = opened(chromium, html, tmp_path, "light")
    assert any("color-contrast" in finding for finding in grave_findings(page))
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_of_a_narrow_window(chromium: Browser, tmp_path, name):
    page = opened(chromium, PAGES[name](), tmp_path, "light", width=360)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.context.close()


def test_a_sign_on_the_timeline_leads_to_the_words_with_the_keyboard(chromium: Browser, tmp_path):
    page = opened(chromium, report(), tmp_path, "light")
    page.locator("svg a").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(":target").count() == 1 and page.url.count("#") == 1
    page.context.close()
