"""Type OIDs, their names, and groups of types that are handled alike.

https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
"""

from __future__ import annotations

NUMBERS = frozenset({20, 21, 23, 26, 700, 701, 790, 1700})
"""Types whose values are right-aligned."""

BOOL = 16
NUMERIC = 1700
INTEGERS = frozenset({20, 21, 23, 26})
FLOATS = frozenset({700, 701})
JSON_TYPES = frozenset({114, 3802})
"""json and jsonb."""

UNQUOTED = INTEGERS | FLOATS | {BOOL, NUMERIC, 1082, 1083, 1114, 1184, 1266, 2950}
"""Types whose values never contain a comma, quote, backslash or line end."""

_NAMES = {
    16: "bool",
    17: "bytea",
    18: '"char"',
    19: "name",
    20: "bigint",
    21: "smallint",
    23: "integer",
    25: "text",
    26: "oid",
    114: "json",
    142: "xml",
    700: "real",
    701: "double precision",
    790: "money",
    869: "inet",
    1042: "char",
    1043: "varchar",
    1082: "date",
    1083: "time",
    1114: "timestamp",
    1184: "timestamptz",
    1186: "interval",
    1266: "timetz",
    1700: "numeric",
    2205: "regclass",
    2206: "regtype",
    2278: "void",
    2950: "uuid",
    3802: "jsonb",
}
ARRAY_ELEMENTS = {
    1000: 16,
    1001: 17,
    1002: 18,
    1003: 19,
    1005: 21,
    1007: 23,
    1009: 25,
    1015: 1043,
    1016: 20,
    1021: 700,
    1022: 701,
    1115: 1114,
    1182: 1082,
    1183: 1083,
    1185: 1184,
    1187: 1186,
    1231: 1700,
    2951: 2950,
    3807: 3802,
}
"""Array types and the types of their elements."""


def read_scale(modifier: int) -> tuple[int, int]:
    """Return precision and scale of a numeric type; both are 0 if the type has none.

    https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c
    """
    if modifier < 4:
        return 0, 0
    precision, scale = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
    return precision, (scale ^ 0x400) - 0x400


def type_name(oid: int) -> str:
    """Return the short name of a type, or an empty string for an unknown one."""
    if oid in ARRAY_ELEMENTS:
        return f"{_NAMES[ARRAY_ELEMENTS[oid]]}[]"
    return _NAMES.get(oid, "")
