"""psql's `\\copy`: the COPY that it sends, and the file on this computer that the data are in.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-META-COMMANDS-COPY
"""

from __future__ import annotations

import re

from dsql_tui.sql.meta.said import Copy, Said, Say
from dsql_tui.sql.meta.words import words
from dsql_tui.sql.names import folded
from dsql_tui.sql.scan import scan

HOW = "\\copy takes TABLE or (QUERY), then TO or FROM, a file, and the options of COPY."
_PROGRAM = "\\copy runs no programs: `dsql-tui exec` writes to a pipe, and reads from one."
_BINARY = "\\copy takes text and CSV: binary files are for servers of one kind."

_STANDARD = {"stdin", "stdout", "pstdin", "pstdout"}
_FILE = re.compile(r"\s*('(?:[^']|'')*'|[^\s']+)(.*)", re.DOTALL)


def copying(written: str) -> Said:
    """What is to be copied whither; `written` is what follows the command."""
    depth = 0
    for token in scan(written):
        word = written[token.start : token.end].lower()
        depth += (word == "(") - (word == ")")
        if depth == 0 and token.kind == "word" and word in ("to", "from"):
            return _copy(written[: token.start].strip(), word == "to", written[token.end :])
    return Say(HOW)


def _copy(source: str, out: bool, rest: str) -> Said:
    found = _FILE.match(rest)
    if not (source and found):
        return Say(HOW)
    name, options = found[1], found[2].strip()
    if name.lower() == "program":
        return Say(_PROGRAM)
    if "binary" in re.findall(r"\w+", options.lower()):
        return Say(_BINARY)
    file = "" if name.lower() in _STANDARD else words(name)[0]
    sql = f"COPY {source} {'TO STDOUT' if out else 'FROM STDIN'} {options}".rstrip()
    table, _, listed = source.partition("(")
    names = listed.removesuffix(")").split(",") if table and listed else ()
    return Copy(sql, out, file, table.strip(), tuple(folded(name.strip()) for name in names))
