"""Run every recipe whose toolchain is installed: `python -m tests.clients`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)

if __name__ == "__main__":
    options = ["-m", "clients or not clients", "-rs", "--durations=10"]
    sys.exit(pytest.main([HERE, *options, *sys.argv[1:]]))
