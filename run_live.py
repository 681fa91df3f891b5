#!/usr/bin/env python3
"""The command line of Souffleur: python run_live.py --help."""

from pipeline.cli import main

main()
