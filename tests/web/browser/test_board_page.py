"""The coach's board in a browser: what it shows, how it is worked by keyboard, and that it comes back by itself."""

import re

from playwright.sync_api import Page, expect

from tests.web.browser.conftest import COACH, Visit


def row(page: Page, agent: str):
    return (
        page.get_by_role("list", name="Lopende gesprekken")
        .get_by_role("listitem")
        .filter(has=page.get_by_role("link", name=agent))
    )


def test_a_running_call_is_shown_with_its_clock_pace_and_last_flag(visit: Visit):
    page = visit.page(COACH)
    sanne = row(page, "Sanne")
    expect(sanne.get_by_role("meter", name="Tempo")).to_have_attribute(
        "aria-valuetext", re.compile("lettergrepen per seconde")
    )
    expect(sanne).to_contain_text(re.compile(r"\d+\s?% zelf"))
    expect(sanne.get_by_role("list", name="Gevoelsmanagement")).to_be_visible()
    expect(sanne.get_by_text("dringend").first).to_be_attached()
    clock = sanne.locator(".about .clock")
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)
    expect(sanne).to_contain_text(re.compile("jeukwoord|erkenning ontbreekt|zekerheid"))


def test_new_flags_come_to_the_board_by_themselves(visit: Visit):
    page = visit.page(COACH)
    title = row(page, "Sanne").locator(".flag .title .clock")
    expect(title).to_have_text(re.compile(r"\d:\d\d"))
    before = title.inner_text()
    expect(title).not_to_have_text(before)


def test_the_board_is_worked_by_keyboard(visit: Visit):
    page = visit.page(COACH)
    expect(row(page, "Sanne")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Zo leest u dit bord")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("nobody")
    expect(page.get_by_text("Geen gesprek met deze naam")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row(page, "Sanne")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("sann")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sanne")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sanne", level=1)).to_be_visible()


def test_letters_are_no_shortcuts_once_switched_off(visit: Visit):
    page = visit.page(COACH)
    page.get_by_role("button", name="Hulp en sneltoetsen").click()
    page.get_by_label("Sneltoetsen van één letter staan aan").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_the_theme_is_chosen_and_kept(visit: Visit):
    page = visit.page(COACH)
    page.get_by_text(COACH).click()
    background = "getComputedStyle(document.body).backgroundColor"
    page.get_by_role("button", name="Donker").click()
    dark = page.evaluate(background)
    with page.expect_response("**/api/me"):
        page.get_by_role("button", name="Licht").click()
    assert page.evaluate(background) != dark
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_language_is_chosen_and_kept(visit: Visit):
    page = visit.page(COACH)
    try:
        page.get_by_text(COACH).click()
        with page.expect_navigation():
            page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
        expect(page.get_by_text("connected")).to_be_visible()
        page.get_by_text(COACH).click()
        with page.expect_navigation():
            page.get_by_role("button", name="Nederlands").click()
        expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_visible()
    finally:
        page.request.put("/api/me", data={"locale": "nl"}, headers={"Origin": visit.site.origin})


def test_a_board_whose_network_is_gone_for_ten_seconds_comes_back_by_itself(visit: Visit):
    page = visit.page(COACH)
    page.evaluate("document.body.dataset.same = 'page'")
    last = row(page, "Sanne").locator(".flag .title .clock")
    expect(last).to_have_text(re.compile(r"\d:\d\d"))
    expect(page.get_by_text("verbonden")).to_be_visible()
    visit.site.wire.cut()
    expect(page.get_by_text("verbinding weg, opnieuw proberen…")).to_be_visible()
    before = last.inner_text()
    page.wait_for_timeout(10_000)
    assert last.inner_text() == before
    visit.site.wire.mend()
    expect(page.get_by_text("verbonden")).to_be_visible()
    expect(last).not_to_have_text(before)
    assert page.evaluate("document.body.dataset.same") == "page"
