"""Does a command of the README lead a newcomer to rows? Run by .ci/run, in a copy of this tree.

The copy holds what git tracks, the home directory is empty, and nothing is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.terminal import Terminal

KEPT = ("PATH", "LANG")
INSTALLING = 300
"""Seconds that pip may take."""


def main(command: str) -> None:
    """Run `command` as the README has it, and press the five keys.

    Raises:
        AssertionError: the demo showed something else.
    """
    with tempfile.TemporaryDirectory() as folder:
        tree, home = Path(folder, "tree"), Path(folder, "home")
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", os.getcwd(), tree], check=True)  # noqa: PTH109
        environment = {name: value for name, value in os.environ.items() if _kept(name)}
        environment |= {"HOME": str(home)}
        wrapped = ["env", "-i", *(f"{k}={v}" for k, v in environment.items())]
        wrapped += ["TERM=xterm-256color", "bash", "-euo", "pipefail", "-c", command]
        with Terminal(wrapped, folder=str(tree)) as terminal:
            terminal.wait("shop", INSTALLING)
            terminal.press("\r")
            terminal.wait("Ctrl+J")
            terminal.press("\n")
            terminal.wait("rows")
            terminal.press("\x11")
            code = terminal.finish()
            assert code == 0, terminal.text


def _kept(name: str) -> bool:
    """pip's own settings say where packages come from on this computer."""
    return name in KEPT or name.startswith("PIP_") or name.endswith("_CERT")


if __name__ == "__main__":
    main(sys.argv[1])
