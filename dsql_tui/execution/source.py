"""Scripts, with the file names and line numbers for error messages."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dsql_tui.sql.statements import Statement, split

BOM = "\ufeff"


class Source(NamedTuple):
    """A script."""

    text: str
    name: str = ""
    """The name of the file or the command-line option; empty for the console."""
    folder: Path | None = None
    """The folder of the file, for relative paths."""
    is_command: bool = False
    """True for a script on the command line: its COPY reads standard input, unless rows that end
    with a line `\\.` follow it."""

    def split(self) -> list[Statement]:
        """Return the statements."""
        found: list[Statement] = []
        offset = 0
        while True:
            for statement in split(self.text[offset:]):
                placed = statement.shift(offset)
                if self.is_command and placed.data and not placed.data.closed:
                    found.append(placed._replace(data=None))
                    offset = placed.data.start
                    break
                found.append(placed)
            else:
                return found

    def line(self, offset: int) -> int:
        """Return the line number at an offset, counted from 1."""
        return self.text.count("\n", 0, max(0, offset)) + 1


class ScriptFileError(Exception):
    """A script cannot be read; the message is a sentence for the user."""


def read_source(path: Path) -> Source:
    """Read a script from a file, with its line ends unchanged. Blocks.

    Raises:
        ScriptFileError: The file cannot be read or is not UTF-8.
    """
    try:
        return Source(decode_script(path.read_bytes()), str(path), path.parent)
    except OSError as error:
        raise ScriptFileError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ScriptFileError(f"{path} is not text in UTF-8. Convert it first.") from None


def decode_script(data: bytes) -> str:
    """Return the text of a script, without a byte order mark.

    Raises:
        UnicodeDecodeError: The data are not UTF-8.
    """
    return data.decode("utf-8").removeprefix(BOM)
