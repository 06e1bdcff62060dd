"""The startup parameters that a client may send, and those that PostgreSQL gets.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.dsql.endpoint import DATABASE
from dsql_tui.sandbox.protocol import errors
from dsql_tui.sandbox.rules.settings import AT_OPENING, OURS, SETTABLE

_OPTION = re.compile(r"(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)\s*")


def build_postgres_parameters(asked: dict[str, str]) -> dict[str, str]:
    """Return the startup parameters for PostgreSQL.

    Raises:
        ServerError: one of them cannot be set, or the database does not exist.
    """
    role = asked.get("user", "")
    database = asked.get("database", role)
    if database != DATABASE:
        raise errors.unknown_database(database)
    found = {"user": role, "database": database}
    for name, value in _settings(asked):
        plain = name.lower()
        if plain in SETTABLE:
            found[name] = value
        elif plain in OURS:
            found[OURS[plain]] = value
        elif plain not in AT_OPENING:
            raise errors.unsupported_parameter(name)
    return found


def find_cluster_identifier(asked: dict[str, str]) -> str | None:
    """Return the cluster identifier that a client sends where its host name has none.

    Raises:
        ServerError: its options cannot be parsed.
    """
    return dict(_settings(asked)).get("amzn-cluster-id")


def protocol_options(asked: dict[str, str]) -> list[str]:
    """Return the parameters that ask for more than protocol 3.0 has."""
    return [name for name in asked if name.startswith("_pq_.")]


def _settings(asked: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in asked.items():
        if name == "options":
            yield from _options(value)
        elif name not in ("user", "database") and not name.startswith("_pq_."):
            yield name, value


def _options(text: str) -> Iterator[tuple[str, str]]:
    """Parse `-c name=value` and `--name=value`; a backslash escapes the next character."""
    text, here = text.strip(), 0
    while here < len(text):
        option = _OPTION.match(text, here)
        if option is None:
            raise errors.unsupported_parameter("options")
        yield (
            option[1].replace("-", "_") if option[1] not in AT_OPENING else option[1],
            re.sub(r"\\(.)", r"\1", option[2]),
        )
        here = option.end()
