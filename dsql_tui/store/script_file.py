"""Script files as other programs write them: their encoding is kept, and changes are noticed."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from dsql_tui.store.files import write_whole

MOST = 64 * 1024 * 1024
"""Bytes of a file that is opened; a larger one is data, and `dsql-tui exec` runs it."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALLBACK = "cp1252"
"""What Windows writes where it does not write UTF-8."""


class FileProblem(Exception):
    """A file cannot be read or written as asked; the text is a sentence for the user."""


class ChangedOnDisk(FileProblem):
    """Another program has written the file since it was read or saved."""


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A file that a console's text was read from or saved to."""

    path: Path
    encoding: str = "utf-8"
    stamp: str = ""
    """What tells one state of the file from another; empty where there is no file yet."""

    @property
    def name(self) -> str:
        """What the console is called after it."""
        return self.path.name

    @property
    def changed(self) -> bool:
        """Has another program written it? Asks the disk."""
        return _stamp(self.path) != self.stamp

    def save(self, text: str, force: bool = False) -> ScriptFile:
        """Write a text into the file, in its encoding, or not at all; its mode is kept.

        Raises:
            ChangedOnDisk: it is not as it was last seen; `force` writes over that.
            FileProblem: there is no room or permission, or a character that it cannot hold.
        """
        path = self.path.resolve()  # a link stays one
        if not force and self.changed:
            raise ChangedOnDisk(f"{self.name} was changed by another program.")
        try:
            mode = path.stat().st_mode if path.exists() else None
            write_whole(path, text.encode(self.encoding))
            if mode is not None:
                path.chmod(mode & 0o7777)
        except UnicodeEncodeError as error:
            raise FileProblem(
                f"{self.name} is in {self.encoding}, which has no “{text[error.start]}”. "
                "Save it under another name, and it will be in UTF-8."
            ) from None
        except OSError as error:
            raise FileProblem(f"{self.path} cannot be written: {error.strerror}.") from None
        return ScriptFile(self.path, self.encoding, _stamp(self.path))


def read_script(path: Path) -> tuple[ScriptFile, str]:
    """A file and its text. UTF-8, UTF-16 where its first bytes say so, else cp1252.

    Raises:
        FileProblem: it cannot be read, or is no text.
    """
    try:
        stamp = _stamp(path)
        if path.stat().st_size > MOST:
            raise FileProblem(
                f"{path} is larger than {MOST >> 20} MiB: `dsql-tui exec -f` runs it."
            )
        data = path.read_bytes()
    except OSError as error:
        raise FileProblem(f"{path} cannot be read: {error.strerror}.") from None
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding:
        encoding = "utf-8" if _decodes(data, "utf-8") else _FALLBACK
    if not _decodes(data, encoding) or (b"\0" in data and encoding != "utf-16"):
        raise FileProblem(f"{path} is no text.")
    return ScriptFile(path, encoding, stamp), data.decode(encoding)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _stamp(path: Path) -> str:
    """When and how long it was written; empty where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"
