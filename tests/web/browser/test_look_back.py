"""After a call: the agent's look back with verdicts, the coach's stored page, export, and erasing."""

import json

from playwright.sync_api import expect

from tests.web.browser.conftest import COACH, SANNE, YOUSSEF, Visit


def ended(visit: Visit) -> str:
    """Youssef's call, once it is over."""
    board = visit.page(COACH)
    over = "calls => calls.some(one => one.agent === 'Youssef' && one.state === 'ended')"
    board.wait_for_function(f"async () => ({over})((await (await fetch('/api/calls')).json()).calls)", timeout=60_000)
    return visit.call_of(YOUSSEF, "ended")


def test_the_agent_sees_what_went_well_first_and_judges_a_flag(visit: Visit):
    call = ended(visit)
    page = visit.page(YOUSSEF, f"/calls/{call}")
    expect(page.get_by_role("heading", name="Terugblik op uw gesprek")).to_be_visible()
    titles = page.get_by_role("heading", level=2).all_inner_texts()
    assert titles.index("✓ Wat goed ging") < titles.index("Wat een volgende keer beter kan")
    expect(page.get_by_role("region", name="Beloften om na te komen")).to_contain_text("Ik stuur u vandaag een bericht")
    judged = page.get_by_role("button", name="Klopt niet").first
    with page.expect_response(lambda answer: "/verdict" in answer.url) as answer:
        judged.click()
    assert answer.value.ok
    expect(judged).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="Klopt niet").first).to_have_attribute("aria-pressed", "true")
    coach = visit.page(COACH, f"/calls/{call}")
    expect(coach.get_by_text("Medewerker: dit klopt niet").first).to_be_visible()


def test_a_stored_call_is_read_back_and_exported(visit: Visit):
    page = visit.page(COACH, f"/calls/{ended(visit)}")
    expect(page.get_by_text("afgelopen", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="Wat er gezegd wordt")).to_contain_text("dat u dan boos bent snap ik")
    expect(page.get_by_role("button", name="Meeluisteren")).to_be_hidden()
    expect(page.locator("#timeline")).to_have_attribute("data-points", "1")
    page.get_by_text("Bewaren of wissen").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Alle gegevens (JSONL)").click()
    first = download.value.path().read_text(encoding="utf-8").splitlines()[0]
    assert json.loads(first)["record"] == "log"


def test_another_agents_call_is_not_there(visit: Visit):
    page = visit.page(SANNE, f"/calls/{ended(visit)}")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Terugblik op uw gesprek")


def test_after_a_call_the_corner_is_quiet(visit: Visit):
    ended(visit)
    page = visit.page(YOUSSEF, "/agent", viewport={"width": 320, "height": 200})
    expect(page.get_by_text("Geen gesprek. Tijd om adem te halen.")).to_be_visible()
    expect(page.get_by_role("meter")).to_be_hidden()


def test_what_a_coach_erases_is_gone(visit: Visit):
    call = ended(visit)
    page = visit.page(COACH, f"/calls/{call}")
    page.get_by_text("Bewaren of wissen").click()
    page.get_by_role("button", name="Gesprek wissen").click()
    page.get_by_role("dialog").get_by_role("button", name="Wissen", exact=True).click()
    page.wait_for_url("**/history")
    assert call not in [one["id"] for one in page.request.get("/api/calls").json()["calls"]]
    answer = page.goto(f"/calls/{call}")
    assert answer is not None and answer.status == 404
