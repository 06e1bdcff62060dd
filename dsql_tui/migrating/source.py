"""The files of a migration: a script, or a folder of scripts in the order of their names."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

SUFFIXES = (".sql", ".sql.gz", ".dump", ".psql")
"""Endings of the names of scripts in a folder."""

_CUSTOM = b"PGDMP"
_ENCODING = re.compile(rb"\s*set\s+client_encoding\s*(?:=|to)\s*'?([\w-]+)", re.IGNORECASE)
_ENCODINGS = {"sql_ascii": "utf-8", "win1252": "cp1252", "win1251": "cp1251", "win1250": "cp1250"}
_DIGITS = re.compile(r"(\d+)")


def list_files(source: Path) -> list[Path]:
    """Return the scripts of a source in the order in which they run.

    Raises:
        ValueError: It is not a script or a folder with scripts; the message is for the user.
        OSError: It cannot be read.
    """
    if source.is_dir():
        if (source / "toc.dat").exists():
            raise ValueError(_explain_archive(source))
        files = [each for each in source.iterdir() if each.name.lower().endswith(SUFFIXES)]
        if not files:
            raise ValueError(f"{source} has no files that end with {', '.join(SUFFIXES)}.")
        return [file for each in sorted(files, key=_make_key) for file in list_files(each)]
    with _open(source) as file:
        start = file.read(4)
        if start + file.read(1) == _CUSTOM:
            raise ValueError(_explain_archive(source))
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise ValueError(f"{source} is in UTF-16. Convert it to UTF-8 first.")
    return [source]


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a script with their ends, in the encoding that it sets.

    Raises:
        ValueError: It has bytes that are not text in that encoding; the message is for the user.
        OSError: The file cannot be read.
    """
    encoding = "utf-8"
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            if b"client_encoding" in line and (found := _ENCODING.match(line)):
                encoding = _find_encoding(found[1].decode())
            try:
                yield line.decode(encoding)
            except UnicodeDecodeError:
                raise ValueError(
                    f"{path} is not text in {encoding.upper()} (line {number:,}). Convert it, or "
                    "name its encoding, as in SET client_encoding = 'LATIN1';"
                ) from None


def measure(path: Path) -> int:
    """Return the bytes of a source, in all of its files."""
    return sum(each.stat().st_size for each in list_files(path))


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], _open_any(path))


def _open_any(path: Path) -> object:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def _find_encoding(name: str) -> str:
    low = name.lower()
    encoding = _ENCODINGS.get(low, low)
    try:
        "".encode(encoding)
    except LookupError:
        return "utf-8"
    return encoding


def _make_key(path: Path) -> list[tuple[int, str]]:
    """Return a key that sorts `V2` before `V10`."""
    parts = _DIGITS.split(path.name.lower())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _explain_archive(source: Path) -> str:
    return (
        f"{source} is an archive of pg_dump, not a script. Convert it: "
        f"pg_restore --no-owner -f {source.name}.sql {source.name}"
    )
