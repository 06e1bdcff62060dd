"""From the cluster and role that one stands on to how others connect there."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import replace

from dsql_tui.aws.tokens import sign
from dsql_tui.db.trust import root_certificates
from dsql_tui.dsql.token import Token
from dsql_tui.opening import Access
from dsql_tui.recipes.environment import environment
from dsql_tui.recipes.machine import libpq_here, signer_here
from dsql_tui.recipes.place import Place

_SCHEMA = re.compile(r'SET search_path = "((?:[^"]|"")+)"')


def place_here(access: Access) -> Place:
    """Where the user stands, for clients of this computer. Asks programs for their versions.

    Raises:
        ValueError: no recipe can be written for it; with a sentence for the user.
    """
    return Place(
        access.endpoint,
        access.role,
        access.identity.profile,
        _schema(access),
        access.route,
        libpq_here(),
        signer_here(),
    )


def fresh_token(access: Access) -> Token:
    """A token signed now; blocks.

    Raises:
        AwsError: there are no credentials to sign with.
    """
    return sign(access.identity, access.endpoint, access.role, access.route.expires_in)


def client() -> list[str]:
    """The command of the client that takes over: `$PGCLIENT`, else psql.

    Raises:
        ValueError: `$PGCLIENT` has a quotation mark that does not end.
    """
    return shlex.split(os.environ.get("PGCLIENT", "")) or ["psql"]


def client_environment(access: Access) -> dict[str, str]:
    """This program's environment, and what libpq needs to connect with a fresh token; blocks.

    Raises:
        AwsError: there are no credentials to sign with.
        ValueError: a name cannot be handed over; with a sentence for the user.
    """
    roots = root_certificates(access.route.sslrootcert)
    route = replace(access.route, sslrootcert=roots)
    place = Place(access.endpoint, access.role, schema=_schema(access), route=route)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    ours = {name: os.environ[name] for name in _LOOKS if name in os.environ}
    return {**kept, **ours, **environment(place, fresh_token(access))}


_LOOKS = ("PGAPPNAME", "PGCLIENTENCODING", "PGTZ", "PGDATESTYLE")
"""What may be left of the user's own settings: the rest names other servers."""


def _schema(access: Access) -> str | None:
    """The first schema of the search path that sessions begin with."""
    found = [_SCHEMA.match(statement) for statement in access.startup]
    return next((match[1].replace('""', '"') for match in found if match), None)
