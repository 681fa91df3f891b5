"""A call's page in a browser: captions, flags that tell why, bookmark, whisper, timeline, and a break of the line."""

import re

from playwright.sync_api import Page, expect

from tests.web.browser.conftest import COACH, SANNE, Visit

CAPTIONS = "Wat er gezegd wordt"


def captions(page: Page):
    return page.get_by_role("list", name=CAPTIONS)


def open_call(visit: Visit, live) -> Page:
    page = visit.page(COACH, f"/calls/{live()}")
    expect(captions(page)).to_contain_text("zo kan ik niet werken")
    return page


def test_captions_stand_in_the_order_of_time_and_go_on(visit: Visit, live):
    page = open_call(visit, live)
    expect(captions(page).locator(":scope > *").nth(3)).to_be_attached()
    starts = captions(page).evaluate("list => [...list.children].map(one => Number(one.dataset.start))")
    assert starts == sorted(starts) and len(starts) >= 4
    count = captions(page).locator("li").count()
    expect(captions(page).locator("li").nth(count)).to_be_attached()
    box = "one => one.getBoundingClientRect().left"
    assert captions(page).locator("li.agent").first.evaluate(box) < captions(page).locator(
        "li.customer"
    ).first.evaluate(box)


def test_a_flag_in_the_words_tells_why_and_what_instead(visit: Visit, live):
    page = open_call(visit, live)
    page.get_by_role("button", name=re.compile("^.*in principe.*jeukwoord")).first.hover()
    why = page.get_by_role("tooltip")
    expect(why).to_contain_text("jeukwoord")
    expect(why).to_contain_text("Zeg wat er geldt")
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()
    sign = page.get_by_role("button", name=re.compile("^.*erkenning ontbreekt.*dringend")).first
    sign.focus()
    expect(why).to_contain_text("Ik bel nu al voor de derde keer")
    expect(why).to_contain_text("Laat eerst merken dat u het gehoord heeft")


def test_a_bookmark_is_set_by_key_and_stays(visit: Visit, live):
    page = open_call(visit, live)
    page.keyboard.press("b")
    page.get_by_label("Notitie").fill("Hier samen naar luisteren")
    page.get_by_role("button", name="Bewaren", exact=True).click()
    expect(page.get_by_role("complementary")).to_contain_text("Hier samen naar luisteren")
    page.reload()
    expect(page.get_by_role("complementary")).to_contain_text("Hier samen naar luisteren")


def test_a_whisper_reaches_the_agent_and_mute_reaches_the_coach(visit: Visit, live):
    agent = visit.page(SANNE, "/agent", viewport={"width": 320, "height": 320})
    expect(agent.get_by_role("meter", name="Tempo")).to_be_visible()
    page = open_call(visit, live)
    page.keyboard.press("w")
    page.get_by_role("button", name="Adem uit. U heeft de tijd.").click()
    page.get_by_role("dialog").get_by_role("button", name="Fluisteren").click()
    expect(agent.get_by_text("Adem uit. U heeft de tijd.")).to_be_visible()
    agent.get_by_role("button", name="Gezien").click()
    expect(agent.get_by_text("Adem uit. U heeft de tijd.")).to_be_hidden()
    agent.get_by_role("button", name="Seintjes dempen").click()
    expect(agent.get_by_role("button", name="Seintjes gedempt")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("seintjes gedempt")).to_be_visible()
    agent.get_by_role("button", name="Seintjes gedempt").click()
    expect(page.get_by_text("seintjes gedempt")).to_be_hidden()


def test_a_whisper_is_short(visit: Visit, live):
    page = open_call(visit, live)
    page.keyboard.press("w")
    field = page.get_by_label("Kort en vriendelijk")
    field.press_sequentially("x" * 90, delay=0)
    assert len(field.input_value()) == 80
    expect(page.get_by_text("Nog 0 tekens")).to_be_visible()


def test_following_stops_when_the_reader_scrolls_back(visit: Visit, live):
    page = open_call(visit, live)
    page.wait_for_function(
        "document.getElementById('captions').scrollHeight > document.getElementById('captions').clientHeight + 200"
    )
    to_now = page.get_by_role("button", name="Naar nu")
    expect(to_now).to_be_hidden()
    captions(page).hover()
    page.mouse.wheel(0, -400)
    expect(to_now).to_be_visible()
    top = captions(page).evaluate("list => list.scrollTop")
    count = captions(page).locator("li").count()
    expect(captions(page).locator("li").nth(count)).to_be_attached()
    assert captions(page).evaluate("list => list.scrollTop") == top
    to_now.click()
    expect(to_now).to_be_hidden()
    assert captions(page).evaluate("list => list.scrollHeight - list.scrollTop - list.clientHeight") < 5


def test_the_timeline_grows_by_appending_and_has_a_table(visit: Visit, live):
    page = open_call(visit, live)
    timeline = page.locator("#timeline")
    expect(timeline).to_have_attribute("data-points", re.compile(r"\d+"))
    node = "document.querySelector('#timeline .plot-container')"
    drawn = "document.getElementById('timeline').data[2].x"
    page.evaluate(f"window.drawn = {{node: {node}, count: {drawn}.length, last: {drawn}.at(-1)}}")
    page.wait_for_function(f"() => {drawn}.length > window.drawn.count", timeout=20_000)
    assert page.evaluate(f"{node} === window.drawn.node && {drawn}[window.drawn.count - 1] === window.drawn.last"), (
        "appended"
    )
    page.get_by_text("Tijdlijn als tabel", exact=True).click()
    table = page.get_by_role("region", name="Tijdlijn als tabel").get_by_role("table")
    expect(table.get_by_role("row").nth(1)).to_contain_text("erkenning ontbreekt")


def test_a_call_page_misses_nothing_and_doubles_nothing_after_a_break(visit: Visit, live):
    page = open_call(visit, live)
    visit.site.wire.cut()
    expect(page.get_by_text("verbinding weg, opnieuw proberen…")).to_be_visible()
    page.wait_for_timeout(10_000)
    visit.site.wire.mend()
    expect(page.get_by_text("verbonden")).to_be_visible()
    other = visit.page(COACH, page.url)
    expect(captions(other)).to_contain_text("zo kan ik niet werken")
    told = "list => [...list.querySelectorAll('li:not(.partial)')].map(one => one.dataset.id)"
    page.wait_for_timeout(1000)
    mine, fresh = captions(page).evaluate(told), captions(other).evaluate(told)
    shorter = min(len(mine), len(fresh))
    assert mine[:shorter] == fresh[:shorter] and abs(len(mine) - len(fresh)) <= 1
    assert len(set(mine)) == len(mine)
