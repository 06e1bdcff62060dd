"""The terminal may send any byte, and may go away at any moment."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread
from textual.message import Message

from dsql_tui.ui.terminal.driver import TerminalDriver, _TolerantFile, terminal_driver


def test_writing_continues_when_the_terminal_is_gone() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        os.close(ours)
        with pytest.raises(OSError, match="put/output"):
            os.write(terminal.fileno(), b"the terminal is gone")
        writer = WriterThread(_TolerantFile(terminal))  # type: ignore[arg-type]
        writer.start()
        for _ in range(3 * MAX_QUEUED_WRITES):
            writer.write("drawn")  # would wait forever for a thread that has died
        writer.stop()
        assert not writer.is_alive()
        os.dup2(os.open(os.devnull, os.O_WRONLY), terminal.fileno())


@asynccontextmanager
async def reading() -> AsyncIterator[tuple[int, list[Message], list[signal.Signals]]]:
    """Read keys from a pty; yields our end, the messages, and the signals that the end is like."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    ended: list[signal.Signals] = []
    driver = terminal_driver(ended.append)(App())
    assert isinstance(driver, TerminalDriver)
    messages: list[Message] = []
    driver.fileno = theirs

    def collect(message: Message) -> None:
        messages.append(message)

    driver.process_message = collect  # type: ignore[method-assign]
    thread = asyncio.create_task(asyncio.to_thread(driver.run_input_thread))
    try:
        yield ours, messages, ended
    finally:
        driver.exit_event.set()
        await thread
        os.close(theirs)


async def read_keys(messages: list[Message], last: str) -> list[str | None]:
    """Wait for a key, and return the characters of all keys before it."""

    def keys() -> list[str | None]:
        return [each.character for each in messages if isinstance(each, events.Key)]

    async def wait() -> None:
        while last not in keys():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), 10)
    return keys()[: keys().index(last)]


@pytest.mark.parametrize(
    ("sent", "characters"),
    [
        (b"\xe9", ["�"]),
        (b"a\xff\xfeb", ["a", "�", "�", "b"]),
        (b"\xc3", ["�"]),
        (b"\xed\xa0\x80", ["�"] * 3),
        ("é".encode(), ["é"]),
        (b"\xf0\x9f\x98\x80", ["😀"]),
    ],
)
async def test_bytes_that_are_not_utf_8_become_replacement_characters(
    sent: bytes, characters: list[str]
) -> None:
    async with reading() as (ours, messages, ended):
        for byte in sent:  # also when each comes alone
            os.write(ours, bytes([byte]))
        os.write(ours, b"z")
        assert await read_keys(messages, "z") == characters
        assert not ended
        os.close(ours)


async def test_a_closed_terminal_ends_the_program_as_sighup_does() -> None:
    async with reading() as (ours, _, ended):
        os.close(ours)

        async def wait() -> None:
            while not ended:
                await asyncio.sleep(0.01)

        await asyncio.wait_for(wait(), 10)
        assert ended == [signal.SIGHUP]
