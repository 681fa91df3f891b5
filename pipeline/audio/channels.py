"""Who speaks on which channel of a recording: the speaker comes from the channel, never from guessing."""

from pathlib import Path

from pipeline.errors import RecordingError, UsageError
from pipeline.span import Speaker

Channels = tuple[Speaker | None, ...]
"""Who speaks on which channel of the file, in its order; None leaves a channel out."""

_NAMES: dict[str, Speaker | None] = {"agent": Speaker.AGENT, "customer": Speaker.CUSTOMER, "-": None}


def parse_channels(text: str) -> Channels:
    """Read "agent,customer" or "agent,-,customer" ("-" leaves a channel out). Raises UsageError."""
    parts = [part.strip().lower() for part in text.split(",")]
    if not all(part in _NAMES for part in parts) or not _each_once(tuple(_NAMES[part] for part in parts)):
        raise UsageError(
            "channels_order",
            f"{text!r} is no order of channels",
            'Name each speaker once: "agent,customer", or "agent,-,customer" to leave the second out.',
        )
    return tuple(_NAMES[part] for part in parts)


def assign_channels(path: Path, count: int, channels: Channels | None) -> Channels:
    """The order for a recording of `count` channels; None asks for the default of mono and stereo.

    Raises RecordingError("recording_channels") when the order does not fit, or is missing for three or more.
    """
    if channels is None and count <= 2:
        return (Speaker.AGENT, Speaker.CUSTOMER)[:count]
    if channels is None:
        message = f"{path} has {count} channels: who speaks on which?"
        remedy = 'Say so with --channels, with "-" for one to leave out: --channels agent,-,customer'
        raise RecordingError("recording_channels", message, remedy)
    if not _each_once(channels) or any(channels[count:]):
        said = ",".join(speaker or "-" for speaker in channels)
        message = f"{path} has {count} channel(s); the order {said!r} does not fit"
        remedy = "Name each speaker once, on a channel that the recording has."
        raise RecordingError("recording_channels", message, remedy)
    return channels[:count]


def _each_once(channels: Channels) -> bool:
    named = [speaker for speaker in channels if speaker is not None]
    return 0 < len(named) == len(set(named))
