"""The parameters that a session of Aurora DSQL can set, and the statements that set them.

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
"""Parameters that PostgreSQL has too."""

_DSQL_ONLY = ("disable_sync_create_index", "dsql.enable_batched_nestloop")

ACCEPTED = frozenset((*SETTABLE, *_DSQL_ONLY, "role"))
"""All parameters that a session may set."""

CLUSTER_ID_PARAMETER = "amzn-cluster-id"
"""The startup parameter that names the cluster to PrivateLink."""

_SET = re.compile(r"set\s+(?:session\s+)?(?:([\w.]+)\s*(?:=|\sto\s)|(time)\s+zone\s)[^;]+;?", re.I)


def check_settings(statements: tuple[str, ...]) -> None:
    """Check that each statement sets one parameter that a session may set.

    Raises:
        ValueError: One does not; the message is a sentence for the user.
    """
    for statement in statements:
        match = _SET.fullmatch(statement.strip())
        if match is None:
            raise ValueError(f"“{statement}” must have the form SET name = value.")
        name = (match[1] or "timezone").lower()
        if name not in (*SETTABLE, *_DSQL_ONLY):
            raise ValueError(f"A session of Aurora DSQL cannot set “{name}”.")
