"""A newcomer's walk in a browser terminal: `python -m tests.browser_terminal [FOLDER]`.

It needs Chromium and npm. The pictures go into the folder, by default `build/browser_terminal`.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import monotonic

from tests.browser_terminal.bridge import Bridge
from tests.browser_terminal.browser import Browser
from tests.browser_terminal.walk import walk

_BUILD = Path(__file__).parent.parent.parent / "build" / "browser_terminal"


def install_packages() -> Path:
    """Install xterm.js from npm, unless it is there, and return the folder of packages."""
    modules = _BUILD / "node_modules"
    if not modules.exists():
        _BUILD.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(__file__).with_name("package.json"), _BUILD)
        subprocess.run(["npm", "install", "--silent", "--no-fund"], cwd=_BUILD, check=True)
    return modules


def start_bridge(bridge: Bridge) -> int:
    """Serve in a thread; return the port."""
    loop = asyncio.new_event_loop()
    port: asyncio.Future[int] = loop.create_future()
    ready = threading.Event()
    port.add_done_callback(lambda _: ready.set())
    threading.Thread(target=loop.run_until_complete, args=[bridge.serve(port)], daemon=True).start()
    ready.wait()
    return port.result()


def make_environment(home: Path) -> dict[str, str]:
    """Return the environment of CloudShell, with a home directory of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    return {**kept, **own, "AWS_EXECUTION_ENV": "CloudShell"}


def main(pictures: Path) -> None:
    """Take the walk, and print how long each step took."""
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.glob("*.png"):
        old.unlink()
    modules = install_packages()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        command = [sys.executable, "-m", "dsql_tui", "demo"]
        port = start_bridge(Bridge(command, make_environment(home), modules))
        began = monotonic()
        with Browser(f"http://127.0.0.1:{port}/") as browser:
            for number, step in enumerate(walk(browser, home), 1):
                browser.settle()
                browser.save_picture(pictures / f"{number:02}-{step.replace(' ', '-')}.png")
                sys.stdout.write(f"{monotonic() - began:5.1f} s  {step}\n")
                sys.stdout.flush()
    sys.stdout.write(f"The pictures are in {pictures}.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _BUILD / "pictures")
