"""The parameters that a session may set; any other is refused.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing.html
"""

from __future__ import annotations

ACCEPTED = frozenset(
    (
        "application_name",
        "client_encoding",
        "datestyle",
        "disable_sync_create_index",
        "dsql.enable_batched_nestloop",
        "enable_bitmapscan",
        "enable_hashjoin",
        "enable_indexonlyscan",
        "enable_indexscan",
        "enable_material",
        "enable_mergejoin",
        "enable_nestloop",
        "enable_seqscan",
        "extra_float_digits",
        "intervalstyle",
        "role",
        "search_path",
        "timezone",
    )
)
CLUSTER = "amzn-cluster-id"
"""Comes with the startup packet only, and tells PrivateLink which cluster is meant."""
