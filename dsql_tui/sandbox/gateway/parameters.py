"""What a client may ask for when it opens a session, and what of it PostgreSQL is told.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.dsql.endpoint import DATABASE
from dsql_tui.sandbox.protocol import refusals
from dsql_tui.sandbox.rules.settings import AT_OPENING, OURS, SETTABLE

_OPTION = re.compile(r"(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)\s*")


def for_postgres(asked: dict[str, str]) -> dict[str, str]:
    """The startup parameters that go on to PostgreSQL.

    Raises:
        Refusal: one of them is not to be set, or it is another database.
    """
    role = asked.get("user", "")
    database = asked.get("database", role)
    if database != DATABASE:
        raise refusals.unknown_database(database)
    told = {"user": role, "database": database}
    for name, value in _settings(asked):
        plain = name.lower()
        if plain in SETTABLE:
            told[name] = value
        elif plain in OURS:
            told[OURS[plain]] = value
        elif plain not in AT_OPENING:
            raise refusals.unsupported_parameter(name)
    return told


def cluster_named(asked: dict[str, str]) -> str | None:
    """The identifier that a client gives where its host name has none.

    Raises:
        Refusal: its options cannot be read.
    """
    return dict(_settings(asked)).get("amzn-cluster-id")


def protocol_options(asked: dict[str, str]) -> list[str]:
    """The names that ask for more than protocol 3.0 has."""
    return [name for name in asked if name.startswith("_pq_.")]


def _settings(asked: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in asked.items():
        if name == "options":
            yield from _options(value)
        elif name not in ("user", "database") and not name.startswith("_pq_."):
            yield name, value


def _options(text: str) -> Iterator[tuple[str, str]]:
    """Read `-c name=value` and `--name=value`; a backslash takes the next character as it is."""
    text, here = text.strip(), 0
    while here < len(text):
        option = _OPTION.match(text, here)
        if option is None:
            raise refusals.unsupported_parameter("options")
        yield (
            option[1].replace("-", "_") if option[1] not in AT_OPENING else option[1],
            re.sub(r"\\(.)", r"\1", option[2]),
        )
        here = option.end()
