"""A headless Chromium, driven through its DevTools protocol."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import connect

TIMEOUT = 30.0
"""Seconds to wait for the browser, or for a text on the page."""
_QUIET_TIME = 0.5
"""Seconds without a change after which everything is drawn."""
_MODIFIERS = {"Alt": 1, "Ctrl": 2, "Shift": 8}
_CODES = {
    "Enter": 13,
    "Escape": 27,
    "Tab": 9,
    "Backspace": 8,
    "Delete": 46,
    "Home": 36,
    "End": 35,
    "PageUp": 33,
    "PageDown": 34,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    **{f"F{number}": 111 + number for number in range(1, 13)},
}
"""The key codes of keys that type no character."""


class Browser:
    """A browser with one page, which holds a terminal."""

    def __init__(self, address: str, width: int = 1180, height: int = 680) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command = [_find_browser(), "--headless=new", "--no-sandbox", "--disable-gpu"]
        command += ["--remote-debugging-port=0", f"--user-data-dir={self._folder.name}"]
        command += [f"--window-size={width},{height}", "--hide-scrollbars", address]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._socket = connect(self._find_page(address), max_size=None)
        self._number = 0
        self.resize(width, height)
        grant = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
        self.call("Browser.grantPermissions", origin=address.rstrip("/"), **grant)

    def call(self, method: str, **parameters: Any) -> Any:
        """Call a method of the protocol, and return its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv(TIMEOUT))
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression in JavaScript."""
        options = {"awaitPromise": True, "returnByValue": True, "userGesture": True}
        result = self.call("Runtime.evaluate", expression=script, **options)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    @property
    def text(self) -> str:
        """The text on the screen of the terminal."""
        return str(self.evaluate("window.screenText ? screenText() : ''"))

    def wait(self, text: str, timeout: float = TIMEOUT) -> str:
        """Wait until the terminal shows a text, and return all that it shows.

        Raises:
            AssertionError: It never did.
        """
        end = monotonic() + timeout
        while text not in (shown := self.text):
            if monotonic() > end:
                raise AssertionError(f"never shown: {text}\n{shown}")
            sleep(0.05)
        return shown

    def settle(self) -> str:
        """Wait until the terminal has stayed the same for a moment, and return what it shows."""
        shown, since = self.text, monotonic()
        while monotonic() < since + _QUIET_TIME:
            sleep(0.05)
            if (now := self.text) != shown:
                shown, since = now, monotonic()
        return shown

    def press(self, *keys: str) -> None:
        """Press keys such as `Enter`, `a` or `Ctrl+J`."""
        for key in keys:
            *held, name = key.split("+") if len(key) > 1 else [key]
            modifiers = sum(_MODIFIERS[each] for each in held)
            code = _CODES.get(name) or (ord(name.upper()) if name.isalnum() else 0)
            text = {} if name in _CODES or held else {"text": name}
            event = {
                "key": name.lower() if held and len(name) == 1 else name,
                "modifiers": modifiers,
            }
            for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
                self.call(
                    "Input.dispatchKeyEvent",
                    type=kind,
                    windowsVirtualKeyCode=code,
                    **event,
                    **(text if kind == "keyDown" else {}),
                )

    def type_text(self, text: str) -> None:
        """Type a text, one key after the other; other than ASCII as an input method does."""
        for character in text:
            if character.isascii():
                self.press("Enter" if character == "\n" else character)
            else:
                self.call("Input.insertText", text=character)

    def click(self, text: str, button: str = "left", offset: int = 0) -> None:
        """Click on a text in the terminal, `offset` cells behind its first character."""
        x, y = self._find(text, offset)
        for kind in ("mousePressed", "mouseReleased"):
            self._mouse(kind, x, y, button=button, clickCount=1)

    def scroll(self, text: str, lines: int) -> None:
        """Turn the wheel of the mouse at a text."""
        x, y = self._find(text, 0)
        self._mouse("mouseWheel", x, y, deltaX=0, deltaY=lines * 20)

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window, in pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)

    def save_picture(self, path: Path) -> None:
        """Save a picture of the page as PNG."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    def _mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def _find(self, text: str, offset: int) -> tuple[float, float]:
        """Return the position of a text in pixels."""
        lines = self.wait(text).split("\n")
        row = next(number for number, line in enumerate(lines) if text in line)
        box, columns, rows = self.evaluate(
            "(b => [[b.left, b.top, b.width, b.height], term.cols, term.rows])"
            "(document.querySelector('.xterm-screen').getBoundingClientRect())"
        )
        column = lines[row].index(text) + offset
        x = box[0] + (column + 0.5) * box[2] / columns
        return x, box[1] + (row + 0.5) * box[3] / rows

    def _find_page(self, address: str) -> str:
        """Return the address of the page's protocol."""
        announced = Path(self._folder.name) / "DevToolsActivePort"
        end = monotonic() + TIMEOUT
        while monotonic() < end:
            if announced.exists() and (port := announced.read_text().split("\n")[0]):
                with urlopen(f"http://127.0.0.1:{port}/json") as answer:
                    for page in json.load(answer):
                        if page["url"].startswith(address):
                            return str(page["webSocketDebuggerUrl"])
            sleep(0.1)
        raise AssertionError("Chromium did not start")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()


def _find_browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("Chromium is not installed: apt-get install chromium")
