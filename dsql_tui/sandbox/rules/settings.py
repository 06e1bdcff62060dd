"""Which session parameters may be set, by a statement, by `set_config` and at the opening.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

import re

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import unsupported

_POSTGRES = """application_name client_encoding datestyle extra_float_digits intervalstyle timezone
    search_path enable_bitmapscan enable_hashjoin enable_indexonlyscan enable_indexscan
    enable_material enable_mergejoin enable_nestloop enable_seqscan"""

SETTABLE = frozenset(_POSTGRES.split())
"""What PostgreSQL knows as well."""

OURS = {
    "dsql.enable_batched_nestloop": "dsql.enable_batched_nestloop",
    "disable_sync_create_index": "dsql.disable_sync_create_index",
}
"""What only Aurora DSQL knows, and the name that PostgreSQL keeps it under: one with a dot."""

AT_OPENING = frozenset({"amzn-cluster-id"})
"""What may be said in a startup packet only."""

SHOWN = {"server_version": "16.15", "server_version_num": "160015", "max_connections": "20"}
"""What a cluster answers to SHOW, and PostgreSQL otherwise."""

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
"""What is written in words, and the parameter that is meant; the parser's names for these."""

_SET = re.compile(r"set (?:(?P<scope>session|local) (?!characteristics|authorization|to|=))?")


def refused(name: str) -> Refusal:
    """The refusal of a parameter."""
    return unsupported(f'setting configuration parameter "{name}" not supported')


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of a SET or RESET."""
    text = shape.top.text
    if len(shape.words) < 2 or text == "reset all" or text.startswith("set constraints "):
        return None
    match = _SET.match(text)
    scope = match["scope"] if match else None
    name = parameter(shape, match.end() if match else len("reset "))
    if name == "role":
        return None if scope == "local" or text.startswith("reset") else refused(name)
    return None if name.lower() in SETTABLE or name.lower() in OURS else refused(name)


def alter_refusal(shape: Shape) -> Refusal | None:
    """The refusal of ALTER ROLE ... SET: what no session may set, none may begin with."""
    found = re.search(r" (?:set|reset) (?!all$)", shape.top.text)
    if found is None:
        return None
    name = parameter(shape, found.end())
    return None if name.lower() in SETTABLE or name.lower() in OURS else refused(name)


def parameter(shape: Shape, offset: int) -> str:
    """The parameter that a statement names at an offset of its top line."""
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
    """What PostgreSQL must read instead of the name of a parameter that it does not have."""
    for token, word in enumerate(shape.words):
        kept = OURS.get(word) if "." not in word else None
        if kept and token in (1, 2):
            return [Edit(*shape.spans[token], kept)]
    return []


def shown(shape: Shape) -> str | None:
    """What PostgreSQL runs for a SHOW that it would answer otherwise; `None` for all the others."""
    if len(shape.words) != 2:
        return None
    name = shape.name(1)
    if name in SHOWN:
        return f"SELECT '{SHOWN[name]}'::text AS {name}"
    kept = OURS.get(name)
    return f"SELECT pg_catalog.current_setting('{kept}') AS {name}" if kept else None


def config_refusal(shape: Shape, token: int) -> Refusal | None:
    """The refusal of a call of `set_config`, whose name is at a token.

    A parameter that is not named by a literal is not known here.
    """
    if token + 2 >= len(shape.words):
        return None
    name = shape.string(token + 2)
    if name is None or name.lower() in SETTABLE or name.lower() in OURS:
        return None
    return refused(name)
