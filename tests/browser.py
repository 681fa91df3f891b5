"""Debian's Chromium for the tests that look at a page as a reader does. It must be there: without it they fail.

from tests.browser import chromium, looked_at  # in a conftest.py; then: def test_x(chromium): ...
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""No window, and no request that nobody asked for."""
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium. One playwright at a time can run in a process, so it ends with the module."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def opened(browser: Browser, html: str, folder: Path, theme: Literal["light", "dark"], width: int = 1200) -> Page:
    """A page of its own that shows `html` from a file in `folder`, without a network; errors in it end the test."""
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(color_scheme=theme, offline=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def grave_findings(page: Page) -> list[str]:
    """What axe-core finds that keeps people from reading the page; it must have looked."""
    result = Axe().run(page)
    assert len(result.response["passes"]) > 5, "axe did not look"
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary']}"
        for found in result.response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]
