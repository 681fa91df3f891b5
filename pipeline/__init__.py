"""Souffleur listens to a live Dutch service call and whispers what a good coach would.

The rooms, in the order in which a call flows through them (a room imports only from rooms above it):

    span          Span and Speaker: where and who, shared by all rooms
    errors        every error a user can meet: code, message, remedy
    audio/        sound in, measured: frames, devices, recordings, VAD, segments, pace, pauses
    captions/     segments -> words: model catalogue, Whisper engine, stabiliser, scheduler
    conversation/ who said what when, and pure measures over it
    detectors/    conversation -> flags; lexicons in YAML; the gate decides which flag becomes a nudge
    call          one call, no I/O: feed(frame), hear(utterance) -> events
    replay        the same call over a recorded event log
    sinks/        where events go: terminal, JSON Lines, WebVTT
    live          the only place where asyncio, threads and devices meet
    config, cli   settings and the command line
"""
