"""Reading a file, or the files of a folder, as scripts in the order in which they are applied."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dsql_tui.execution.source import ScriptFileError, read_source
from dsql_tui.sql.migration_files.conventions import (
    FileName,
    read_file_name,
    read_script,
    sort_files,
)
from dsql_tui.sql.migration_files.script import Script, ScriptError


class ScriptFolder(NamedTuple):
    """The scripts of a folder, or of one file."""

    scripts: list[Script]
    skipped: list[FileName]
    """Files that are not applied."""


def read_scripts(path: Path) -> ScriptFolder:
    """Return the scripts of a file or a folder. Blocks.

    In a folder, these are the files `*.sql`, and `migration.sql` in each folder below it.

    Raises:
        ScriptError: There is none, or one cannot be applied.
        ScriptFileError: One cannot be read.
    """
    if not path.is_dir():
        file = read_file_name(path.name)._replace(skipped="")
        return ScriptFolder([_read(path, file)], [])
    try:
        found = [*path.glob("*.sql"), *path.glob("*/migration.sql")]
    except OSError as error:
        raise ScriptFileError(f"{path} cannot be read: {error.strerror}.") from None
    names = [each.relative_to(path).as_posix() for each in found if each.is_file()]
    files = sort_files(names)
    scripts = [_read(path / each.name, each) for each in files if not each.skipped]
    if not scripts:
        raise ScriptError(f"{path} has no file to apply, such as 001_tables.sql or V1__tables.sql.")
    return ScriptFolder(scripts, [each for each in files if each.skipped])


def _read(path: Path, file: FileName) -> Script:
    source = read_source(path)
    if "\0" in source.text:
        line = source.line(source.text.index("\0"))
        raise ScriptError(f"{path}, line {line}: a NUL character, which no statement can have.")
    return read_script(file.name, source.text, file)
