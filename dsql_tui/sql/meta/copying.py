"""psql's `\\copy`: which way it goes, and what it would copy.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-META-COMMANDS-COPY
"""

from __future__ import annotations

from dsql_tui.sql.meta.said import Act, Ask, Said, Say
from dsql_tui.sql.scan import scan

_HOW = "\\copy takes TABLE or (QUERY), then TO or FROM, and a file."


def copying(written: str) -> Said:
    """Rows that go out are a query, for the export to write; those that come in are an import."""
    depth = 0
    for token in scan(written):
        word = written[token.start : token.end]
        depth += (word == "(") - (word == ")")
        if depth == 0 and token.kind == "word" and word.lower() in ("to", "from"):
            source = written[: token.start].strip()
            if not source:
                break
            return Act("import", []) if word.lower() == "from" else Ask(_query(source))
    return Say(_HOW)


def _query(source: str) -> str:
    """What returns the rows of a table, of some of its columns, or of a query in parentheses."""
    if source.startswith("("):
        return source[1:].removesuffix(")").strip()
    name, bracket, columns = source.partition("(")
    listed = columns.rstrip().removesuffix(")").strip() if bracket else "*"
    return f"select {listed} from {name.strip()}"
