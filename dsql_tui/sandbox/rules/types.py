"""The types of columns and of keys.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-postgresql-compatibility-supported-data-types.html
"""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_ALIASES = {
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "float": "double precision",
    "dec": "numeric",
    "decimal": "numeric",
    "bool": "boolean",
    "char": "character",
    "nchar": "character",
    "bpchar": "character",
    "varchar": "character varying",
    "varbit": "bit varying",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}
"""Other names of types, and those that `format_type` and error messages use."""

_BUILT_IN = """
    money xml inet cidr macaddr macaddr8 point line lseg box path polygon circle tsvector tsquery
    int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange
    nummultirange tsmultirange tstzmultirange datemultirange bit pg_lsn pg_snapshot txid_snapshot
    jsonpath oid oidvector int2vector xid xid8 cid tid regclass regproc regprocedure regoper
    regoperator regtype regrole regnamespace regconfig regdictionary regcollation refcursor
    aclitem gtsvector name"""

_REFUSED = frozenset(_BUILT_IN.split()) | {"bit varying", '"char"'}
_REFUSED_IN_KEYS = frozenset({"json", "jsonb", "bytea", "interval", "time with time zone"})
_SERIALS = frozenset({"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"})
_FIELDS = frozenset({"year", "month", "day", "hour", "minute", "second", "to"})

_MAX_LENGTHS = {"character": ("char", 4096), "character varying": ("varchar", 65535)}
"""The longest that a type can be declared, with its name in the error."""

NUMERIC = "numeric(18,6)"
"""The type that a column declared as plain `numeric` gets."""


class Type(NamedTuple):
    """The type of a column, as written."""

    name: str
    """The name in the form of `format_type`, without modifiers."""
    array: bool
    bare: bool
    """It has no modifiers in brackets."""
    first: int
    """The first token, and the one behind the type."""
    after: int


def read(shape: Shape, first: int, last: int) -> Type:
    """Read the type that a range of tokens begins with."""
    words = shape.words
    here = first
    if words[here : here + 2] == ["pg_catalog", "."] and here + 2 < last:
        here += 2
    qualified = here + 1 < last and words[here + 1] == "."
    if words[here][0] == '"':
        name = {"char": '"char"'}.get(shape.name(here), shape.name(here))
        here += 1
    else:
        name, here = _read_type_name(words, here, last)
    while here + 1 < last and words[here] == ".":
        name, here = f"{name}.{shape.name(here + 1)}", here + 2
    return _rest(shape, first, here, last, name if qualified else _ALIASES.get(name, name))


def _read_type_name(words: list[str], here: int, last: int) -> tuple[str, int]:
    """Return a name of one or more words, and the index behind it."""
    name = words[here]
    following = words[here + 1] if here + 1 < last else ""
    if name == "double" and following == "precision":
        return "double precision", here + 2
    if name == "national" and following in ("character", "char"):
        return _read_type_name(words, here + 1, last)
    if name in ("character", "char", "nchar", "bit") and following == "varying":
        return ("bit varying" if name == "bit" else "character varying"), here + 2
    return name, here + 1


def _rest(shape: Shape, first: int, here: int, last: int, name: str) -> Type:
    """Read what follows the name: modifiers, time zone, interval fields, array bounds."""
    words = shape.words
    bare = not (here < last and words[here] == "(")
    if not bare:
        here = min(shape.closing(here) + 1, last)
    if words[here : here + 3] in (["with", "time", "zone"], ["without", "time", "zone"]):
        name = f"{name.split(' ')[0]} {words[here]} time zone"
        here += 3
    while name == "interval" and here < last and words[here] in {*_FIELDS, "("}:
        here = here + 1 if words[here] != "(" else min(shape.closing(here) + 1, last)
    array = here < last and words[here] in ("[", "array")
    while array and here < last and (words[here] in ("[", "]", "array") or words[here].isdigit()):
        here += 1
    return Type(name, array, bare, first, here)


def find_error(kind: Type) -> ServerError | None:
    """Return the error of a type for a column."""
    if kind.name in _SERIALS:
        return ServerError(f'type "{kind.name}" does not exist', "42704")
    if kind.array or kind.name in _REFUSED:
        return unsupported_error(f"datatype {kind.name}{'[]' * kind.array} not supported")
    return None


def find_length_error(shape: Shape, kind: Type) -> ServerError | None:
    """Return the error of a declared length that is too long."""
    limit = _MAX_LENGTHS.get(kind.name)
    if limit is None or kind.bare:
        return None
    lengths = [word for word in shape.words[kind.first : kind.after] if word.isdecimal()]
    if not lengths or int(lengths[0]) <= limit[1]:
        return None
    name, most = limit
    return ServerError(
        f"Datatype limit greater than {most} bytes not supported for {name}", "54000"
    )


def find_key_error(kind: Type) -> ServerError | None:
    """Return the error of a type for a column of a key. The list of types is not certain."""
    if kind.name in _REFUSED_IN_KEYS:
        return unsupported_error(f"datatype {kind.name} is not supported in a key")
    return None


KEY_TYPES = tuple(sorted(_REFUSED_IN_KEYS))
"""The types that a key cannot have."""


def edit(shape: Shape, kind: Type) -> Edit | None:
    """Return the edit that makes PostgreSQL store the column as Aurora DSQL does."""
    if kind.name == "numeric" and kind.bare:
        return Edit(shape.spans[kind.first][0], shape.spans[kind.after - 1][1], NUMERIC)
    return None
