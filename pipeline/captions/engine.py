"""The captions engine: segments in, utterances out. One engine is shared by all calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pipeline.audio.events import Segment
from pipeline.audio.frame import SAMPLE_RATE_HZ, Samples
from pipeline.captions.coverage import CoverageOptions, filled, holes
from pipeline.captions.foreign import ForeignOptions, candidate
from pipeline.captions.guards import GuardOptions, reject, silent
from pipeline.captions.prompt import Prompt
from pipeline.captions.utterance import Utterance, Word
from pipeline.captions.voicing import onset_s
from pipeline.captions.whisper import Array, Decoded, SpliceOptions, Token, Whisper
from pipeline.span import Span

PUNCTUATION = ".,?!;:…-"
"""What Whisper may revise behind the last word that stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How the engine decodes."""

    language: str = "nl"
    beam_final: int = 5
    beam_partial: int = 5
    """The same beam for partials as for finals: what is shown early then seldom changes."""
    workers: int = 1
    """Segments decoded at the same time (they share the weights)."""
    compute_type: str = "int8"
    context_words: int = 2
    """A partial hears the sound again from this many stable words back, and takes them as said."""
    start_bias_s: float = 0.04
    """Added to word starts: Whisper's attention is early (median over 250 words: 0.05 s)."""
    end_bias_s: float = 0.045
    """Added to word ends (median 0.044 s early)."""
    max_tokens_per_s: float = 12.0
    """Decoding stops at this many tokens per second of sound (and 16 more): a loop may not cost seconds."""
    splice: SpliceOptions = field(default_factory=SpliceOptions)
    guards: GuardOptions = field(default_factory=GuardOptions)
    coverage: CoverageOptions = field(default_factory=CoverageOptions)
    foreign: ForeignOptions = field(default_factory=ForeignOptions)


class Engine(Protocol):
    """Segments in, words out: the seam behind which captions may run elsewhere."""

    def transcribe(self, segment: Segment, *, final: bool, prefix: Sequence[Word] = ()) -> Utterance:
        """The words of `segment`; words=() where nothing was said. A partial need not revise `prefix`."""
        ...


class WhisperEngine:
    """Whisper in this process. Thread-safe; the text of a segment depends on its samples alone.

    `threads` is the number of compute threads per decode. Raises ModelError when the model cannot be loaded.
    """

    def __init__(
        self,
        model_path: Path,
        *,
        threads: int = 1,
        options: EngineOptions = EngineOptions(),
        prompt: Prompt | None = None,
    ) -> None:
        self.options = options
        self.whisper = Whisper(
            model_path,
            language=options.language,
            threads=threads,
            workers=options.workers,
            compute_type=options.compute_type,
            splice=options.splice,
        )
        text = prompt.text if prompt else ""
        self._prompt = tuple(self.whisper.tokenizer.encode(" " + text)) if text else ()

    def transcribe(self, segment: Segment, *, final: bool, prefix: Sequence[Word] = ()) -> Utterance:
        """The words of `segment`. A partial (`final=False`) comes with `stable=0`: the stabiliser decides what stands.

        `prefix` are the segment's leading words that stand already: a partial is decoded from there on; a final never
        looks at them. words=() where the guards believe that nothing was said.
        """
        if final:
            words = self._in_stream_time(self._complete(segment.samples), segment)
        else:
            kept, context, tail = trimmed(segment, tuple(prefix), self.options.context_words)
            heard = self._heard(tail.samples, self.options.beam_partial, context)
            words = (*kept, *self._in_stream_time(heard, tail))
        return Utterance(
            id=segment.id,
            speaker=segment.speaker,
            span=segment.span,
            words=words,
            final=final,
            stable=None if final else 0,
        )

    def _complete(self, samples: Samples) -> tuple[Token, ...]:
        """All words of a closed segment: what Whisper passed over at first is decoded by itself."""
        tokens = self._heard(samples, self.options.beam_final, final=True)
        if not tokens:
            return ()
        answers = []
        for hole in holes(tokens, samples, self.options.coverage):
            stretch = samples[int(hole.start * SAMPLE_RATE_HZ) : int(hole.end * SAMPLE_RATE_HZ)]
            answers.append((hole, self._heard(stretch, self.options.beam_final)))
        return filled(tokens, answers)

    def _heard(
        self, samples: Samples, beam_size: int, prefix: tuple[Word, ...] = (), *, final: bool = False
    ) -> tuple[Token, ...]:
        """The words that Whisper hears and the guards believe."""
        if silent(samples, self.options.guards) is not None:
            return ()
        seconds = len(samples) / SAMPLE_RATE_HZ
        said = " ".join(word.text for word in prefix).rstrip(PUNCTUATION)
        states = self.whisper.encode(samples)
        most = 16 + int(self.options.max_tokens_per_s * seconds)
        decoded = self.whisper.decode(
            states,
            seconds,
            beam_size=beam_size,
            prompt=self._prompt,
            prefix=tuple(self.whisper.tokenizer.encode(" " + said)) if said else (),
            max_tokens=most,
        )
        if final:
            decoded = self._in_its_language(decoded, states, seconds, most)
        return decoded.tokens if reject(decoded, samples, self.options.guards) is None else ()

    def _in_its_language(self, own: Decoded, states: Array, seconds: float, most: int) -> Decoded:
        """The words in the language that Whisper hears, where they are clearly likelier than ours."""
        options = self.options.foreign
        if not options.languages or seconds < options.min_seconds:
            return own
        language = candidate(self.whisper.languages(states), self.options.language, options)
        if language is None:
            return own
        other = self.whisper.decode(
            states, seconds, language=language, beam_size=self.options.beam_final, max_tokens=most
        )
        return other if other.mean_logprob >= own.mean_logprob + options.min_gain else own

    def _in_stream_time(self, tokens: Sequence[Token], segment: Segment) -> tuple[Word, ...]:
        """Words in stream time: biases corrected, inside the segment's sound, in order, none shorter than 20 ms."""
        words: list[Word] = []
        earliest, latest = segment.span.start + onset_s(segment.samples), segment.span.end
        for token in tokens:
            start = min(max(earliest, segment.span.start + token.start + self.options.start_bias_s), latest)
            end = min(max(start + 0.02, segment.span.start + token.end + self.options.end_bias_s), max(latest, start))
            words.append(Word(text=token.text, span=Span(start, end), probability=token.probability))
            earliest = end
        return tuple(words)


def trimmed(
    segment: Segment, prefix: tuple[Word, ...], context_words: int
) -> tuple[tuple[Word, ...], tuple[Word, ...], Segment]:
    """(words that need no second hearing, words that the rest begins with, the rest of the segment)."""
    kept, context = prefix[:-context_words], prefix[-context_words:]
    if not kept:
        return (), context, segment
    start = max(segment.span.start, context[0].span.start - 0.05)
    skip = round((start - segment.span.start) * SAMPLE_RATE_HZ)
    return kept, context, replace(segment, samples=segment.samples[skip:], span=Span(start, segment.span.end))
