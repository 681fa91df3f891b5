"""Silero VAD, streaming: the probability of speech per 32 ms, from the ONNX file that ships inside faster-whisper.

Silero Team (2021-2025), "Silero VAD", https://github.com/snakers4/silero-vad (MIT), version 6.
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.frame import Samples
from pipeline.errors import ModelError

FRAME = 512
"""Samples per Silero frame (32 ms at 16 kHz)."""
CONTEXT = 64
"""Samples of the previous frame that the network sees before each frame."""

_State = NDArray[np.float32]
_Network = Callable[[NDArray[np.float32], _State, _State], tuple[float, _State, _State]]


@cache
def _network() -> _Network:
    """The network, loaded once per process on first use; its `run` may be called from several threads."""
    import onnxruntime

    package = find_spec("faster_whisper")  # found, not imported: that would cost half a second
    folder = Path(next(iter(package.submodule_search_locations or ()), "")) if package else Path()
    files = sorted(folder.glob("assets/silero_vad*.onnx"))
    if not files:
        raise ModelError(
            "silero_missing",
            "faster-whisper is missing, or came without its silero_vad ONNX file",
            "Reinstall faster-whisper: pip install --force-reinstall faster-whisper",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(files[-1]), providers=["CPUExecutionProvider"], sess_options=options)
    except Exception as error:
        raise ModelError(
            "silero_corrupt",
            f"{files[-1]} cannot be read: {error}",
            "Reinstall faster-whisper: pip install --force-reinstall faster-whisper",
        ) from error

    def run(frame: NDArray[np.float32], h: _State, c: _State) -> tuple[float, _State, _State]:
        out, h, c = session.run(None, {"input": frame, "h": h, "c": c})
        return float(np.asarray(out).reshape(-1)[0]), h, c

    return run


class SileroNetwork:
    """Silero's recurrent state over one channel. Frame by frame, so that no batching changes a bit of the result."""

    def __init__(self) -> None:
        self._run = _network()
        self.reset()

    def reset(self) -> None:
        """Forget what was heard."""
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context: Samples = np.zeros(CONTEXT, np.float32)

    def __call__(self, frame: Samples) -> float:
        """The probability (0..1) that `frame`, shape (FRAME,), holds speech."""
        if len(frame) != FRAME:
            raise ValueError(f"a Silero frame has {FRAME} samples, not {len(frame)}")
        entry = np.concatenate((self._context, frame), dtype=np.float32)[None]
        probability, self._h, self._c = self._run(entry, self._h, self._c)
        self._context = entry[0, -CONTEXT:]
        return probability
