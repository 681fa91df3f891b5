"""Chromium before a real `serve`: a long call of Sanne, a short one of Youssef, and an account for each role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, expect, sync_playwright

from tests.web.browser.site import Site
from tests.web.browser.talk import HEARD, going_on, write

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required"),
)
PASSWORD = "een zin om te onthouden"
COACH, ADMIN, SANNE, YOUSSEF = "Anna de Vries", "Beheer", "Sanne", "Youssef"
LONG_SECONDS = 900.0
PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, and patience for two busy cores."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield browser
    browser.close()


@dataclass(slots=True)
class Visit:
    """Opens pages of a site as somebody; errors in a page's scripts end the test."""

    site: Site
    chromium: Browser
    signed_in: dict[str, StorageState]
    contexts: list[BrowserContext]
    errors: list[str]

    def page(self, who: str | None, path: str = "/", **context: object) -> Page:
        """A page of its own window; `context` as Playwright's new_context takes it."""
        state = self.signed_in[who] if who else None
        opened = self.chromium.new_context(base_url=self.site.origin, storage_state=state, locale="nl-NL", **context)  # type: ignore[arg-type]
        self.contexts.append(opened)
        page = opened.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(path)
        return page

    def call_of(self, agent: str, state: str) -> str:
        """The id of the agent's newest call in this state."""
        context = self.chromium.new_context(base_url=self.site.origin, storage_state=self.signed_in[COACH])
        found = context.request.get("/api/calls").json()["calls"]
        context.close()
        return next(call["id"] for call in found if call["agent"] == agent and call["state"] == state)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server; Sanne's call goes on for as long as the tests, Youssef's is over after half a minute."""
    folder: Path = tmp_path_factory.mktemp("site")
    logs = (
        write(folder / "long.jsonl", going_on(LONG_SECONDS), agent=SANNE),
        write(folder / "short.jsonl", HEARD, agent=YOUSSEF),
    )
    served = Site(folder, logs, (SANNE, YOUSSEF))
    yield served
    served.close()


@pytest.fixture(scope="session")
def everyone(site: Site, chromium: Browser) -> dict[str, StorageState]:
    """Everybody's sign-in. The coach and the administrator are made on the first-run page."""
    context = chromium.new_context(base_url=site.origin, locale="nl-NL")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Startcode").fill(site.code)
    page.get_by_label("Naam", exact=True).fill(COACH)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_text("Maak meteen ook de beheerder").click()
    page.get_by_label("Naam van de beheerder").fill(ADMIN)
    page.get_by_label("Wachtwoord van de beheerder").fill(PASSWORD)
    page.get_by_role("button", name="Account maken").click()
    expect(page.get_by_role("heading", name="Gesprekken van nu")).to_be_visible()
    states = {COACH: context.storage_state()}
    context.close()
    states[ADMIN] = _sign_in(site, chromium, ADMIN)
    admin = chromium.new_context(base_url=site.origin, storage_state=states[ADMIN])
    for name in (SANNE, YOUSSEF):
        account = {"name": name, "password": PASSWORD, "role": "agent", "agent": name}
        assert admin.request.post("/api/accounts", data=account, headers={"Origin": site.origin}).ok
    admin.close()
    return states | {name: _sign_in(site, chromium, name) for name in (SANNE, YOUSSEF)}


def _sign_in(site: Site, chromium: Browser, name: str) -> StorageState:
    context = chromium.new_context(base_url=site.origin, locale="nl-NL")
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Naam").fill(name)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    page.wait_for_url(lambda url: "/login" not in url)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visit(site: Site, chromium: Browser, everyone: dict[str, StorageState]) -> Iterator[Visit]:
    """Windows that are closed after the test."""
    made = Visit(site=site, chromium=chromium, signed_in=everyone, contexts=[], errors=[])
    yield made
    site.wire.mend()
    for context in made.contexts:
        context.close()
    assert made.errors == []


@pytest.fixture
def live(visit: Visit) -> Callable[[], str]:
    """The id of Sanne's running call."""
    return lambda: visit.call_of(SANNE, "live")
