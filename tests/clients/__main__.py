"""Carry out every recipe that this machine has the toolchain for: `python -m tests.clients`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)

if __name__ == "__main__":
    every = ["-m", "clients or not clients", "-rs", "--durations=10"]
    sys.exit(pytest.main([HERE, *every, *sys.argv[1:]]))
