"""CREATE STATISTICS and ALTER STATISTICS: how many there may be, and of which target.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/alter-statistics-syntax-support.html
"""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.object_limits import build_object_id
from dsql_tui.sandbox.rules.patterns import NAME
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import CatalogCheck

STATISTICS = 5
"""The most statistics objects of a table."""

TARGET = 100
"""The largest target of statistics."""

_TARGET = re.compile(rf"alter statistics (?:if exists )?{NAME} set statistics (?P<target>\S+)$")
_HEAD = re.compile(rf"create statistics .*?\bfrom (?:only )?(?P<table>{NAME})$")


def catalog_checks(shape: Shape) -> tuple[CatalogCheck, ...]:
    """Return the catalog checks before a CREATE STATISTICS."""
    head = _HEAD.match(shape.top.text)
    if head is None:
        return ()
    table = shape.source_text(shape.top.token(head.start("table")), len(shape.words))
    return (
        CatalogCheck(
            "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_statistic_ext"
            f" WHERE stxrelid = {build_object_id(table)}) >= {STATISTICS}",
            ServerError(
                f"more than {STATISTICS} extended statistics per table are not allowed", "54000"
            ),
        ),
    )


def find_alter_error(shape: Shape) -> ServerError | None:
    """Return the error of an ALTER STATISTICS."""
    found = _TARGET.match(shape.top.text)
    target = found["target"] if found else ""
    if not target.isdecimal() or int(target) <= TARGET:
        return None
    message = f"statistics target {target} exceeds maximum allowed value of {TARGET}"
    return ServerError(message, "22023")


def edits(shape: Shape) -> list[Edit]:
    """Return the edit for PostgreSQL 16, which knows the default as a number only."""
    found = _TARGET.match(shape.top.text)
    if found is None or found["target"] != "default":
        return []
    return [Edit(*shape.spans[shape.top.token(found.start("target"))], "-1")]
