"""The settings lock: what the works council agreed to cannot be changed silently.

While an agreement stands, a change that leaves it is refused, unless it is said to be a deviation, with a reason: that
is in the audit log, and every page says that the settings are not as agreed until the council agrees again or they are
put back. What changes outside the board (a file, a new version) is found when the program starts.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.config import Settings
from pipeline.council.settings import EDITABLE, agreeable, effective, overlaid, value_of
from pipeline.errors import UsageError
from pipeline.store import audit, council
from pipeline.store import settings as stored
from pipeline.store.council import Agreement
from pipeline.store.store import Store

DEVIATION = "council_deviation"
"""The audit log's action for settings that were found not to be as agreed."""
CHANGE = "council_change"
"""The audit log's action for a change that someone made although it leaves what was agreed."""
PROGRAM = "souffleur"
LONGEST_REASON = 500
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the settings of now stand towards the council."""

    now: Mapping[str, Any]
    sha256: str
    """Of `now`."""
    agreement: Agreement | None
    differences: Mapping[str, tuple[Any, Any]]
    """Setting -> (agreed, now); empty when all is as agreed, or nothing was agreed."""

    @property
    def since(self) -> datetime | None:
        """When the council agreed."""
        return self.agreement.agreed_at if self.agreement else None


def standing(store: Store, configured: Settings) -> Standing:
    """Compare what counts now with what was agreed."""
    return _standing(store, agreeable(effective(store, configured)))


def agree(store: Store, configured: Settings, *, sha256: str, actor: str, account_id: int | None) -> Agreement:
    """The council agrees to the settings of now; `sha256` is that of the document that they read.

    Raises UsageError when the settings are no longer those of that document.
    """
    with _one_at_a_time:
        now = agreeable(effective(store, configured))
        if council.fingerprint(now) != sha256:
            raise UsageError(
                "council_outdated",
                "The settings are no longer those of the document that was agreed to.",
                "Print the document again.",
            )
        return council.agree(store, now, actor=actor, account_id=account_id)


def change(
    store: Store,
    configured: Settings,
    values: Mapping[str, Any],
    *,
    actor: str,
    account_id: int | None,
    deviation: str | None = None,
) -> Settings:
    """Change settings of EDITABLE to JSON values; comes back as the settings of now.

    `deviation` is the reason for leaving what the council agreed to. Raises UsageError for a value that cannot be, and
    for a change that leaves the agreement without a reason.
    """
    if unknown := sorted(set(values) - set(EDITABLE)):
        raise UsageError("setting_unknown", f'Unknown setting "{unknown[0][:80]}".', f"Known: {', '.join(EDITABLE)}.")
    with _one_at_a_time:
        before = effective(store, configured)
        after = overlaid(before, values)
        agreement = council.current(store)
        left = _newly_left(agreement, agreeable(before), agreeable(after))
        if left and not deviation:
            raise UsageError(
                "council_locked",
                f"The works council agreed to {', '.join(sorted(left))}.",
                "Ask the council, or change it as a deviation, with a reason: every page will say so.",
            )
        for name in values:
            new = value_of(after, name)
            if new != value_of(before, name):
                stored.put(store, name, new, actor=actor, account_id=account_id)
        if left and deviation:
            detail = {"settings": sorted(left), "reason": deviation[:LONGEST_REASON]}
            audit.write(store, CHANGE, actor=actor, account_id=account_id, detail=detail)
    return after


def note_deviation(store: Store, configured: Settings) -> Standing:
    """For when the program starts: settings that are not as agreed are told in the audit log, once for each state."""
    found = standing(store, configured)
    if found.differences:
        last = audit.page(store, actions=(DEVIATION, council.AGREED), limit=1).items
        if not last or last[0].action != DEVIATION or last[0].detail.get("sha256") != found.sha256:
            detail = {"settings": sorted(found.differences)[:40], "sha256": found.sha256}
            audit.write(store, DEVIATION, actor=PROGRAM, detail=detail)
    return found


def _standing(store: Store, now: dict[str, Any]) -> Standing:
    agreement = council.current(store)
    differences = council.differences(agreement.settings, now) if agreement else {}
    return Standing(now=now, sha256=council.fingerprint(now), agreement=agreement, differences=differences)


def _newly_left(agreement: Agreement | None, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """What changes and is then not as agreed."""
    if agreement is None:
        return set()
    differ = council.differences(agreement.settings, after)
    return {name for name in differ if before.get(name) != after.get(name)}
