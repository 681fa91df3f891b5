"""Whisper, cheaply: encode the segment alone, splice a tail after it, decode, align.

Whisper is trained on windows of 30 s and its encoder costs the same for one second of speech as for thirty. Here the
encoder sees only the segment and a little of its own floor (`pad_s`); behind its states goes the tail of a *template*,
states that were computed once for a short sound followed by silence. The decoder then sees the shape that it was
trained on, speech that is followed by silence, at a fraction of the cost. Measured in
`docs/decisions/captions.md`.
"""

from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
import tokenizers
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.errors import ModelError

MEL_FRAMES_PER_S = 100
STATES_PER_S = 50
WINDOW_FRAMES = 30 * MEL_FRAMES_PER_S
WINDOW_STATES = 30 * STATES_PER_S

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Tokens that make one written word, with where they were heard (seconds from the segment's start)."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What Whisper made of one segment, before any guard has judged it."""

    tokens: tuple[Token, ...]
    no_speech: float
    """Whisper's probability that nothing is said, 0..1."""
    mean_logprob: float
    """Mean log-probability of the decoded tokens (natural logarithm, <= 0)."""

    @property
    def text(self) -> str:
        """The written words, joined by single spaces."""
        return " ".join(token.text for token in self.tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpliceOptions:
    """How much of the window is really encoded."""

    pad_s: float = 3.0
    """Seconds of the segment's own floor that are encoded after it."""
    states: int = 500
    """States (50 a second) that the decoder sees at least: the segment's, then the template's tail."""


class Whisper:
    """One loaded model. All methods may be called from several threads at once.

    Raises ModelError when the folder holds no Whisper model that CTranslate2 can load.
    """

    def __init__(
        self,
        folder: Path,
        *,
        language: str = "nl",
        threads: int = 1,
        workers: int = 1,
        compute_type: str = "int8",
        splice: SpliceOptions = SpliceOptions(),
    ) -> None:
        try:
            self._model = ctranslate2.models.Whisper(
                str(folder), device="cpu", compute_type=compute_type, intra_threads=threads, inter_threads=workers
            )
            raw = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # CTranslate2 and tokenizers raise bare RuntimeError and Exception
            raise ModelError(
                "model_unreadable",
                f"The model in {folder} cannot be loaded: {error}",
                "Fetch it again with: souffleur models fetch NAME, or use --model base.",
            ) from error
        self.tokenizer = Tokenizer(raw, self._model.is_multilingual, task="transcribe", language=language)
        self._features = FeatureExtractor(feature_size=self._model.n_mels)
        self._raw = raw
        self._splice = splice
        self._suppressed = [-1, *_foreign(raw, self.tokenizer.eot)]
        self._template = self._make_template()

    def log_mel(self, samples: Samples) -> Array:
        """Log-mel spectrogram, float32 (n_mels, frames), 100 frames a second, scaled as Whisper was trained."""
        return self._features(samples).astype(np.float32)

    def encode(self, samples: Samples) -> Array:
        """Encoder states of a segment with the template's tail behind them: float32 (states, width).

        Segments of more than 30 s are cut to 30 s.
        """
        mel = self.log_mel(samples)[:, :WINDOW_FRAMES]
        frames = min(WINDOW_FRAMES, mel.shape[1] + round(self._splice.pad_s * MEL_FRAMES_PER_S))
        own = self._encode_mel(_padded(mel, frames + frames % 2))
        wanted = min(WINDOW_STATES, max(self._splice.states, len(own)))
        return np.concatenate([own, self._template[len(own) : wanted]])

    def encode_full(self, samples: Samples) -> Array:
        """Encoder states of a segment in a whole window of 30 s, as Whisper was meant: the yardstick for `encode`."""
        return self._encode_mel(_padded(self.log_mel(samples)[:, :WINDOW_FRAMES], WINDOW_FRAMES))

    def languages(self, states: Array) -> dict[str, float]:
        """Whisper's probability (0..1) of every language that it knows, by code; {} where it knows one alone."""
        if not self._model.is_multilingual:
            return {}
        found = self._model.detect_language(_view(states))[0]
        return {token.strip("<|>"): float(probability) for token, probability in found}

    def decode(
        self,
        states: Array,
        seconds: float,
        *,
        language: str | None = None,
        beam_size: int = 5,
        prompt: tuple[int, ...] = (),
        prefix: tuple[int, ...] = (),
        max_tokens: int = 200,
    ) -> Decoded:
        """The words of a segment of `seconds` whose encoder states are `states`.

        `prompt` are tokens said before it, `prefix` tokens that its words begin with, `language` another than our own.
        """
        view = _view(states)
        task = self._task(language)
        start = [
            *([self.tokenizer.sot_prev, *prompt] if prompt else []),
            *task,
            self.tokenizer.no_timestamps,
            *prefix,
        ]
        result = self._model.generate(
            view,
            [start],
            beam_size=beam_size,
            max_length=min(448, len(start) + max_tokens),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )[0]
        tokens = [token for token in result.sequences_ids[0] if token < self.tokenizer.eot]
        return Decoded(
            tokens=self._align(view, task, tokens, seconds),
            no_speech=float(result.no_speech_prob),
            mean_logprob=float(result.scores[0]),
        )

    def _task(self, language: str | None) -> list[int]:
        """The tokens that tell the decoder what to do, in this language."""
        start, own, *rest = self.tokenizer.sot_sequence
        return [start, own if language is None else self._raw.token_to_id(f"<|{language}|>"), *rest]

    def _align(
        self, view: ctranslate2.StorageView, task: list[int], tokens: list[int], seconds: float
    ) -> tuple[Token, ...]:
        """Where each word was heard, from the decoder's attention to the states (dynamic time warping)."""
        if not tokens:
            return ()
        frames = max(2, round(seconds * MEL_FRAMES_PER_S))
        found = self._model.align(view, task, [tokens], frames)[0]
        texts, groups = self.tokenizer.split_to_word_tokens([*tokens, self.tokenizer.eot])
        if len(groups) < 2 or not found.alignments:
            return ()
        pairs = np.array(found.alignments)
        jumps = np.concatenate([[True], np.diff(pairs[:, 0]) > 0])
        times = pairs[jumps, 1] / STATES_PER_S
        edges = np.concatenate([[0], np.cumsum([len(group) for group in groups[:-1]])])
        probabilities = np.array(found.text_token_probs)
        return _joined(
            [
                Token(
                    text=text,
                    start=float(times[first]),
                    end=float(times[min(last, len(times) - 1)]),
                    probability=float(probabilities[first:last].mean()),
                )
                for text, first, last in zip(texts, edges[:-1], edges[1:], strict=False)
            ]
        )

    def _make_template(self) -> Array:
        """States of a whole window with a short, speech-like sound at its start and silence after it."""
        return self.encode_full(_speech_like(1.0))

    def _encode_mel(self, mel: Array) -> Array:
        return np.array(self._model.encode(_view(mel), to_cpu=True))[0]


def _foreign(tokenizer: tokenizers.Tokenizer, end: int) -> list[int]:
    """Text tokens with letters of another script than Latin: Dutch has none, and the decoder slips into them.

    The vocabulary spells UTF-8 bytes as characters, and the first bytes of other scripts (0xCA-0xF4, but for the
    punctuation under 0xE2) as themselves.
    """
    lead = {chr(byte) for byte in range(0xCA, 0xF5) if byte != 0xE2}
    return sorted(token for text, token in tokenizer.get_vocab().items() if token < end and not lead.isdisjoint(text))


def _joined(tokens: list[Token]) -> tuple[Token, ...]:
    """Punctuation goes to the word that it stands behind."""
    words: list[Token] = []
    for token in tokens:
        text = token.text
        if (words and not text.startswith(" ")) or (not any(map(str.isalnum, text)) and words):
            before = words.pop()
            words.append(
                Token(
                    text=before.text + text.strip(), start=before.start, end=before.end, probability=before.probability
                )
            )
        elif text.strip():
            words.append(Token(text=text.strip(), start=token.start, end=token.end, probability=token.probability))
    return tuple(words)


def _padded(mel: Array, frames: int) -> Array:
    """`mel` with its own floor behind it, up to `frames`."""
    missing = frames - mel.shape[1]
    return np.pad(mel, ((0, 0), (0, missing)), constant_values=float(mel.min())) if missing > 0 else mel


def _view(array: Array) -> ctranslate2.StorageView:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array[None], dtype=np.float32))


def _speech_like(seconds: float) -> Samples:
    """A buzz with the rhythm of syllables: harmonics of a gliding pitch, about four bursts a second."""
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    phase = np.cumsum(180 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))) / SAMPLE_RATE_HZ
    buzz = sum(np.sin(2 * np.pi * harmonic * phase) / harmonic for harmonic in range(1, 20))
    envelope = np.sqrt(np.clip(np.sin(2 * np.pi * 2.2 * t), 0, 1))
    return (0.1 * buzz * envelope).astype(np.float32)
