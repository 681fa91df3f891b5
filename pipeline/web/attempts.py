"""How often someone may try to sign in: failures are counted per account, per address and for both together."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from pipeline.web.problem import Problem

PER_ACCOUNT_AND_ADDRESS = "5 per 5 minutes"
"""Few: someone who mistypes more often than this waits a little."""
PER_ACCOUNT = "30 per 15 minutes"
"""More, so that nobody can lock a colleague out from one desk."""
PER_ADDRESS = "60 per 15 minutes"
"""A whole office may share one address."""
BUSY_SECONDS = 3.0
"""How long an attempt waits for the one before it: hashing a password takes memory, so it is done one at a time."""


class Attempts:
    """Counts failures in memory, one process's; any thread may use it."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._one_at_a_time = threading.Lock()

    @contextmanager
    def one(self, account: str, address: str) -> Iterator["Attempt"]:
        """One attempt for `account` from `address`. Raises Problem 429 when there were too many, 503 when busy."""
        attempt = Attempt(self._limiter, account.casefold(), address)
        attempt.check()
        if not self._one_at_a_time.acquire(timeout=BUSY_SECONDS):
            raise Problem(
                503, "busy", "Het is even druk met aanmelden.", "Probeer het zo nog eens.", retry_after_seconds=5
            )
        try:
            attempt.check()
            yield attempt
        finally:
            self._one_at_a_time.release()


class Attempt:
    """Asks before, and is told afterwards that it failed."""

    def __init__(self, limiter: MovingWindowRateLimiter, account: str, address: str) -> None:
        self._limiter = limiter
        self._limits: tuple[tuple[RateLimitItem, tuple[str, ...]], ...] = (
            (parse(PER_ACCOUNT_AND_ADDRESS), ("both", account, address)),
            (parse(PER_ACCOUNT), ("account", account)),
            (parse(PER_ADDRESS), ("address", address)),
        )

    def check(self) -> None:
        """Raises Problem 429 while a limit is reached."""
        for limit, key in self._limits:
            if not self._limiter.test(limit, *key):
                raise Problem(
                    429,
                    "too_many_attempts",
                    "Er is te vaak een verkeerd wachtwoord ingevuld.",
                    "Wacht een paar minuten en probeer het opnieuw.",
                    retry_after_seconds=60,
                )

    def failed(self) -> None:
        """Count this attempt."""
        for limit, key in self._limits:
            self._limiter.hit(limit, *key)
