"""The terminal may go away while the program writes to it."""

from __future__ import annotations

import os
import pty

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from dsql_tui.ui import driver


def test_writing_goes_on_when_the_terminal_is_gone() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        os.close(ours)
        with pytest.raises(OSError, match="put/output"):
            os.write(terminal.fileno(), b"the terminal is gone")
        writer = WriterThread(driver._Lasting(terminal))  # type: ignore[arg-type]
        writer.start()
        for _ in range(3 * MAX_QUEUED_WRITES):
            writer.write("drawn")  # would wait for ever for a thread that has died
        writer.stop()
        assert not writer.is_alive()
        os.dup2(os.open(os.devnull, os.O_WRONLY), terminal.fileno())
