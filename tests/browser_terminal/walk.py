"""The steps of a newcomer's walk, by keyboard and mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.browser_terminal.browser import Browser

_QUERY = "select id, name, country from shop.customers order by joined limit 8;"
_LINES = "\n".join(f"select {number} as pasted;" for number in range(1, 300))


def walk(browser: Browser, home: Path) -> Iterator[str]:
    """Take the walk; yield the name of each step once the screen shows it.

    Raises:
        AssertionError: Something was not shown.
    """
    yield from _connect(browser)
    yield from _edit_a_row(browser)
    yield from _export(browser, home)
    yield from _paste(browser)
    yield from _resize(browser)
    yield from _find_help(browser)
    yield from _quit(browser)


def _connect(browser: Browser) -> Iterator[str]:
    browser.wait("shop")
    browser.wait("ACTIVE")
    yield "picker"
    browser.press("Enter")
    browser.wait("session 59:")
    yield "workbench"
    browser.press("Ctrl+J")
    browser.wait("500 rows")
    yield "first query"
    browser.click("Frances Ångström", offset=1)
    browser.scroll("Ada Silva", 20)
    yield "mouse in the rows"
    browser.press("y", "Enter")
    browser.settle()
    copied = browser.evaluate("navigator.clipboard.readText()")
    assert "Frances Ångström" in copied, f"{copied!r}\n{browser.text}"
    yield "copied to the clipboard"


def _edit_a_row(browser: Browser) -> Iterator[str]:
    browser.press("F2", "Ctrl+A")
    browser.type_text(_QUERY)
    browser.wait("limit 8;")  # right behind the text it would be a pasted line break
    browser.press("Ctrl+J")
    browser.wait("8 rows")
    browser.press("F3", "ArrowRight", "e")
    browser.settle()  # the first change reads the key of the table
    yield "cell being edited"
    browser.press("End", "Ctrl+U")
    browser.type_text("Ada B. ❤ Čapek")
    browser.press("Enter")
    browser.wait("Ada B. ❤ Čapek")
    yield "pending changes"
    browser.press("w")
    browser.wait("update shop.customers")
    yield "review of changes"
    browser.press("y")
    browser.wait("1 row changed")
    yield "row edited"


def _export(browser: Browser, home: Path) -> Iterator[str]:
    browser.press("Ctrl+E")
    browser.wait("Ctrl+S exports")
    yield "export"
    browser.press("Ctrl+S")
    browser.wait("Exported")
    (exported,) = home.glob("*.csv")
    assert "Ada B. ❤ Čapek" in exported.read_text("utf-8")
    yield "exported"


def _paste(browser: Browser) -> Iterator[str]:
    browser.press("F2", "Ctrl+A")
    browser.evaluate(f"term.paste({json.dumps(_LINES)})")
    browser.wait("299 as pasted")
    yield "three hundred lines pasted"


def _resize(browser: Browser) -> Iterator[str]:
    browser.resize(360, 240)
    browser.wait("pasted")
    yield "small window"
    browser.resize(1180, 680)
    browser.wait("session 59:")


def _find_help(browser: Browser) -> Iterator[str]:
    browser.press("F1")
    browser.wait("in the focused pane")
    yield "help"
    browser.press("Escape")
    browser.settle()  # a key right behind it would be one with Alt
    browser.press("Ctrl+O")
    browser.wait("Press a key")
    yield "menu"
    browser.press("Escape")
    browser.settle()


def _quit(browser: Browser) -> Iterator[str]:
    browser.press("Ctrl+Q")
    browser.settle()
    yield "quit"
    state = browser.evaluate(
        "[window.exitCode, term.buffer.active.type, term.modes.mouseTrackingMode,"
        " term.modes.bracketedPasteMode, term.modes.sendFocusMode, term.modes.wraparoundMode]"
    )
    assert state == [0, "normal", "none", False, False, True], state
