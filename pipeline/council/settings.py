"""The settings that count now: souffleur.toml, the environment and the command line, and over them what an
administrator changed in the board. And which of them the works council has a say in."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.config import RetentionSettings, Settings
from pipeline.council.signals import measured
from pipeline.errors import UsageError
from pipeline.store import settings as stored
from pipeline.store.retention import RetentionOptions
from pipeline.store.store import Store

LABELS = {
    "signals": "welke signalen er zijn",
    "flags.off": "signalen die uit staan",
    "flags.lexicon": "eigen woordenlijst (bestand)",
    "flags.meaning": "meewegen wat woorden betekenen",
    "nudges.enabled": "hints voor de medewerker",
    "nudges.shown_seconds": "hoe lang een hint blijft staan (seconden)",
    "nudges.apart_seconds": "tijd tussen twee hints (seconden)",
    "nudges.per_call": "hints per gesprek, ten hoogste",
    "nudges.late_seconds": "na hoeveel seconden een hint te laat is",
    "board.record": "opnemen van geluid",
    "privacy.redact": "weglakken van persoonlijke nummers",
    "pace.variety": "norm voor het tempo (NL of BE)",
    "retention.audio_days": "bewaren van opnamen (dagen)",
    "retention.words_days": "bewaren van wat er is gezegd (dagen)",
    "retention.notes_days": "bewaren van bladwijzers en ingefluisterde teksten (dagen)",
    "retention.flags_days": "bewaren van signalen en oordelen (dagen)",
    "retention.calls_days": "bewaren van gespreksgegevens (dagen)",
    "retention.audit_days": "bewaren van het logboek (dagen)",
}
"""What is locked once the council agreed, in plain Dutch. "signals" are the kinds that are measured: a new version of
the program, a detector of one's own and "flags.off" all change them."""

_PROGRAMS = ("signals", "flags.lexicon", "flags.meaning", "privacy.redact", "pace.variety")
EDITABLE = tuple(name for name in LABELS if name not in _PROGRAMS)
"""What an administrator may change in the board; the rest is for whoever runs the program."""


def effective(store: Store, configured: Settings) -> Settings:
    """The settings that count now. Raises UsageError where a stored value is none any more."""
    return overlaid(configured, stored.everything(store))


def overlaid(configured: Settings, values: Mapping[str, Any]) -> Settings:
    """`configured` with "group.name" -> value over it; names that are not EDITABLE are left out.

    Raises UsageError for a value that a setting cannot have.
    """
    merged = configured.model_dump()
    for name, value in values.items():
        if name in EDITABLE:
            group, member = name.split(".")
            merged[group][member] = value
    try:
        made = Settings(**merged)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:2])
        raise UsageError(
            "setting_invalid", f'Setting "{where}": {first["msg"].lower()}.', "Choose another value."
        ) from error
    if unknown := sorted(set(made.flags.off) - {signal.kind for signal in measured()}):
        raise UsageError(
            "kind_unknown", f'flags.off names the unknown kind "{unknown[0][:80]}".', "See: docs/signals.md"
        )
    return made


def value_of(settings: Settings, name: str) -> Any:
    """The value of "group.name"."""
    group, member = name.split(".")
    return getattr(getattr(settings, group), member)


def agreeable(settings: Settings) -> dict[str, Any]:
    """What the council agrees to, as JSON values by name: the locked settings, the kinds that are measured, and the
    content of an own lexicon by its SHA-256. Raises UsageError where that file cannot be read."""
    values: dict[str, Any] = {"signals": sorted(signal.kind for signal in measured(settings.flags.off))}
    for name in LABELS:
        if name not in ("signals", "flags.off", "flags.lexicon"):
            values[name] = value_of(settings, name)
    values["flags.lexicon"] = _digest(settings.flags.lexicon)
    return values


def retention_options(retention: RetentionSettings) -> RetentionOptions:
    """The same terms as the store takes them."""
    return RetentionOptions(**{name: days or None for name, days in retention.model_dump().items()})


def _digest(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(
            "lexicon_unreadable", f"Cannot read {file}: {error.strerror}.", "Check flags.lexicon."
        ) from error
