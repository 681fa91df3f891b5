"""Listening in from a browser: sound of a running call is played, a moment behind, and both sides can see it."""

import math
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.conversation.events import CallStarted
from pipeline.hub.live_call import LiveCall
from pipeline.span import Speaker
from tests.hub.records import heard
from tests.web.serving import Served

FRAME = SAMPLE_RATE_HZ // 50
MOST_DELAY_MS = 500


@pytest.fixture
def served(store, services, accounts) -> Iterator[Served]:  # noqa: ARG001 - the accounts must exist
    with Served(store) as server:
        yield server


@pytest.fixture
def speaking(served) -> Iterator[LiveCall]:
    """A call of sanne in which the agent's channel holds a tone, in real time."""
    live = served.do(served.hub.open, "c1", agent="sanne")
    served.do(live.take, CallStarted(call_id="c1", agent="sanne"))
    over = threading.Event()

    def speak() -> None:
        begun, offset = time.monotonic(), 0
        while not over.is_set():
            while offset < (time.monotonic() - begun) * SAMPLE_RATE_HZ:
                tone = 0.2 * np.sin(2 * math.pi * 440 * np.arange(offset, offset + FRAME) / SAMPLE_RATE_HZ)
                for speaker, samples in ((Speaker.AGENT, tone), (Speaker.CUSTOMER, np.zeros(FRAME))):
                    frame = Frame(speaker=speaker, offset=offset, samples=samples.astype(np.float32))
                    served.do(live.sound.frame, frame)
                offset += FRAME
            over.wait(0.01)

    thread = threading.Thread(target=speak)
    thread.start()
    yield live
    over.set()
    thread.join()


def page_of(served: Served, chromium: Browser, name: str, path: str) -> Page:
    context = chromium.new_context(base_url=served.origin)
    key, value = served.cookie(name).split("=", 1)
    context.add_cookies([{"name": key, "value": value, "url": served.origin}])
    page = context.new_page()
    page.goto(path)
    return page


def told(page: Page, name: str) -> float:
    return float(page.locator("#listen").get_attribute(f"data-{name}"))


def test_a_coach_hears_the_call_a_moment_later_and_the_agent_sees_it(served, speaking, chromium):
    agent = page_of(served, chromium, "agent", "/agent")
    expect(agent.get_by_text("Niemand luistert mee")).to_be_visible()
    page = page_of(served, chromium, "coach", "/calls/c1")
    page.get_by_role("button", name="Meeluisteren").click()
    expect(page.locator("#listen")).to_have_attribute("data-playing", "true")
    expect(agent.get_by_text("coach luistert mee")).to_be_visible()
    before, began = told(page, "played"), time.monotonic()
    page.wait_for_timeout(4000)
    played, seconds = told(page, "played") - before, time.monotonic() - began
    assert played / SAMPLE_RATE_HZ == pytest.approx(seconds, rel=0.25), "sound is played as fast as it comes"
    assert told(page, "delay-ms") <= MOST_DELAY_MS
    page.get_by_role("button", name="Meeluisteren").click()
    expect(agent.get_by_text("Niemand luistert mee")).to_be_visible()
    assert served.do(lambda: speaking.listeners) == ()


def test_the_words_that_are_heard_light_up(served, speaking, chromium):
    page = page_of(served, chromium, "coach", "/calls/c1")
    page.get_by_role("button", name="Meeluisteren").click()
    expect(page.locator("#listen")).to_have_attribute("data-playing", "true")
    soon = told(page, "at") + 6
    served.do(speaking.take, heard("agent-1", *("goedemiddag",) * 20, at=soon))
    lit = page.locator(".w.now")
    expect(lit.first).to_be_visible()
    start, at = float(lit.first.get_attribute("data-start")), told(page, "at")
    assert start - 0.5 <= at <= start + 1.5


def test_one_channel_alone_can_be_heard(served, speaking, chromium):
    page = page_of(served, chromium, "coach", "/calls/c1")
    page.get_by_label("Wie u hoort").select_option(label="klant")
    page.get_by_role("button", name="Meeluisteren").click()
    expect(page.locator("#listen")).to_have_attribute("data-playing", "true")
    assert served.do(lambda: [listener.speakers for listener in speaking.sound.listeners]) == [{Speaker.CUSTOMER}]
