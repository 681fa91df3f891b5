"""Who watches in bench/board.py: headless Chromium pages, and socket clients for the boards that two cores have no
browser for. All of them look for probes ("sonde 17") and note when they saw each."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.async_api import Browser, Page
from websockets.asyncio.client import connect

PROBE = re.compile(r'"sonde (\d+)"')
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)

OBSERVE = """() => {
  window.seen = {};
  const look = (text) => {
    for (const [, number] of text.matchAll(/sonde (\\d+)/g)) {
      if (number in window.seen) continue;
      window.seen[number] = null;
      requestAnimationFrame(() => { window.seen[number] = performance.timeOrigin + performance.now(); });
    }
  };
  look(document.body.textContent);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") look(change.target.data);
      for (const node of change.addedNodes) look(node.textContent);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""Notes when each probe could first be seen: at the animation frame after it came into the page."""

TAKE = """() => {
  const taken = window.seen;
  window.seen = Object.fromEntries(Object.keys(taken).map((number) => [number, null]));
  return taken;
}"""

LISTEN = """() => {
  window.sound = [];
  const panel = document.querySelector("#listen");
  new MutationObserver(() => {
    const { at, playing, delayMs, played, skipped, underruns } = panel.dataset;
    if (playing !== "true") return;
    window.sound.push({ wall: performance.timeOrigin + performance.now(), at: Number(at), delayMs: Number(delayMs),
      played: Number(played), skipped: Number(skipped), underruns: Number(underruns) });
  }).observe(panel, { attributes: true, attributeFilter: ["data-at"] });
}"""


@dataclass(slots=True)
class Seen:
    """Latencies of one sort of watcher, seconds, since the last `take`."""

    start: float
    every: float
    known_from: float = 0.0
    """Probes that were due before are not counted: the watcher was not there yet."""
    values: list[float] = field(default_factory=list)

    def note(self, number: int, wall: float) -> None:
        """Probe `number` was seen at `wall` (seconds, Unix time) by a watcher."""
        if (due := self.start + number * self.every) >= self.known_from:
            self.values.append(wall - due)


async def socket_board(origin: str, cookie: str, seen: Seen) -> None:
    """An open board without a browser: reads all that comes, parses it as a page would."""
    address = origin.replace("http", "ws", 1) + "/ws/board"
    async with connect(
        address, origin=origin, additional_headers={"Cookie": cookie}, compression=None, open_timeout=60
    ) as socket:
        known: set[str] = set()
        async for text in socket:
            now = time.time()
            json.loads(text)
            for number in PROBE.findall(text):
                if number not in known:
                    known.add(number)
                    seen.note(int(number), now)


async def began(origin: str, cookie: str, call_id: str) -> float:
    """When a running call began, Unix time."""
    address = f"{origin.replace('http', 'ws', 1)}/ws/calls/{call_id}"
    async with connect(address, origin=origin, additional_headers={"Cookie": cookie}, open_timeout=60) as socket:
        items = json.loads(await socket.recv())["items"]
        return datetime.fromisoformat(next(item["startedAt"] for item in items if item["t"] == "call")).timestamp()


async def page_at(browser: Browser, origin: str, cookie: str, path: str) -> Page:
    """A page of its own profile, signed in, that looks for probes."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    name, _, value = cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": origin}])
    page = await context.new_page()
    await page.goto(origin + path, wait_until="domcontentloaded", timeout=180_000)
    await page.wait_for_timeout(1500)
    await page.evaluate(OBSERVE)
    return page


async def gather(pages: list[Page], seen: Seen) -> None:
    """What the pages noted since the last time."""
    for page in pages:
        for number, wall_ms in (await page.evaluate(TAKE)).items():
            if wall_ms is not None:
                seen.note(int(number), wall_ms / 1000)


async def listen(page: Page) -> None:
    """Press the button to listen in, and note what is played when."""
    await page.locator("#listen button").click(timeout=60_000)
    await page.wait_for_timeout(2000)
    await page.evaluate(LISTEN)


async def heard(page: Page) -> list[dict[str, Any]]:
    """What was played since the last time."""
    return await page.evaluate("() => { const taken = window.sound ?? []; window.sound = []; return taken; }")


async def settled(tasks: list[asyncio.Task[None]]) -> None:
    """End the socket clients. Raises what one of them fell over."""
    for task in tasks:
        if task.done():
            task.result()
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
