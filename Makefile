# Two commands on a fresh machine: make demo, make test. All they need is python3 (>= 3.11), make and git.
PYTHON ?= python3
BIN := .venv/bin
CORPUS ?= corpus
DIALOGUES ?= dialogues

.PHONY: help demo board test check bench clean

help:            ## this list
	@grep -E '^[a-z]+: .*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

.venv/ready: pyproject.toml uv.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Souffleur needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv sync --quiet --locked
	touch $@

demo: .venv/ready ## a recorded call, flagged live
	$(BIN)/python run_live.py file audio_fixtures/angry.flac --realtime

CALLS := angry done_well calm numbers crosstalk angry_noisy

board: .venv/ready ## the coach's board, with fixture calls that come in by themselves (Ctrl-C stops)
	$(BIN)/python run_live.py serve --loop $(CALLS:%=--play audio_fixtures/%.flac)

test: .venv/ready ## all tests
	$(BIN)/python -m pytest

check: .venv/ready ## lint, format, import order of the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

bench: .venv/ready ## all benchmarks (minutes); CORPUS=folder DIALOGUES=folder say where the data lies (docs/measured.md)
	$(BIN)/uv sync --quiet --locked --group bench
	$(BIN)/python bench/vad.py $(CORPUS)
	$(BIN)/python bench/pace.py $(CORPUS)
	$(BIN)/python bench/rushing.py $(CORPUS)
	$(BIN)/python bench/captions.py $(CORPUS)
	$(BIN)/python bench/turn_taking.py $(CORPUS)
	$(BIN)/python bench/detectors.py $(DIALOGUES)/dev.jsonl
	$(BIN)/python bench/latency.py
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/fixtures.py

clean:           ## remove what make built
	rm -rf .venv models/base
