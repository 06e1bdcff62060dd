"""Ctrl+C takes effect once, and never where Python would lose it or half of its own work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import argparse, os, signal, sys, time, weakref
from dsql_tui.cli.interrupts import interrupt

def press(*_):
    os.kill(os.getpid(), signal.SIGINT)
    sum(range(1000))
    print("goes on", end=", ")
    return 1

class Finalized:
    def __del__(self):
        press()

class Referenced:
    pass

def import_module():
    import pressing_module
    print(pressing_module.value, end=", ")

def finalize():
    Finalized()

def end_reference():
    object_ = Referenced()
    finalizer = weakref.finalize(object_, press)
    finalizer.atexit = False

def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--value", type=press)
    parser.parse_intermixed_args(["--value", "x"])

signal.signal(signal.SIGINT, interrupt)
try:
    globals()[sys.argv[1]]()
    time.sleep(20)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("moment", ["import_module", "finalize", "end_reference", "parse"])
def test_an_interrupt_at_a_bad_moment_comes_right_after_it(tmp_path: Path, moment: str) -> None:
    module = "from __main__ import press\npress()\nvalue = 'imported'\n"
    (tmp_path / "pressing_module.py").write_text(module)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, moment],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    words = "goes on, imported, " if moment == "import_module" else "goes on, "
    assert (done.stdout, done.stderr) == (f"{words}interrupted\n", "")


def test_an_interrupt_elsewhere_comes_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "press"], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
