"""Every page of coach and agent, both themes, wide and narrow: axe finds nothing, nothing sticks out of the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import ADMIN, COACH, SANNE, Visit

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
PAGES = {
    "board": (COACH, "/", "Gesprekken van nu"),
    "call": (COACH, "/calls/{live}", "Sanne"),
    "corner": (SANNE, "/agent", "Uw gesprek van nu"),
    "look-back": (SANNE, "/calls/{live}", "Terugblik op uw gesprek"),
    "sign-in": (None, "/login", "Welkom bij Souffleur"),
}
QUIET_PAGES = {
    "history": (COACH, "/history", "Gesprekken"),
    "weeks": (COACH, "/trends/Sanne", "De weken van Sanne"),
    "lexicon": (COACH, "/lexicon", "Woordenlijst"),
    "accounts": (ADMIN, "/accounts", "Accounts"),
    "settings": (ADMIN, "/settings", "Instellingen"),
    "audit": (ADMIN, "/audit", "Logboek"),
    "council": (ADMIN, "/council", "Ondernemingsraad"),
    "me": (SANNE, "/me", "Mijn account"),
}
"""Without a line to the server: nothing in them moves."""


def findings(page: Page) -> list[str]:
    """axe's findings as text; it must have looked."""
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > 10
    return [f"{one['impact']} {one['id']} {[node['target'] for node in one['nodes']]}" for one in found["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(visit: Visit, live, name: str, width: str, theme: str):
    who, path, title = PAGES[name]
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    page = visit.page(
        who, path.format(live=live()), viewport=size, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
    )
    expect(page.get_by_role("heading", name=title, level=1)).to_be_attached()
    if who:
        expect(page.get_by_text("verbonden")).to_be_attached()
    page.wait_for_timeout(500)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", QUIET_PAGES)
def test_a_quiet_page_is_accessible_and_fits(visit: Visit, name: str, theme: str):
    who, path, title = QUIET_PAGES[name]
    page = visit.page(who, path, color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    expect(page.get_by_role("heading", name=title, level=1, exact=True)).to_be_attached()
    for size in WIDTHS.values():
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        page.wait_for_timeout(200)
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_is_accessible_too(visit: Visit, live, theme: str):
    page = visit.page(COACH, f"/calls/{live()}", color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    sign = page.get_by_role("button", name="erkenning ontbreekt").first
    sign.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert findings(page) == []
    for key in ("b", "w", "?"):
        page.get_by_role("heading", level=1).click()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert findings(page) == []
        page.keyboard.press("Escape")
    page.get_by_text(COACH, exact=True).first.click()
    assert findings(page) == []


def test_the_corner_fits_in_320_by_200(visit: Visit):
    page = visit.page(SANNE, "/agent", viewport={"width": 320, "height": 200})
    expect(page.get_by_role("meter", name="Tempo")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    box = page.get_by_role("button", name="Seintjes dempen").bounding_box()
    assert box and box["y"] + box["height"] <= 200
