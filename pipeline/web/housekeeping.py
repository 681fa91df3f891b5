"""What the application does by itself while it is served: at the start, and once a day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from pipeline.council import lock
from pipeline.council.settings import retention_options
from pipeline.store.errors import StoreError
from pipeline.store.retention import expire
from pipeline.web import detecting
from pipeline.web.services import Services

A_DAY_SECONDS = 86_400.0
AGAIN_SECONDS = 600.0
"""When the store could not delete."""


@asynccontextmanager
async def beside(app: FastAPI) -> AsyncIterator[None]:
    """An ASGI lifespan: notes settings that are not as agreed, brings in the coaches' words, deletes what is old."""
    here: Services = app.state.services
    await run_in_threadpool(lock.note_deviation, here.store, here.settings)
    await detecting.renew(here)
    daily = asyncio.create_task(_daily(here))
    try:
        yield
    finally:
        daily.cancel()
        with suppress(asyncio.CancelledError):
            await daily


async def _daily(here: Services) -> None:
    while True:
        try:
            await run_in_threadpool(tidy, here)
            await asyncio.sleep(A_DAY_SECONDS)
        except StoreError:  # the writer of the running calls tells that the store is not well
            await asyncio.sleep(AGAIN_SECONDS)


def tidy(here: Services) -> None:
    """Delete what is older than its term. Raises StoreError."""
    expire(here.store, retention_options(here.settings_now().retention), here.store.now())
