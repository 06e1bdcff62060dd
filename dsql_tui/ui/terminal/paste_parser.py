"""A parser of terminal input that takes everything in a bracketed paste as text.

Textual 8.2 reads up to 32 characters after an escape character as keys, also in a paste, and ends
with an exception on key reports that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from textual import events
from textual._parser import ParseTimeout
from textual._xterm_parser import XTermParser
from textual.message import Message

_BEGIN, _END = "\x1b[200~", "\x1b[201~"
_SEQUENCE_LENGTH = 64
"""Characters of an escape sequence at most."""
_INTRODUCERS = ("", *"[O]P_X^")
"""The characters that begin a sequence behind an escape character; others are keys with Alt."""


class PasteParser(XTermParser):
    """Textual's parser for keys, and a parser of its own for pastes.

    A paste is read in chunks, not by characters: a megabyte takes milliseconds.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._paste: list[str] | None = None
        """The chunks of the paste so far; `None` outside of a paste."""
        self._tail = ""
        """The last characters, which may be the beginning of a mark."""

    def feed(self, data: str) -> Iterator[Message]:
        """Yield the events of what the terminal has sent; an empty text ends the input."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._paste is None:
                data = yield from self._feed_keys(data)
            else:
                data = yield from self._feed_paste(data)

    def _feed_keys(self, data: str) -> Generator[Message, None, str]:
        """Yield the events before a paste, and return the text of the paste so far."""
        begin = (self._tail + data).find(_BEGIN) - len(self._tail)
        if begin < -len(self._tail):
            self._tail = (self._tail + data)[1 - len(_BEGIN) :]
            yield from self._parse_keys(data)
            return ""
        if begin >= 0:
            yield from self._parse_keys(data[:begin])
            yield from self._end_sequence()
        else:
            self._restart()  # it has got the first characters of the mark
        self._paste, self._tail = [], ""
        return data[begin + len(_BEGIN) :]

    def _feed_paste(self, data: str) -> Generator[Message, None, str]:
        """Yield the paste if it ends in `data`, and return what follows it."""
        assert self._paste is not None
        end = (self._tail + data).find(_END) - len(self._tail)
        self._paste.append(data)
        if end < -len(self._tail):
            self._tail = (self._tail + data)[1 - len(_END) :]
            return ""
        text = "".join(self._paste)
        text = text[: len(text) - len(data) + end]
        self._paste, self._tail = None, ""
        if text:
            yield events.Paste(text.replace("\0", ""))
        return data[end + len(_END) :]

    def _parse_keys(self, data: str) -> Iterator[Message]:
        """Yield the events of keys; those that Textual cannot read are dropped."""
        for piece in re.split("(?=\x1b)", data):
            # Only an escape sequence can fail, so only its characters are fed one by one.
            length = _SEQUENCE_LENGTH if self._awaiting.timeout or piece[:1] == "\x1b" else 0
            alt = piece[:1] == "\x1b" and piece[1:2] not in _INTRODUCERS
            for at, part in enumerate((*piece[:length], piece[length:])):
                if part:
                    yield from self._parse(part)
                if alt and at == 1:
                    yield from self._end_sequence()

    def _parse(self, part: str) -> Iterator[Message]:
        try:
            yield from filter(_is_text, super().feed(part))
        except (ValueError, OverflowError):
            self._restart()

    def _end_sequence(self) -> Iterator[Message]:
        """End an escape sequence that is not complete, as its timeout would."""
        if self._awaiting.timeout is not None:
            self._timeout_time = None
            self._awaiting = self._gen.throw(ParseTimeout())
            while self._tokens:
                yield self._tokens.popleft()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterator[events.Key]:
        """Yield the keys of a sequence; Textual forgets Alt with a sign, such as Alt+(."""
        for key in super()._sequence_to_key_events(sequence, alt):
            with_alt = alt and key.is_printable and "+" not in key.key
            yield events.Key(f"alt+{key.key}", key.character) if with_alt else key

    def _restart(self) -> None:
        """Drop an escape sequence that is not complete."""
        self._tokens.clear()
        self._timeout_time = None
        self._gen = self.parse(self._tokens.append)
        self._awaiting = next(self._gen)


def _is_text(message: Message) -> bool:
    """Return whether a key types something that can be encoded; a lone surrogate cannot."""
    if not isinstance(message, events.Key) or message.character is None:
        return True
    return not any("\ud800" <= character <= "\udfff" for character in message.character)
