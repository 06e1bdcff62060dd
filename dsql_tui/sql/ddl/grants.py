"""GRANT statements from the access privileges of the catalog.

Their text is explained in https://www.postgresql.org/docs/16/ddl-priv.html.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.sql.names import quote_name

_ITEM = re.compile(r'("(?:[^"]|"")*"|[^"=]*)=([^/]*)/.*', re.DOTALL)
"""An item: `grantee=privileges/grantor`."""

_PRIVILEGES = {
    "r": "SELECT",
    "a": "INSERT",
    "w": "UPDATE",
    "d": "DELETE",
    "D": "TRUNCATE",
    "x": "REFERENCES",
    "t": "TRIGGER",
    "X": "EXECUTE",
    "U": "USAGE",
    "C": "CREATE",
}


class Grant(NamedTuple):
    """Privileges on an object that a role other than its owner has."""

    key: str
    """The key of the object."""
    subject: str
    """The object as GRANT names it: `TABLE shop.orders`."""
    column: str
    """The column that is granted; empty for the whole object."""
    item: str
    """The text of the catalog: `reader=r*w/admin`; without a name before `=` it is PUBLIC."""


def write_grants(grant: Grant) -> list[str]:
    """Return the statements for an item: those with and those without grant option."""
    found = _ITEM.fullmatch(grant.item)
    if not found:
        return []
    role = _read_role(found[1])
    column = f" ({quote_name(grant.column)})" if grant.column else ""
    statements = []
    for mark, option in (("", ""), ("*", " WITH GRANT OPTION")):
        names = [
            _PRIVILEGES[letter] + column
            for letter, has_option in re.findall(r"(\w)(\*?)", found[2])
            if has_option == mark and letter in _PRIVILEGES
        ]
        if names:
            statements.append(f"GRANT {', '.join(names)} ON {grant.subject} TO {role}{option}")
    return statements


def _read_role(written: str) -> str:
    """Return a role as SQL must write it."""
    if not written:
        return "PUBLIC"
    if written.startswith('"'):
        written = written[1:-1].replace('""', '"')
    return quote_name(written)
