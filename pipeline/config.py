"""The settings, and where each value came from: command line > environment > souffleur.toml > defaults."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipeline.detectors.gate import NudgeOptions
from pipeline.errors import UsageError

FILE_NAME = "souffleur.toml"


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CallSettings(_Group):
    """What is known of a call before it begins."""

    direction: Literal["inbound", "outbound"] = Field(
        "inbound", description="outbound: your people call; then the reason for calling should come first"
    )


class CaptionSettings(_Group):
    """The word lane."""

    model: str = Field("base", description="Whisper model: base, small, medium, large-v3, large-v3-turbo or a folder")
    threads: int = Field(2, ge=1, le=64, description="processor threads of the one shared engine")
    partials: bool = Field(True, description="show words while someone still speaks")
    terms: list[str] = Field(default_factory=list, description="your own product names, to help Whisper spell them")


class PaceSettings(_Group):
    """The fast lane."""

    variety: Literal["NL", "BE"] = Field("NL", description="which norm a new agent's baseline starts from")


class FlagSettings(_Group):
    """The detectors."""

    off: list[str] = Field(default_factory=list, description="kinds that are not flagged, e.g. itch_word")
    lexicon: Path | None = Field(None, description="your own itch words: a YAML file that extends or overrides ours")
    meaning: Literal["auto", "off"] = Field("auto", description="weigh what words mean, where that model is installed")


class NudgeSettings(_Group):
    """What the agent sees, and how gently."""

    enabled: bool = Field(True, description="false mutes all nudges; flags are still recorded")
    shown_seconds: float = Field(4.5, ge=1, le=30, description="how long a cue stays on the screen")
    apart_seconds: float = Field(20.0, ge=5, le=600, description="least time between two cues")
    per_call: int = Field(3, ge=0, le=20, description="most cues in one call")
    late_seconds: float = Field(5.0, ge=1, le=30, description="a cue later than this is not shown")

    def options(self) -> NudgeOptions:
        """The same values as the gate takes them."""
        return NudgeOptions(**self.model_dump())


class BoardSettings(_Group):
    """The coach's board and the agent's page: where they are served."""

    host: str = Field("127.0.0.1", description="the address to serve at; beyond this machine only with TLS or a proxy")
    port: int = Field(8765, ge=0, le=65535, description="0 takes a free one")
    tls_cert: Path | None = Field(None, description="certificate (PEM) to serve HTTPS with")
    tls_key: Path | None = Field(None, description="its private key (PEM)")
    behind_proxy: str | None = Field(
        None, description="the address of a TLS proxy before us: https://souffleur.example.nl"
    )
    store: str | None = Field(None, description="where calls are kept: a SQLite file or a postgresql:// URL")
    record: bool = Field(False, description="keep the sound of calls; off unless your works council agreed")


class PrivacySettings(_Group):
    """What a call may keep of what was said."""

    redact: bool = Field(
        True,
        description="personal numbers become labels ([IBAN]) before anything is kept, shown or sent; "
        "false, and only by an explicit setting, keeps them all",
    )


class RetentionSettings(_Group):
    """For how many days each kind of data is kept; 0: as long as its call, or for ever."""

    audio_days: int = Field(28, ge=0, le=36500, description="recordings, where recording is on at all")
    words_days: int = Field(90, ge=0, le=36500, description="what was said, and the words with flags")
    notes_days: int = Field(180, ge=0, le=36500, description="bookmarks and whispers")
    flags_days: int = Field(365, ge=0, le=36500, description="flags and verdicts: what trends are made of")
    calls_days: int = Field(730, ge=0, le=36500, description="the call itself, with all that still belongs to it")
    audit_days: int = Field(1095, ge=0, le=36500, description="the audit log")


class Settings(BaseSettings):
    """All settings. In the environment: SOUFFLEUR_CAPTIONS__MODEL=small."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="SOUFFLEUR_", env_nested_delimiter="__")

    call: CallSettings = CallSettings()
    captions: CaptionSettings = CaptionSettings()
    pace: PaceSettings = PaceSettings()
    flags: FlagSettings = FlagSettings()
    nudges: NudgeSettings = NudgeSettings()
    board: BoardSettings = BoardSettings()
    privacy: PrivacySettings = PrivacySettings()
    retention: RetentionSettings = RetentionSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: Any,
        **_: Any,
    ) -> tuple[Any, ...]:
        """Only what `load` hands over: it reads the layers one by one, to know each value's source."""
        return (init_settings,)


def load(*, command_line: Mapping[str, Any] | None = None, file: Path | None = None) -> tuple[Settings, dict[str, str]]:
    """The effective settings, and for every "group.name" the source that it came from.

    `command_line` is nested like the settings; None values are left out. `file` defaults to souffleur.toml in the
    working directory, when there is one. Raises UsageError for an unknown key (with the nearest name) or a bad value.
    """
    path = file or Path(FILE_NAME)
    if file and not file.is_file():
        raise UsageError("settings_missing", f"There is no settings file {file}.", "Check the path of --settings.")
    layers: list[tuple[str, dict[str, Any]]] = [("default", {})]
    if path.is_file():
        layers.append((str(path), _toml(path)))
    layers.append(("environment", EnvSettingsSource(Settings)()))
    layers.append(("command line", _without_none(command_line or {})))
    merged: dict[str, Any] = {}
    sources = dict.fromkeys(known_settings(), "default")
    for source, values in layers:
        for group, members in values.items():
            if not isinstance(members, Mapping):
                merged[group] = members
                continue
            merged[group] = {**merged.get(group, {}), **members}
            sources |= {f"{group}.{name}": source for name in members}
    try:
        return Settings(**merged), sources
    except ValidationError as error:
        raise _explained(error, sources, path) from error


def known_settings() -> list[str]:
    """All settings as "group.name"."""
    groups = {group: type(field.default).model_fields for group, field in Settings.model_fields.items()}
    return [f"{group}.{name}" for group, members in groups.items() for name in members]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return TomlConfigSettingsSource(Settings, path)()
    except (OSError, ValueError) as error:
        raise UsageError(
            "settings_malformed", f"{path}: {error}.", "Mend the file, or see: run_live.py config"
        ) from error


def _without_none(nested: Mapping[str, Any]) -> dict[str, Any]:
    kept = {
        group: {name: value for name, value in members.items() if value is not None}
        for group, members in nested.items()
    }
    return {group: members for group, members in kept.items() if members}


def _explained(error: ValidationError, sources: dict[str, str], path: Path) -> UsageError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    source = sources.get(".".join(key.split(".")[:2]), str(path))
    if first["type"] == "extra_forbidden":
        candidates = [*known_settings(), *Settings.model_fields]
        near = difflib.get_close_matches(key, candidates, n=1, cutoff=0.4)
        remedy = f'Did you mean "{near[0]}"?' if near else "run_live.py config lists all settings."
        return UsageError("setting_unknown", f'Unknown setting "{key}" (from {source}).', remedy)
    return UsageError(
        "setting_invalid",
        f'Setting "{key}" (from {source}): {first["msg"].lower()}.',
        "run_live.py config shows the settings that count now.",
    )
