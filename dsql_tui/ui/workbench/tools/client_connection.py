"""Build the recipe context and the environment of other clients from a console's access."""

from __future__ import annotations

import os
import re
import shlex

from dsql_tui.aws.tokens import sign
from dsql_tui.db.trust import find_root_certificates
from dsql_tui.dsql.token import Token
from dsql_tui.opening import Access
from dsql_tui.recipes.context import RecipeContext
from dsql_tui.recipes.environment import build_environment
from dsql_tui.recipes.local_tools import find_libpq_version, find_signer

_SET_SEARCH_PATH = re.compile(r'SET search_path = "((?:[^"]|"")+)"')
_KEPT_VARIABLES = ("PGAPPNAME", "PGCLIENTENCODING", "PGTZ", "PGDATESTYLE")
"""The user's variables that a client keeps; other PG* variables may name another server."""


def build_recipe_context(access: Access) -> RecipeContext:
    """Return the context for clients of this computer; runs psql and aws for their versions.

    Raises:
        ValueError: A recipe cannot contain one of the names; the message is for users.
    """
    return RecipeContext(
        access.endpoint,
        access.role,
        access.identity.profile,
        _find_schema(access),
        access.route,
        find_libpq_version(),
        find_signer(),
    )


def sign_token(access: Access) -> Token:
    """Return a new token; blocks.

    Raises:
        AwsError: There are no credentials to sign with.
    """
    return sign(access.identity, access.endpoint, access.role, access.route.expires_in)


def find_client_command() -> list[str]:
    """Return the words of `$PGCLIENT`, or psql.

    Raises:
        ValueError: `$PGCLIENT` has an unclosed quotation mark.
    """
    return shlex.split(os.environ.get("PGCLIENT", "")) or ["psql"]


def build_client_environment(access: Access) -> dict[str, str]:
    """Return this program's environment with what libpq needs to connect; blocks.

    Raises:
        AwsError: There are no credentials to sign with.
        ValueError: A client cannot be given one of the names; the message is for users.
    """
    roots = find_root_certificates(access.route.sslrootcert)
    route = access.route._replace(sslrootcert=roots)
    schema = _find_schema(access)
    context = RecipeContext(access.endpoint, access.role, schema=schema, route=route)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PG") or name in _KEPT_VARIABLES
    }
    return {**inherited, **build_environment(context, sign_token(access))}


def _find_schema(access: Access) -> str | None:
    """Return the first schema of the search path that sessions start with."""
    matches = [_SET_SEARCH_PATH.match(statement) for statement in access.startup]
    return next((match[1].replace('""', '"') for match in matches if match), None)
