"""The settings that a session can change in Aurora DSQL, with their usual values.

From the list of session parameters (docs.aws.amazon.com/aurora-dsql/latest/userguide).
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
"""The values of each setting, as SQL writes them; empty for free text, and for the search path."""

TYPES = tuple(
    """bigint|boolean|bytea|char|character varying|date|double precision|integer|interval|json|jsonb
    |numeric|real|smallint|text|time|timetz|timestamp|timestamptz|uuid|varchar""".replace(
        "\n    ", ""
    ).split("|")
)
"""The types of columns."""
