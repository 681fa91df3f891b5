"""The rooms import one way, and the folder listing tells the truth."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_room_imports_only_from_rooms_before_it():
    lint = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    linted = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


def test_the_map_names_every_room():
    listing = {path.stem for path in (ROOT / "pipeline").iterdir() if not path.name.startswith("_")}
    text = (ROOT / "pipeline" / "__init__.py").read_text()
    assert {room for room in listing if room not in text} == set()


def test_nothing_heavy_is_imported_for_a_text():
    code = "import sys, pipeline.core, pipeline.conversation.dialogue, pipeline.replay; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"ctranslate2", "faster_whisper", "sounddevice", "av", "onnxruntime"} & set(loaded.stdout.split())


def test_there_is_no_way_from_sound_to_an_emotion():
    """No acoustic feature reaches the acknowledgement detector, and no schema has a field for a feeling."""
    detector = (ROOT / "pipeline" / "detectors" / "missing_acknowledgement.py").read_text()
    assert "pipeline.audio" not in detector and ".paces" not in detector and "pace_of" not in detector
    schema = (ROOT / "docs" / "events.md").read_text()
    fields = {part for line in schema.splitlines() if line.startswith("| `") for part in line.split("`")[1::2]}
    assert fields and not {"emotion", "sentiment", "anger", "mood", "stress"} & fields
