"""The parameters that a session of Aurora DSQL lets one set, and statements that set them.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

import re

SETTABLE = (
    "search_path",
    "timezone",
    "datestyle",
    "intervalstyle",
    "extra_float_digits",
    "client_encoding",
    "application_name",
    "enable_bitmapscan",
    "enable_hashjoin",
    "enable_indexonlyscan",
    "enable_indexscan",
    "enable_material",
    "enable_mergejoin",
    "enable_nestloop",
    "enable_seqscan",
)
"""Those that PostgreSQL knows too."""

_OURS = ("disable_sync_create_index", "dsql.enable_batched_nestloop")

ACCEPTED = frozenset((*SETTABLE, *_OURS, "role"))
"""All that a session may set; any other is refused."""

CLUSTER = "amzn-cluster-id"
"""Comes with the startup packet only, and tells PrivateLink which cluster is meant."""

_SET = re.compile(r"set\s+(?:session\s+)?(?:([\w.]+)\s*(?:=|\sto\s)|(time)\s+zone\s)[^;]+;?", re.I)


def checked_settings(statements: tuple[str, ...]) -> None:
    """Does each of `statements` set one parameter, and one that may be set?

    Raises:
        ValueError: with a sentence for the user.
    """
    for statement in statements:
        match = _SET.fullmatch(statement.strip())
        if match is None:
            raise ValueError(f"“{statement}” is not of the form SET name = value.")
        name = (match[1] or "timezone").lower()
        if name not in (*SETTABLE, *_OURS):
            raise ValueError(f"Aurora DSQL lets no session set “{name}”.")
