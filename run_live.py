#!/usr/bin/env python3
"""The command line of Souffleur: python run_live.py --help."""

from pipeline.cli import main

if __name__ == "__main__":  # a batch's processes import this file again
    main()
