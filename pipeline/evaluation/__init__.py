"""Labelled dialogues against what the detectors found in them: labels, scores, confidence intervals, tuning."""
