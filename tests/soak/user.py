"""A user of the console, who presses keys and reads the screen."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from time import monotonic

from tests.terminal import Terminal

ESCAPE, RUN, MENU, EDITOR, RESULTS, ALL, TAB = (
    "\x1b",
    "\n",
    "\x0f",
    "\x1bOQ",
    "\x1bOR",
    "\x01",
    "\t",
)
_ANSWER = 30.0
"""Seconds within which the console answers, on a machine that is busy with other work."""
_RUNNING = "Ctrl+C Cancel"
_QUESTION = re.compile(r"[ycb] \w+(?: back)? · n \w+")
"""The keys of a question, such as `y yes · n no`."""
_TABS = re.compile(r"[ \d]*\d[ \d]*")


class User:
    """Uses a console in a terminal. Each action leaves it in the editor, without a run."""

    def __init__(self, terminal: Terminal, rng: random.Random) -> None:
        self.terminal = terminal
        self.rng = rng
        self.slowest = 0.0
        """The most seconds until nothing was in the way of the editor, and it showed a text."""

    def press(self, *keys: str, pause: float = 0.05) -> None:
        """Press keys one after the other, as a person does."""
        for each in keys:
            self.terminal.press(each)
            self.terminal.rest(pause)

    def choose(self, *letters: str) -> None:
        """Choose an entry of the menu."""
        self.terminal.press(MENU)
        for each in letters:
            self.terminal.wait("Press a key")
            self.press(each, pause=0.2)

    def replace_text(self, text: str) -> None:
        """Replace the text of the editor, once nothing is in the way.

        Raises:
            AssertionError: The console does not answer.
        """
        began, shown = monotonic(), re.compile(f"1 .{re.escape(text.splitlines()[0][:30])}")
        while True:
            self.close_dialogs()
            self.press(EDITOR, ALL)
            self.terminal.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")
            if self._is_shown(shown):
                self.slowest = max(self.slowest, monotonic() - began)
                return
            assert monotonic() - began < _ANSWER, self.terminal.text

    def _is_shown(self, line: re.Pattern[str]) -> bool:
        """Wait a little; return whether the editor, and not a dialog, shows a line."""
        try:
            self.terminal.wait(lambda text: bool(line.search(text)), 2)
        except AssertionError:
            return False
        self.terminal.rest(0.05)
        return not self.is_covered()

    def count_consoles(self) -> int:
        """Return how many consoles are open, by the tabs above the editor."""
        right = self.terminal.text.split("\n")[0].rpartition("▕")[2]
        return len(right.split()) if _TABS.fullmatch(right) else 1

    def wait_for_consoles(self, count: int) -> None:
        """Wait until so many consoles are open, unless the server refuses a session."""
        with suppress(AssertionError):
            self.terminal.wait(lambda _: self.count_consoles() == count, 3)

    def is_covered(self) -> bool:
        """Return whether a dialog, a page or a question is open."""
        return "Esc" in self.terminal.text or self.is_asked()

    def run(self, text: str, whole: bool = False) -> None:
        """Run a statement, or a whole script, and wait for its end."""
        self.replace_text(text)
        if whole:
            self.choose("a")
        else:
            self.press(RUN)
        self.wait_for_end()

    def wait_for_end(self, patience: float = 6.0) -> None:
        """Wait until nothing runs; answer questions, and cancel what takes long.

        Raises:
            AssertionError: It cannot be cancelled.
        """
        began, cancelled = monotonic(), 0.0
        self.terminal.rest(0.1)
        while _RUNNING in self.terminal.text or self.is_asked():
            now = monotonic()
            assert now - began < _ANSWER + patience, self.terminal.text
            if self.is_asked():
                self.press(self.rng.choice("yn"))
            elif now - began > patience and now - cancelled > 2:
                self.press("\x03")
                cancelled = now
            self.terminal.rest(0.1)

    def is_asked(self) -> bool:
        """Return whether a question is open."""
        return bool(_QUESTION.search(self.terminal.text))

    def replace_field(self, text: str) -> None:
        """Replace the text of the field of a dialog."""
        self.press("\x1b[F", "\x15", text)

    def close_dialogs(self) -> None:
        """Close what is open above the workbench."""
        for _ in range(6):
            if self.is_asked():
                self.press("n", pause=0.2)
            elif self.is_covered():
                self.press(ESCAPE, pause=0.2)
            else:
                break

    def end_transaction(self) -> None:
        """Roll back a transaction that is open."""
        if " TX " in self.terminal.text or "TX failed" in self.terminal.text:
            self.close_dialogs()
            self.choose("b")
            self.wait_for_end()
