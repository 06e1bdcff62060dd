"""Arguments of backslash commands, and patterns of names, as psql reads them.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-PATTERNS
"""

from __future__ import annotations

import re

from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import fold_case

_ARGUMENT = re.compile(r"""\s*((?:'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[^\s'"])+)""")
_PART = re.compile(r'"((?:[^"]|"")*)"?|([^".]+)|(\.)')

_GO = frozenset({"\\g", "\\gx", "\\gset", "\\gexec", "\\gdesc", "\\watch", "\\crosstabview"})
_RESET = frozenset({"\\r", "\\reset"})


def is_go(text: str) -> bool:
    r"""Return True for `\g` and the other commands that run the statement before them."""
    return _name(text) in _GO


def ends_statement(text: str) -> bool:
    r"""Return True for a command that sends the statement before it, or discards it."""
    return is_go(text) or _name(text) in _RESET


def _name(text: str) -> str:
    return re.split(r"[\s;(]", text, maxsplit=1)[0]


def split_arguments(text: str) -> list[str]:
    """Return the arguments; single quotes are removed, double quotes belong to names."""
    return [_unquote(found[1]) for found in _ARGUMENT.finditer(text.rstrip().rstrip(";"))]


def match_pattern(pattern: str, schema: str, name: str) -> str:
    """Return the condition that the columns `schema` and `name` match a pattern."""
    parts = _split_pattern(pattern)
    conditions = [_match_name(name, parts[-1])]
    if len(parts) > 1:
        conditions.append(_match_name(schema, parts[-2]))
    return " and ".join(conditions)


def _unquote(word: str) -> str:
    if word.startswith("'"):
        return word[1:].removesuffix("'").replace("''", "'")
    return word


def _split_pattern(pattern: str) -> list[str]:
    """Return a regular expression for each name of a pattern."""
    parts = [""]
    for quoted, plain, point in _PART.findall(pattern):
        if point:
            parts.append("")
        elif plain:
            folded = re.escape(fold_case(plain)).replace(r"\*", ".*").replace(r"\?", ".")
            parts[-1] += folded
        else:
            parts[-1] += re.escape(quoted.replace('""', '"'))
    return parts


def _match_name(column: str, regex: str) -> str:
    plain = re.sub(r"\\(.)", r"\1", regex)
    if re.escape(plain) == regex:
        return f"{column} = {quote_literal(plain)}"
    return f"{column} ~ {quote_literal(f'^({regex})$')}"
