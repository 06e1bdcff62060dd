"""Script files: their encoding is kept, and changes by other programs are detected."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from dsql_tui.store.files import write_atomic

MAX_SIZE = 64 * 1024 * 1024
"""Bytes of a file that the editor opens; `dsql-tui exec` runs larger ones."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"
"""The encoding of Windows programs that do not write UTF-8."""


class ScriptFileError(Exception):
    """A script cannot be read or written; the message is for the user."""


class ChangedOnDisk(ScriptFileError):
    """Another program changed the file since it was read or saved."""


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """The file that a console's text was read from or saved to."""

    path: Path
    encoding: str = "utf-8"
    stamp: str = ""
    """A fingerprint of the file's state; empty if the file does not exist yet."""

    @property
    def name(self) -> str:
        """The name of the console."""
        return self.path.name

    @property
    def changed(self) -> bool:
        """True if another program changed the file; looks at the disk."""
        return _read_stamp(self.path) != self.stamp

    def save(self, text: str, force: bool = False) -> ScriptFile:
        """Replace the content of the file by a text in its encoding.

        Raises:
            ChangedOnDisk: The file was changed by another program, and `force` is false.
            ScriptFileError: The file cannot be written, or its encoding lacks a character.
        """
        if not force and self.changed:
            raise ChangedOnDisk(f"{self.name} was changed by another program.")
        try:
            write_atomic(self.path, text.encode(self.encoding))
        except UnicodeEncodeError as error:
            raise ScriptFileError(
                f"{self.name} is in {self.encoding}, which has no “{text[error.start]}”. "
                "Save it under another name to write UTF-8."
            ) from None
        except LookupError:
            raise ScriptFileError(
                f"{self.name} cannot be written: its encoding “{self.encoding}” is not known."
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ScriptFileError(f"{self.path} cannot be written: {reason}.") from None
        return ScriptFile(self.path, self.encoding, _read_stamp(self.path))


def read_script(path: Path) -> tuple[ScriptFile, str]:
    """Read a script in UTF-8, in UTF-16 with a byte order mark, or else in cp1252.

    Raises:
        ScriptFileError: The file cannot be read or is not text.
    """
    try:
        stamp = _read_stamp(path)
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise ScriptFileError(f"{path} is not a regular file.")  # it may never end
        if path.stat().st_size > MAX_SIZE:
            raise ScriptFileError(
                f"{path} is larger than {MAX_SIZE >> 20} MiB. Run it with `dsql-tui exec -f`."
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ScriptFileError(f"{path} cannot be read: {reason}.") from None
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding:
        encoding = "utf-8" if _is_valid(data, "utf-8") else _FALLBACK
    if not _is_valid(data, encoding) or (b"\0" in data and encoding != "utf-16"):
        raise ScriptFileError(f"{path} is not a text file.")
    return ScriptFile(path, encoding, stamp), data.decode(encoding)


def _is_valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _read_stamp(path: Path) -> str:
    """Return a fingerprint of the file's state, or an empty string if it does not exist."""
    try:
        stat = path.stat()
    except (OSError, ValueError):  # ValueError: the path contains a NUL.
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"
