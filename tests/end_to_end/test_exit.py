"""The end of the process while threads of it still run."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys, threading
from dsql_tui.__main__ import end_process

class Library:
    def __del__(self):
        print("cleaned up")

library = Library()
atexit.register(print, "exit functions run")
if sys.argv[1] != "alone":
    wait = threading.Event().wait
    threading.Thread(target=wait, args=(0.2,), daemon=sys.argv[1] == "daemon").start()
print("output", end=" ")
end_process(3)
"""


@pytest.mark.parametrize(
    ("threads", "cleans_up"), [("alone", True), ("daemon", False), ("other", True)]
)
def test_libraries_are_not_cleaned_up_below_a_thread(threads: str, cleans_up: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, threads], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("output exit functions run\n")
    assert ("cleaned up" in done.stdout) == cleans_up
