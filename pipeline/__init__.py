"""Souffleur listens to a live Dutch service call and whispers what a good coach would.

The rooms, in the order in which a call flows through them (a room imports only from rooms above it):

    span, errors  where and who; every error a user can meet: code, message, remedy
    channel       a bounded queue between threads that counts what it drops
    audio/        sound in, measured: recordings, devices, VAD, segments, pace, pauses
    captions/     segments -> words: model catalogue, Whisper engine, stabiliser, queue
    redaction/    personal numbers, addresses and dates out of the words, before anyone else hears them
    conversation/ who said what when, written dialogues, and pure measures
    meaning/      what a sentence is close to: embeddings and small trained classifiers, beside the rules
    detectors/    conversation -> flags; lexicons in YAML; the gate decides which flag becomes a nudge
    eventlog      the format of recorded calls
    core          events in, outcomes out: conversation + detectors + gate, no I/O
    call          one call, no I/O: sound and words in, records out
    listen        a recording as fast as it goes
    replay        the core over a recorded event log
    sinks/        where records go: terminal, lines, JSON Lines, WebVTT
    store/        calls, notes, accounts and the audit log in SQLite or PostgreSQL
    config        the settings and their sources
    profiles      what is kept about an agent between calls: their own baseline
    hub/          the running calls as their watchers see them: items, rows, diffs, sound
    report/       a call's figures and the page that coach and agent read together
    batch/        an archive of calls in parallel: logs, tables, pages over calls
    evaluation/   labelled dialogues: scores, intervals, tuning
    live/         a call while it happens: the only place where asyncio, threads and devices meet
    council/      the works-council document, made of the settings that count now
    web/          the coach's board and the agent's page
    cli/          the command line, one file per command
"""
