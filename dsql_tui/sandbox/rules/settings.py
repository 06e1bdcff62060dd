"""The session parameters that can be set: by a statement, `set_config` and the startup packet.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_POSTGRES = """application_name client_encoding datestyle extra_float_digits intervalstyle timezone
    search_path enable_bitmapscan enable_hashjoin enable_indexonlyscan enable_indexscan
    enable_material enable_mergejoin enable_nestloop enable_seqscan"""

SETTABLE = frozenset(_POSTGRES.split())
"""Parameters that PostgreSQL has too."""

OURS = {
    "dsql.enable_batched_nestloop": "dsql.enable_batched_nestloop",
    "disable_sync_create_index": "dsql.disable_sync_create_index",
}
"""Parameters that only Aurora DSQL has, and the name with a dot that PostgreSQL stores."""

AT_OPENING = frozenset({"amzn-cluster-id"})
"""Parameters that only a startup packet may set."""

SHOWN = {"server_version": "16.15", "server_version_num": "160015", "max_connections": "20"}
"""The answers to SHOW that differ from PostgreSQL's."""

_PHRASES = (
    (r"transaction\b", "TRANSACTION"),
    (r"session characteristics\b", "SESSION CHARACTERISTICS"),
    (r"session authorization\b", "session_authorization"),
    (r"time zone\b", "timezone"),
    (r"names\b(?! (?:to|=))", "client_encoding"),
    (r"schema ['$]", "search_path"),
    (r"xml option\b", "xmloption"),
    (r"transaction isolation level\b", "transaction_isolation"),
)
"""Phrases, and the parameter that PostgreSQL's parser takes them for."""

_ALLOWED_PHRASES = re.compile(
    r"set session characteristics as transaction read (?:only|write)"
    r"|set (?:session |local )?session authorization default|reset session authorization"
)
"""The only forms with these phrases that a cluster takes."""

_SET = re.compile(r"set (?:(?P<scope>session|local) (?!characteristics|authorization|to|=))?")


def parameter_error(name: str) -> ServerError:
    """Return the error of a parameter that cannot be set."""
    return unsupported_error(f'setting configuration parameter "{name}" not supported')


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a SET or RESET."""
    text = shape.top.text
    if len(shape.words) < 2 or text == "reset all" or text.startswith("set constraints "):
        return None
    match = _SET.match(text)
    scope = match["scope"] if match else None
    name = parameter(shape, match.end() if match else len("reset "))
    if _ALLOWED_PHRASES.fullmatch(text):
        return None
    if name == "role":
        return None if scope == "local" or text.startswith("reset") else parameter_error(name)
    return None if name.lower() in SETTABLE or name.lower() in OURS else parameter_error(name)


def find_alter_role_error(shape: Shape) -> ServerError | None:
    """Return the error of ALTER ROLE ... SET: the same parameters as for SET."""
    found = re.search(r" set (?!all$)", shape.top.text)
    if found is None:
        return None
    name = parameter(shape, found.end())
    return None if name.lower() in SETTABLE or name.lower() in OURS else parameter_error(name)


def parameter(shape: Shape, offset: int) -> str:
    """Return the parameter that a statement names at an offset of its top line."""
    rest = shape.top.text[offset:]
    for pattern, name in _PHRASES:
        if re.match(pattern, rest):
            return name
    token = shape.top.token(offset)
    if token >= len(shape.words):
        return ""
    name = shape.name(token)
    while shape.words[token + 1 : token + 2] == ["."] and token + 2 < len(shape.words):
        token += 2
        name = f"{name}.{shape.name(token)}"
    return name


def edits(shape: Shape) -> list[Edit]:
    """Return the edits for parameters that PostgreSQL does not have."""
    for token, word in enumerate(shape.words):
        kept = OURS.get(word) if "." not in word else None
        if kept and token in (1, 2):
            return [Edit(*shape.spans[token], kept)]
    return []


def build_show_query(shape: Shape) -> str | None:
    """Return the query that PostgreSQL runs for a SHOW with another answer, `None` for others."""
    if len(shape.words) != 2:
        return None
    name = shape.name(1)
    if name in SHOWN:
        return f"SELECT '{SHOWN[name]}'::text AS {name}"
    kept = OURS.get(name)
    return f"SELECT pg_catalog.current_setting('{kept}') AS {name}" if kept else None


def find_set_config_error(shape: Shape, token: int) -> ServerError | None:
    """Return the error of a call of `set_config`, whose name is at a token.

    The message for a parameter that SET may set is not recorded.
    """
    name = shape.string(token + 2) if token + 2 < len(shape.words) else None
    if name is None or name.lower() in SETTABLE or name.lower() in OURS:
        return unsupported_error("function set_config not supported")
    return parameter_error(name)
