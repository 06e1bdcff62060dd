"""A check that the README's demo command leads to rows; `.ci/run` runs it.

It runs in a clone of this repository, with an empty home directory and nothing installed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.terminal import Terminal

INHERITED = ("PATH", "LANG")
INSTALL_TIMEOUT = 300
"""Seconds for pip to install the program."""


def main(command: str) -> None:
    """Run the README's command, open the sample shop, run a statement, and quit.

    Raises:
        AssertionError: The program does not show what is expected.
    """
    with tempfile.TemporaryDirectory() as folder:
        tree, home = Path(folder, "tree"), Path(folder, "home")
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", os.getcwd(), tree], check=True)  # noqa: PTH109
        environment = {name: value for name, value in os.environ.items() if _is_inherited(name)}
        environment |= {"HOME": str(home)}
        wrapped = ["env", "-i", *(f"{k}={v}" for k, v in environment.items())]
        wrapped += ["TERM=xterm-256color", "bash", "-euo", "pipefail", "-c", command]
        with Terminal(wrapped, folder=str(tree)) as terminal:
            terminal.wait("shop", INSTALL_TIMEOUT)
            terminal.press("\r")
            terminal.wait("Ctrl+J")
            terminal.press("\n")
            terminal.wait(has_run)  # before that, Ctrl+Q asks whether to cancel the statement
            terminal.press("\x11")
            code = terminal.finish()
            assert code == 0, terminal.text


def has_run(text: str) -> bool:
    """Return whether the status bar shows the rows and the time of a run that has ended."""
    return "running" not in text and re.search(r"\d rows +[\d.]+ m?s\b", text) is not None


def _is_inherited(name: str) -> bool:
    # The settings of pip say where this computer gets packages from.
    return name in INHERITED or name.startswith("PIP_") or name.endswith("_CERT")


if __name__ == "__main__":
    main(sys.argv[1])
