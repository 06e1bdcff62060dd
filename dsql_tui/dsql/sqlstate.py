"""SQLSTATEs that the program decides by, named as PostgreSQL names them.

https://www.postgresql.org/docs/16/errcodes-appendix.html
"""

from __future__ import annotations

SERIALIZATION_FAILURE = "40001"
"""A transaction lost to another: OC000 over rows, OC001 over the schema."""

CHARACTER_NOT_IN_REPERTOIRE = "22021"
QUERY_CANCELED = "57014"
IN_FAILED_TRANSACTION = "25P02"
FOREIGN_KEY_VIOLATION = "23503"
UNIQUE_VIOLATION = "23505"
CHECK_VIOLATION = "23514"
INSUFFICIENT_PRIVILEGE = "42501"
OBJECT_NOT_IN_PREREQUISITE_STATE = "55000"

UNDEFINED_TABLE = "42P01"
UNDEFINED_COLUMN = "42703"
UNDEFINED_SCHEMA = "3F000"

PROGRAM_LIMIT_EXCEEDED = "54000"
"""A transaction changes more rows or bytes than Aurora DSQL allows."""

INTERNAL_ERROR = "XX000"
"""Aurora DSQL reports a cluster that is briefly unavailable with this code."""

ROW_ERROR_CLASSES = ("21", "22", "23", "54")
"""First two characters of the codes for errors in single rows: a row that is updated twice, data,
constraints, size."""
