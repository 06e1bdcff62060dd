"""The queries for DDL: how many, and what happens after a conflict."""

from __future__ import annotations

from contextlib import closing
from typing import cast

import pytest

from dsql_tui.db.ddl_catalog import read_schema_facts
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import Session
from dsql_tui.opening import Access
from dsql_tui.sql.ddl.script import write_script
from tests.db.refusals import ConflictingSession


@pytest.mark.parametrize("conflicts", [0, 1])
def test_eleven_queries_read_a_schema_and_each_is_retried_once(
    access: Access, conflicts: int
) -> None:
    with closing(access.open()) as session:
        conflicting = ConflictingSession(session, conflicts)
        facts = read_schema_facts(cast(Session, conflicting), "shop")
    assert len(set(conflicting.queries)) == 1 + 11
    assert len(conflicting.queries) == 1 + 11 * (1 + conflicts)
    assert "CREATE TABLE shop.orders" in write_script(facts)


def test_second_conflict_is_an_error(access: Access) -> None:
    with closing(access.open()) as session, pytest.raises(CatalogError, match="OC001"):
        read_schema_facts(cast(Session, ConflictingSession(session, 2)), "shop")
