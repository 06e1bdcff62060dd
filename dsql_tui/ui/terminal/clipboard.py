"""Copying from the UI, through the terminal that it runs in or a program."""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial
from typing import Any

from textual.app import App

from dsql_tui.clipboard import (
    build_screen_sequence,
    copy_to_clipboard,
    find_ways,
    is_in_screen,
)
from dsql_tui.execution.threads import in_thread


async def copy_text(app: App[Any], text: bytes, secret: bool = False) -> str:
    """Copy a text, or write it to a file where there is no clipboard.

    Args:
        app: The app, which writes to the terminal.
        text: The text.
        secret: Whether the text must not be written to a file.

    Returns:
        Which way it was copied, as the end of a sentence.

    Raises:
        OSError: It could not be copied; `strerror` says why.
    """
    ways = find_ways(os.environ, sys.platform, shutil.which)
    write = partial(app.call_from_thread, _write, app)
    return await in_thread(partial(copy_to_clipboard, text, ways, write, secret))


def _write(app: App[Any], text: str) -> None:
    """Copy a text through the terminal, and through GNU screen, which drops what Textual writes."""
    app.copy_to_clipboard(text)
    if is_in_screen(os.environ) and app._driver:
        app._driver.write(build_screen_sequence(text))
