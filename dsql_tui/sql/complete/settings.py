"""The settings that Aurora DSQL lets a session change, and the values that some of them take.

Documented with the session parameters (docs.aws.amazon.com/aurora-dsql/latest/userguide).
"""

from __future__ import annotations

_SWITCH = ("on", "off")

SETTINGS: dict[str, tuple[str, ...]] = {
    "application_name": (),
    "client_encoding": ("'UTF8'", "'SQL_ASCII'", "'LATIN1'"),
    "datestyle": ("'ISO, MDY'", "'ISO, DMY'", "'ISO, YMD'", "'SQL, MDY'", "'German'", "'Postgres'"),
    "extra_float_digits": ("0", "1", "2", "3"),
    "intervalstyle": ("postgres", "postgres_verbose", "sql_standard", "iso_8601"),
    "search_path": (),
    "timezone": ("'UTC'", "'Europe/Berlin'", "'Europe/London'", "'America/New_York'",
                 "'America/Los_Angeles'", "'Asia/Tokyo'", "'Asia/Kolkata'", "'Australia/Sydney'"),
    "disable_sync_create_index": _SWITCH,
    "dsql.enable_batched_nestloop": _SWITCH,
    "enable_bitmapscan": _SWITCH,
    "enable_hashjoin": _SWITCH,
    "enable_indexonlyscan": _SWITCH,
    "enable_indexscan": _SWITCH,
    "enable_material": _SWITCH,
    "enable_mergejoin": _SWITCH,
    "enable_nestloop": _SWITCH,
    "enable_seqscan": _SWITCH,
}  # fmt: skip
"""Values as they are written; none where they cannot be listed. The search path's are schemas."""

TYPES = tuple(
    """bigint|boolean|bytea|char|character varying|date|double precision|integer|interval|json|jsonb
    |numeric|real|smallint|text|time|timetz|timestamp|timestamptz|uuid|varchar""".replace(
        "\n    ", ""
    ).split("|")
)
"""The types that a column may have."""
