"""Every error a user can meet. The tree is the documentation:

SouffleurError
├── UsageError          the command line or a setting asks for something impossible        exit 2
├── InputError          a file that we were given cannot be used (what, where, how to mend)  exit 3
│   ├── RecordingError  sound that cannot be read
│   ├── DialogueError   a line of a JSON Lines file that is no dialogue or event
│   └── LexiconError    a lexicon with a mistake: file, line, what
├── ModelError          a Whisper model that is missing, corrupt or unknown                 exit 4
├── DeviceError         no PortAudio, no such device, a device that cannot be opened          exit 5
├── OutputError         what we heard cannot be written: full disk, no permission            exit 6
└── StoreError          the store: not reachable, too new, full (pipeline/store/errors.py)    exit 7
"""


class SouffleurError(Exception):
    """An error with a remedy. Printed as three lines: code, what is wrong, how to mend it."""

    exit_code = 1

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[type["SouffleurError"], tuple[str, str, str]]:
        """So that it can be raised in one process and caught in another."""
        return type(self), (self.code, self.message, self.remedy)


class UsageError(SouffleurError):
    """The command line or a setting asks for something impossible."""

    exit_code = 2


class InputError(SouffleurError):
    """A file that we were given cannot be used."""

    exit_code = 3


class RecordingError(InputError):
    """Sound that cannot be read."""


class DialogueError(InputError):
    """A line of a JSON Lines file that is no dialogue or event."""


class LexiconError(InputError):
    """A lexicon with a mistake; the message names file, line and what."""


class ModelError(SouffleurError):
    """A Whisper model that is missing, corrupt or unknown."""

    exit_code = 4


class DeviceError(SouffleurError):
    """No PortAudio, no such device, or a device that cannot be opened."""

    exit_code = 5


class OutputError(SouffleurError):
    """What was heard cannot be written: a full disk, no permission."""

    exit_code = 6
