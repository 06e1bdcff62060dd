"""The type that a column gets.

Aurora DSQL has no columns of arrays, enums and some other types:
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-postgresql-compatibility-supported-data-types.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.sql.conversion.cursor import Cursor, SyntaxProblem
from dsql_tui.sql.conversion.schema import Domain, Schema, Severity

NOT_IN_KEYS = ("json", "jsonb", "bytea", "interval", "timetz")
"""Types that the key of an index cannot have."""

_PLAIN = frozenset(
    """smallint int2 integer int int4 bigint int8 real float4 float8 float numeric decimal dec char
    character varchar bpchar text date time timetz timestamp timestamptz interval boolean bool
    bytea uuid json jsonb double national nchar""".split()  # noqa: SIM905
)
_SERIAL = {
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}
_NUMBERS = frozenset(
    "smallint int2 integer int int4 bigint int8 real float4 float8 numeric double decimal".split()  # noqa: SIM905
)
_MAX_LENGTHS = {"char": 4096, "character": 4096, "bpchar": 4096, "varchar": 65535}
_LENGTH = re.compile(r"\((\d+)\)")

_OF_EXTENSIONS = ("citext", "hstore")
"""Types that extensions of PostgreSQL add."""
_OTHERS: dict[str, tuple[str, Severity, str]] = {
    "money": (
        "numeric(19,2)",
        "changed",
        "Aurora DSQL has no money; the values lose their currency.",
    ),
    "oid": ("bigint", "noted", "Aurora DSQL has no columns of type oid."),
    "citext": ("text", "weaker", "Aurora DSQL has no citext: comparisons are case-sensitive."),
    "hstore": ("text", "changed", "Aurora DSQL has no hstore; the values are kept as text."),
    "tsvector": (
        "text",
        "weaker",
        "Aurora DSQL has no tsvector columns, so words cannot be searched.",
    ),
    "name": ("text", "noted", "Aurora DSQL has no columns of type name."),
    "xml": ("text", "weaker", "Aurora DSQL has no xml; the values are not checked."),
}
"""Types without an equal one: the type in place of it, and the reason."""


class NewType(NamedTuple):
    """The type of a column on the cluster."""

    sql: str
    severity: Severity = "noted"
    reason: str = ""
    """The reason if it is another type than before."""
    convert: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    """The labels of an enum, as SQL literals."""
    rule: str = "types"
    serial: bool = False


def map_type(schema: Schema, written: str) -> NewType:
    """Return the type that a column with a written type gets."""
    cursor = Cursor(written)
    try:
        name = cursor.read_name()
    except SyntaxProblem:
        return NewType(written)
    if "[" in written or cursor.peek(0) == "array":
        return _map_array(written, name.name)
    key = schema.resolve(name).key
    if kind := schema.types.get(key):
        return _map_custom(kind)
    base = name.name
    if key in schema.domains:
        return NewType(name.sql)
    if base in _SERIAL:
        return NewType(_SERIAL[base], serial=True)
    if base in _PLAIN and not written.startswith('"'):
        return _limit_length(base, written)
    sql, severity, reason = _OTHERS.get(base, ("text", "weaker", ""))
    reason = reason or f"Aurora DSQL has no {base}; the values are kept as text and not checked."
    return NewType(sql, severity, reason, ("money",) if base == "money" else ())


def get_base(sql: str) -> str:
    """Return the name of a type without its length, as keys are checked for it."""
    low = re.sub(r"\s*\([^)]*\)", "", sql.lower()).strip()
    return "timetz" if low == "time with time zone" else low


def resolve_base(schema: Schema, sql: str) -> str:
    """Return the base of a type, below domains."""
    cursor = Cursor(sql)
    try:
        domain = schema.domains.get(schema.resolve(cursor.read_name()).key)
    except SyntaxProblem:
        domain = None
    return get_base(map_type(schema, domain.base).sql) if domain else get_base(sql)


def _map_array(written: str, element: str) -> NewType:
    reason = (
        "Aurora DSQL has no columns of arrays. The values are JSON arrays: read elements with "
        "->, and test with ? or @> in place of = ANY."
    )
    kind = "number" if element in _NUMBERS else "text"
    kind = "boolean" if element in ("boolean", "bool") else kind
    return NewType("jsonb", "changed", reason, ("array", kind), rule="arrays")


def _map_custom(kind: Domain) -> NewType:
    if not kind.labels:
        reason = "Aurora DSQL has no user-defined types; the values are kept as text."
        return NewType("text", "weaker", reason)
    reason = (
        "Aurora DSQL has no enums. A CHECK allows the same labels; the order of values is that "
        "of text, and a label can be added only with a new constraint."
    )
    return NewType("text", "changed", reason, (), kind.labels, "enums")


def _limit_length(base: str, written: str) -> NewType:
    found = _LENGTH.search(written)
    kind = "varchar" if "varying" in written.lower() else base
    if found and int(found[1]) > _MAX_LENGTHS.get(kind, 10**9):
        reason = f"{kind} has at most {_MAX_LENGTHS[kind]:,} characters on Aurora DSQL."
        return NewType("text", "weaker", reason)
    return NewType(written)


def recast(schema: Schema, expression: str) -> str:
    """Return an expression in which casts to types that are not created are casts to text."""
    words = Cursor(expression)
    parts, done = [], 0
    while not words.done:
        if not words.accept("::"):
            words.at += 1
            continue
        first = words.at
        try:
            key = schema.resolve(words.read_name()).key
        except SyntaxProblem:
            continue
        if key in schema.types or key.rpartition(".")[2] in _OF_EXTENSIONS:
            start, end = words.words[first].start, words.words[words.at - 1].end
            parts.append(expression[done:start] + "text")
            done = end
    return "".join([*parts, expression[done:]])
