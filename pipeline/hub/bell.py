"""Wakes all who wait: whoever looks, finds nothing new and waits, without an await in between, misses no ring."""

import asyncio


class Bell:
    """Belongs to the event loop's thread."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, timeout_seconds: float | None = None) -> bool:
        """Until the next ring; False when `timeout_seconds` passed without one."""
        event = self._event
        try:
            async with asyncio.timeout(timeout_seconds):
                await event.wait()
        except TimeoutError:
            return False
        return True
