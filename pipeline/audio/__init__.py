"""Sound in, measured: frames, devices, recordings, VAD, segments, pace and pauses."""
