"""Pure measures over a conversation: how much each speaker talked, and how long ago."""

from pipeline.conversation.conversation import Conversation
from pipeline.span import Speaker


def talk_seconds(conversation: Conversation, speaker: Speaker) -> float:
    """Seconds of speech of one speaker so far, by the VAD; the stretch still under way included."""
    ended = sum(span.duration for who, span in conversation.speech if who is speaker)
    return ended + sum(max(0.0, conversation.now - since) for who, since in conversation.speaking if who is speaker)


def talk_share(conversation: Conversation, speaker: Speaker = Speaker.AGENT) -> float | None:
    """The speaker's part of all speech, 0..1; None while nobody has spoken. Overlap counts for both."""
    own, other = talk_seconds(conversation, speaker), talk_seconds(conversation, speaker.other)
    return own / (own + other) if own + other > 0 else None
