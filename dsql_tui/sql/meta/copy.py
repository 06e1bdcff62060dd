r"""psql's `\copy`: the COPY that it sends, and the local file of its data.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-META-COMMANDS-COPY
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.sql.meta.actions import Action, Copy, Unsupported
from dsql_tui.sql.meta.words import split_arguments
from dsql_tui.sql.names import fold_name
from dsql_tui.sql.scan import scan

USAGE = "Write \\copy TABLE or (QUERY), then TO or FROM, a file, and the options of COPY."
_PROGRAM = "\\copy does not run programs. Use a pipe with `dsql-tui exec`."
_BINARY = "\\copy does not take binary files. Use text or CSV."

_STANDARD = {"stdin", "stdout", "pstdin", "pstdout"}
_FILE = re.compile(r"\s*('(?:[^']|'')*'|[^\s']+)(.*)", re.DOTALL)


def read_copy(arguments: str) -> Action:
    r"""Return the action of a `\copy` with these arguments."""
    depth = 0
    for token in scan(arguments):
        word = arguments[token.start : token.end].lower()
        depth += (word == "(") - (word == ")")
        if depth == 0 and token.kind == "word" and word in ("to", "from"):
            source = arguments[: token.start].strip()
            return _read_target(source, word == "to", arguments[token.end :])
    return Unsupported(USAGE)


def _read_target(source: str, out: bool, rest: str) -> Action:
    """Return the action for what follows TO or FROM."""
    found = _FILE.match(rest)
    if not (source and found):
        return Unsupported(USAGE)
    name, options = found[1], found[2].strip()
    if name.lower() == "program":
        return Unsupported(_PROGRAM)
    if "binary" in re.findall(r"\w+", options.lower()):
        return Unsupported(_BINARY)
    file = "" if name.lower() in _STANDARD else split_arguments(name)[0]
    sql = f"COPY {source} {'TO STDOUT' if out else 'FROM STDIN'} {options}".rstrip()
    table, columns = _read_source(source)
    return Copy(sql, out, file, table, columns)


def _read_source(source: str) -> tuple[str, tuple[str, ...]]:
    """Return the table as it is written, and the names of the columns that are listed."""
    opening = next(
        (token.start for token in scan(source) if source[token.start : token.end] == "("), None
    )
    if not opening:  # no list, or a query
        return ("" if opening == 0 else source), ()
    return source[:opening].rstrip(), tuple(_read_columns(source[opening + 1 :]))


def _read_columns(listed: str) -> Iterator[str]:
    for token in scan(listed):
        if token.kind in ("word", "quoted"):
            yield fold_name(listed[token.start : token.end])
