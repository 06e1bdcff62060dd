"""Errors for exceeded limits: of a transaction, a table, a row, a cluster."""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import QUOTAS, RECORDED, TROUBLE, KnownError
from dsql_tui.dsql.limits import TRANSACTION_ROWS
from dsql_tui.dsql.sqlstate import INTERNAL_ERROR

LIMITS = (
    KnownError(
        "row limit",
        f"A transaction can change {TRANSACTION_ROWS:,} rows.",
        "Change them in smaller batches, each in its own transaction.",
        QUOTAS,
    ),
    KnownError(
        "size limit 10mb",
        "A transaction can change 10 MiB, index entries included.",
        "Change less at once.",
        QUOTAS,
    ),
    KnownError("age limit", "A transaction can last five minutes.", "Split the work.", QUOTAS),
    KnownError(
        "temp space",
        "A query can use 128 MiB for sorting, grouping and joining.",
        "Select fewer rows or columns, or add an index in the order that you need.",
        QUOTAS,
    ),
    KnownError(
        "more than 10 schemas",
        "A cluster can have ten schemas.",
        "Drop one, or put the tables into another.",
        QUOTAS,
    ),
    KnownError(
        "more than 1000 tables",
        "A cluster can have 1,000 tables.",
        "Drop tables that you do not need, or use another cluster.",
        QUOTAS,
    ),
    KnownError(
        "more than 5000 (?:views|sequences)",
        "A cluster can have 5,000 views and 5,000 sequences.",
        "Drop some that you do not need.",
        QUOTAS,
    ),
    KnownError(
        "more than 24 indexes",
        "A table can have 24 indexes, its primary key included.",
        "Drop one that is not used.",
        QUOTAS,
    ),
    KnownError(
        "more than 8 column keys",
        "A key can have eight columns.",
        "Use fewer columns in the key; INCLUDE adds columns that are not part of it.",
        QUOTAS,
    ),
    KnownError(
        "at most 255 columns",
        "A table can have 255 columns.",
        "Split the table, or keep rarely used columns in a jsonb column.",
        QUOTAS,
    ),
    KnownError(
        "key size",
        "The columns of a key can hold about 1 KiB together.",
        "Use a shorter key, or a hash of the long value.",
        QUOTAS,
    ),
    KnownError(
        "maximum row size",
        "A row can hold 2 MiB.",
        "Keep large values elsewhere, for example in Amazon S3.",
        QUOTAS,
    ),
    KnownError(
        "maximum column size|datatype limit greater than",
        "A value can hold 1 MiB.",
        "Split it, or keep it elsewhere.",
        QUOTAS,
    ),
    KnownError(
        "view definition too large",
        "The definition of the view is too long.",
        "Split it into several views.",
        QUOTAS,
    ),
    KnownError(
        "cluster size exceeds",
        "The cluster is full.",
        "Delete rows, or ask AWS for a higher quota.",
        QUOTAS,
    ),
    KnownError(
        "reached the cluster limit",
        "The account has reached its limit of clusters in this region.",
        "Delete one, or ask AWS for a higher quota.",
        QUOTAS,
    ),
    KnownError(
        "invalid message length",
        "A message to the server can hold 10 MiB.",
        "Send less at once.",
        QUOTAS,
    ),
    KnownError(
        "server unavailable",
        "The cluster was briefly unavailable; the session is still open.",
        "Run it again, or the whole transaction if there was one; after a COMMIT, check first.",
        TROUBLE,
        INTERNAL_ERROR,
    ),
    KnownError(
        "NUMERIC precision",
        "numeric can have 1,000 digits; without a precision it has 18, 6 of them decimals.",
        "Give a precision and a scale.",
        RECORDED,
    ),
)
