"""Recordings: anything that FFmpeg reads, as 16 kHz frames per speaker, in flat memory.

`open_recording` looks at the file and says at once what is wrong with it; `Recording.frames` streams it.
What can be mended is mended and noted (`Recording.notes`); a recording that breaks off gives every good frame
first, and raises then.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.error import EOFError as EndOfFile
from av.error import FFmpegError

from pipeline.audio.channels import Channels, assign_channels
from pipeline.audio.declared import declared_seconds
from pipeline.audio.decode import Decoder, FormatChanged, NoAudioStream, Stream
from pipeline.audio.frame import SAMPLE_RATE_HZ, Frame
from pipeline.audio.quality import Note, Quality
from pipeline.audio.resample import MAX_RATE_HZ, MIN_RATE_HZ, FileResampler
from pipeline.errors import RecordingError
from pipeline.span import Speaker

TRUNCATED_SECONDS = 0.25
"""A recording that ends this much before the length it declares was cut short (encoders pad by 0.1 s)."""

READABLE = "wav, flac, mp3, m4a, ogg, opus or webm"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingInfo:
    """What the file says of itself."""

    path: Path
    duration_seconds: float | None
    """As declared; None where the file does not say (a stream that was being written)."""
    channels: int
    rate_hz: int
    codec: str


def open_recording(path: Path, *, channels: Channels | None = None) -> "Recording":
    """Look at a recording and decode its beginning.

    `channels` says who is on which channel; without it a stereo file is agent | customer and a mono file the
    agent. Channels of the file that `channels` does not reach are left out.
    Raises RecordingError with one of the codes recording_not_found, directory, not_a_file, permission,
    unreadable, empty, not_audio, truncated, no_sound, zero_length, rate, channels.
    """
    size = _check_file(path)
    try:
        with Decoder(path) as decoder:
            first = next(decoder.frames(), None)
            stream = decoder.stream(first) if first is not None else None
            damaged = decoder.damaged
    except NoAudioStream:
        remedy = "Choose the file that holds the call."
        raise _error(path, "no_sound", "has no sound, only other streams", remedy) from None
    except EndOfFile:
        remedy = "Copy the file again from where it was recorded."
        raise _error(path, "truncated", "breaks off before any sound", remedy) from None
    except FFmpegError:
        raise _not_audio(path, size) from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if stream is None and damaged:
        raise _not_audio(path, size)
    if stream is None:
        remedy = "Was the recording stopped at once? Choose another."
        raise _error(path, "zero_length", "holds no sound: its length is zero", remedy)
    if not MIN_RATE_HZ <= stream.rate_hz <= MAX_RATE_HZ:
        remedy = f"The file is damaged, or needs converting to {SAMPLE_RATE_HZ} Hz."
        raise _error(path, "rate", f"claims a sample rate of {stream.rate_hz} Hz", remedy)
    return Recording(path=path, stream=stream, channels=assign_channels(path, stream.channels, channels))


class Recording:
    """A recording that was looked at. Each call of `frames` reads the file from its start."""

    def __init__(self, *, path: Path, stream: Stream, channels: Channels) -> None:
        self.channels = channels
        self.notes: tuple[Note, ...] = ()
        """What was found and mended or is worth knowing; complete once `frames` has come to its end."""
        self._stream = stream
        self._declared = declared_seconds(path, stream)
        self.info = RecordingInfo(
            path=path,
            duration_seconds=self._declared,
            channels=stream.channels,
            rate_hz=stream.rate_hz,
            codec=stream.codec,
        )

    def frames(self, seconds: float = 0.1) -> Iterator[Frame]:
        """Frames of `seconds` (the last ones may be shorter), one per speaker at each offset, agent first.

        How the call is cut never changes its samples. Raises RecordingError("recording_truncated" or
        "recording_format_changes") after the last good frame when the recording breaks off.
        """
        size = round(seconds * SAMPLE_RATE_HZ)
        if size < 1:
            raise ValueError(f"a frame of {seconds} s holds no sample")
        speakers = sorted(speaker for speaker in self.channels if speaker is not None)
        offset, waiting = 0, np.zeros((0, len(speakers)), np.float32)
        for block in self._sound(tuple(self.channels.index(speaker) for speaker in speakers)):
            if isinstance(block, RecordingError):
                yield from _cut(waiting, speakers, offset)
                raise block
            waiting = np.concatenate((waiting, block)) if len(waiting) else block
            whole = len(waiting) // size * size
            for start in range(0, whole, size):
                yield from _cut(waiting[start : start + size], speakers, offset + start)
            offset, waiting = offset + whole, waiting[whole:]
        yield from _cut(waiting, speakers, offset)

    def _sound(self, columns: tuple[int, ...]) -> Iterator[np.ndarray | RecordingError]:
        """16 kHz blocks, shape (n, len(columns)); last of all an error, when the recording broke off."""
        resampler = FileResampler(rate_hz=self._stream.rate_hz, channels=len(columns))
        speakers = tuple(self.channels[column] for column in columns)
        quality = Quality(speakers=tuple(speaker for speaker in speakers if speaker is not None))
        decoded = 0
        broken: str | None = None
        try:
            with Decoder(self.info.path) as decoder:
                try:
                    for block in decoder.blocks():
                        decoded += len(block)
                        sound = quality.mend(block[:, columns])
                        yield np.clip(resampler.feed(sound), -1.0, 1.0)
                except FormatChanged as change:
                    broken = f"changes to {change}"
                except (FFmpegError, OSError) as error:
                    broken = f"cannot be read further ({error.strerror or 'damaged'})"
        except (FFmpegError, OSError) as error:
            yield _unreadable(self.info.path, error)
            return
        yield np.clip(resampler.flush(), -1.0, 1.0)
        self.notes = quality.notes(decoder=decoder, stream=self._stream)
        kept = decoded / self._stream.rate_hz
        if broken or (self._declared is not None and kept < self._declared - TRUNCATED_SECONDS):
            yield self._broken_off(kept, broken)

    def _broken_off(self, kept: float, broken: str | None) -> RecordingError:
        if broken and broken.startswith("changes"):
            code, remedy = "format_changes", "Convert it to one rate and number of channels."
        else:
            code, remedy = (
                "truncated",
                "What was heard is kept. Copy the file again from where it was recorded.",
            )
        of = f" of {self._declared:.1f} s" if self._declared else ""
        what = broken or "is cut short"
        return _error(self.info.path, code, f"{what}: {kept:.1f} s{of} could be read", remedy)


def _cut(block: np.ndarray, speakers: list[Speaker], offset: int) -> Iterator[Frame]:
    if len(block):
        for column, speaker in enumerate(speakers):
            yield Frame(speaker=speaker, offset=offset, samples=np.ascontiguousarray(block[:, column]))


def _check_file(path: Path) -> int:
    try:
        if path.is_dir():
            raise _error(path, "directory", "is a folder, not a recording", "Name one file in it.")
        size = os.stat(path).st_size  # noqa: PTH116
        if not path.is_file():
            raise _error(path, "not_a_file", "is no regular file", "Save the sound to a file first.")
    except FileNotFoundError:
        raise _error(path, "not_found", "does not exist", "Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if size == 0:
        raise _error(path, "empty", "is empty (0 bytes)", "Copy it again from where it was recorded.")
    return size


def _not_audio(path: Path, size: int) -> RecordingError:
    remedy = f"Give a {READABLE} file. An m4a that was cut short lacks its index: copy it again."
    return _error(path, "not_audio", f"holds no sound that can be read ({size} bytes)", remedy)


def _unreadable(path: Path, error: Exception) -> RecordingError:
    if isinstance(error, PermissionError):
        return _error(path, "permission", "may not be read by this user", "Change its permissions or owner.")
    reason = getattr(error, "strerror", None) or str(error)
    return _error(path, "unreadable", f"cannot be read: {reason}", "Check the disk or the name.")


def _error(path: Path, code: str, what: str, remedy: str) -> RecordingError:
    return RecordingError(f"recording_{code}", f"{path} {what}", remedy)
