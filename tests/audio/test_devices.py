"""What happens where there is no PortAudio: needs none itself."""

import subprocess
import sys

SCRIPT = """
import sys
sys.modules["sounddevice"] = None  # as an import that fails
import pipeline.audio.recording, pipeline.audio.microphone
from pipeline.audio.devices import list_devices
from pipeline.errors import DeviceError
try:
    list_devices()
except DeviceError as error:
    print(error.code, error.exit_code, "libportaudio2" in error.remedy)
"""


def test_without_portaudio_the_error_says_what_to_install():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["portaudio_missing", "5", "True"]


def test_importing_capture_does_not_load_portaudio():
    script = "import sys, pipeline.audio.microphone; print('sounddevice' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
