"""A call while it happens: the only place where asyncio, threads and devices meet."""
