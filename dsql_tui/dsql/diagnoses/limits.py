"""Refusals because something is too much: for a transaction, a table, a row, a cluster."""

from __future__ import annotations

from dsql_tui.dsql.diagnoses.known import QUOTAS, RECORDED, TROUBLE, Known

LIMITS = (
    Known(
        "row limit",
        "A transaction may change 3,000 rows.",
        "Change them in smaller batches, each a transaction of its own.",
        QUOTAS,
    ),
    Known(
        "size limit 10mb",
        "A transaction may change 10 MiB, index entries included.",
        "Change less at once.",
        QUOTAS,
    ),
    Known("age limit", "A transaction may last five minutes.", "Do less in each.", QUOTAS),
    Known(
        "temp space",
        "A query may use 128 MiB for sorting, grouping and joining.",
        "Ask for fewer rows or columns, or have an index do the sorting.",
        QUOTAS,
    ),
    Known(
        "more than 10 schemas",
        "A cluster holds ten schemas.",
        "Drop one, or put the tables into another.",
        QUOTAS,
    ),
    Known(
        "more than 1000 tables",
        "A cluster holds 1,000 tables.",
        "Drop tables that are not needed, or use another cluster.",
        QUOTAS,
    ),
    Known(
        "more than 5000 (?:views|sequences)",
        "A cluster holds 5,000 views and 5,000 sequences.",
        "Drop some that are not needed.",
        QUOTAS,
    ),
    Known(
        "more than 24 indexes",
        "A table has up to 24 indexes, its primary key among them.",
        "Drop one that is not used.",
        QUOTAS,
    ),
    Known(
        "more than 8 column keys",
        "A key has up to eight columns.",
        "Leave columns out of the key; INCLUDE takes them without making them part of it.",
        QUOTAS,
    ),
    Known(
        "at most 255 columns",
        "A table has up to 255 columns.",
        "Divide it, or keep what is rarely asked for in a json column.",
        QUOTAS,
    ),
    Known(
        "key size",
        "The columns of a key may hold about 1 KiB together.",
        "Use a shorter key, or a digest of the long value.",
        QUOTAS,
    ),
    Known(
        "maximum row size",
        "A row holds up to 2 MiB.",
        "Keep large values elsewhere, in Amazon S3 for instance.",
        QUOTAS,
    ),
    Known(
        "maximum column size|datatype limit greater than",
        "A value holds up to 1 MiB.",
        "Divide it, or keep it elsewhere.",
        QUOTAS,
    ),
    Known(
        "view definition too large",
        "The text of a view is limited.",
        "Make it of several views.",
        QUOTAS,
    ),
    Known(
        "cluster size exceeds",
        "The cluster holds as much as it may.",
        "Delete rows, or ask AWS for a higher quota.",
        QUOTAS,
    ),
    Known(
        "reached the cluster limit",
        "The account has as many clusters in this region as it may.",
        "Delete one, or ask AWS for a higher quota.",
        QUOTAS,
    ),
    Known(
        "invalid message length",
        "One message to the server may hold 10 MiB.",
        "Send less at once.",
        QUOTAS,
    ),
    Known(
        "server unavailable",
        "The cluster was not available for a moment; the session goes on.",
        "Run it again, the whole transaction if there was one; after a COMMIT, look first.",
        TROUBLE,
        "XX000",
    ),
    Known(
        "NUMERIC precision",
        "numeric holds up to 1,000 digits, and without precision 18 with 6 of them decimals.",
        "Give precision and scale.",
        RECORDED,
    ),
)
