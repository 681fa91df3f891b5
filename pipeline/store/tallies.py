"""The standing flags of some calls, counted: what a list of calls shows beside each."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from pipeline.store.calls import standing
from pipeline.store.store import Store
from pipeline.store.tables import FlagRow


def by_severity(store: Store, call_ids: Sequence[str]) -> dict[str, Counter[str]]:
    """Call id -> how many flags of each severity stand; calls without any are left out."""
    query = (
        select(FlagRow.call_id, FlagRow.severity, func.count())
        .where(FlagRow.call_id.in_(call_ids), standing())
        .group_by(FlagRow.call_id, FlagRow.severity)
    )
    found: dict[str, Counter[str]] = {}
    with store.reading() as session:
        for call_id, severity, count in session.execute(query):
            found.setdefault(call_id, Counter())[severity] = count
    return found
