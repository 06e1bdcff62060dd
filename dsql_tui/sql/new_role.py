"""The statements that create a custom role with access to schemas, each its own transaction.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/using-database-and-iam-roles.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.sql.access import FIXED_SCHEMA
from dsql_tui.sql.ddl.facts import SchemaObject
from dsql_tui.sql.ddl.grants import write_role
from dsql_tui.sql.names import quote_name, split_name

_ARN = re.compile(r"arn:aws[\w-]*:iam::\d{12}:(?:role|user)/\S+")
_MAX_NAME_BYTES = 63


class NewRole(NamedTuple):
    """A role to be created."""

    name: str
    arn: str = ""
    """The IAM role or user that may connect with it; empty for none yet."""
    schemas: Sequence[str] = ()
    writes: bool = False
    """Whether it may change rows."""
    future: bool = False
    """Whether it gets the same privileges on tables that the creator makes later."""


def parse_new_role(
    name: str, arn: str, schemas: str, known: Sequence[str], writes: bool, future: bool
) -> NewRole:
    """Return the role that the fields of a form describe.

    Args:
        name: Its name, exact and without quotes.
        arn: The ARN of an IAM role or user; may be empty.
        schemas: Names of schemas as SQL writes them, with commas between.
        known: The schemas of the cluster.
        writes: Whether it may change rows.
        future: Whether it gets the privileges on later tables too.

    Raises:
        ValueError: A field is wrong; the text says how to correct it.
    """
    if not name:
        raise ValueError("Enter the name of the role.")
    if len(name.encode()) > _MAX_NAME_BYTES or not name.isprintable():
        raise ValueError(f"A name has at most {_MAX_NAME_BYTES} bytes and no control characters.")
    if name.startswith("pg_") or name in ("admin", "public", "none"):
        raise ValueError(f"The name “{name}” is reserved.")
    if arn and not _ARN.fullmatch(arn):
        raise ValueError("Enter an ARN such as arn:aws:iam::111122223333:role/app, or nothing.")
    chosen = list(dict.fromkeys(_read_schema(each) for each in schemas.split(",") if each.strip()))
    for schema in chosen:
        if schema == FIXED_SCHEMA:
            raise ValueError("Aurora DSQL refuses grants on schema public. Use another schema.")
        if schema not in known:
            raise ValueError(f"There is no schema {quote_name(schema)}.")
    return NewRole(name, arn, chosen, writes, future)


def write_new_role(role: NewRole) -> Iterator[str]:
    """Yield the statements, without semicolons."""
    created = SchemaObject("", "role", "", role.name, "LOGIN")
    yield from write_role(created, [role.arn] if role.arn else [])
    name = quote_name(role.name)
    privileges = "SELECT, INSERT, UPDATE, DELETE" if role.writes else "SELECT"
    for schema in map(quote_name, role.schemas):
        yield f"GRANT USAGE ON SCHEMA {schema} TO {name}"
        yield f"GRANT {privileges} ON ALL TABLES IN SCHEMA {schema} TO {name}"
        if role.writes:
            yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {name}"
        if role.future:
            default = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT"
            yield f"{default} {privileges} ON TABLES TO {name}"
            if role.writes:
                yield f"{default} USAGE ON SEQUENCES TO {name}"


def _read_schema(written: str) -> str:
    """Return the name of a schema.

    Raises:
        ValueError: It is not a name.
    """
    try:
        (name,) = split_name(written.strip())
    except ValueError:
        raise ValueError(f"“{written.strip()}” is not the name of a schema.") from None
    return name
