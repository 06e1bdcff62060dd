"""The arguments of a backslash command, and names with wildcards, as psql reads them.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-PATTERNS
"""

from __future__ import annotations

import re

_ARGUMENT = re.compile(r"""\s*((?:'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[^\s'"])+)""")
_PART = re.compile(r'"((?:[^"]|"")*)"?|([^".]+)|(\.)')


def words(text: str) -> list[str]:
    """Arguments, apart at spaces; single quotes are taken off, double ones belong to names."""
    return [_unquoted(found[1]) for found in _ARGUMENT.finditer(text.rstrip().rstrip(";"))]


def matches(pattern: str, schema: str, name: str) -> str:
    """The condition that columns `schema` and `name` are what a pattern means."""
    parts = _parts(pattern)
    conditions = [_matches(name, parts[-1])]
    if len(parts) > 1:
        conditions.append(_matches(schema, parts[-2]))
    return " and ".join(conditions)


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _unquoted(word: str) -> str:
    if word.startswith("'"):
        return word[1:].removesuffix("'").replace("''", "'")
    return word


def _parts(pattern: str) -> list[str]:
    """The regular expression of each name between points; folded to lower case, unless quoted."""
    parts = [""]
    for quoted, plain, point in _PART.findall(pattern):
        if point:
            parts.append("")
        elif plain:
            folded = re.escape(plain.lower()).replace(r"\*", ".*").replace(r"\?", ".")
            parts[-1] += folded
        else:
            parts[-1] += re.escape(quoted.replace('""', '"'))
    return parts


def _matches(column: str, regex: str) -> str:
    plain = re.sub(r"\\(.)", r"\1", regex)
    if re.escape(plain) == regex:
        return f"{column} = {literal(plain)}"
    return f"{column} ~ {literal(f'^({regex})$')}"
