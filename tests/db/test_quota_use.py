"""The usage of quotas in the catalog."""

from __future__ import annotations

from contextlib import closing

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.quota_use import read_quota_use
from dsql_tui.dsql import quotas
from dsql_tui.opening import Access


def test_the_usage_is_what_the_catalog_holds(access: Access) -> None:
    with closing(access.open()) as session:
        before = read_quota_use(session)
        for statement in (
            'create schema "a.B"',
            'create table "a.B"."W ide" (id int primary key, '
            + ", ".join(f"c{number} int" for number in range(49))
            + ")",
            'create view "a.B".v as select 1 as one',
            'create sequence "a.B".s cache 1',
            'create statistics "a.B".x on c1, c2 from "a.B"."W ide"',
            *(f'create index async i{n} on "a.B"."W ide" (c{n})' for n in range(5)),
            'create index async on "a.B"."W ide" (c1, c2, c3, c4, c5, c6, c7)',
        ):
            fetch_rows(session.run(statement))
        after = read_quota_use(session)
    for quota in (quotas.SCHEMAS, quotas.TABLES, quotas.VIEWS, quotas.SEQUENCES):
        assert (after[quota].used or 0) - (before[quota].used or 0) == 1
    most = {quota: (after[quota].used, after[quota].where) for quota in after}
    assert most[quotas.COLUMNS] == (50.0, "a.B.W ide")
    assert most[quotas.INDEXES] == (7.0, "a.B.W ide")
    assert most[quotas.KEY_COLUMNS] == (7.0, "a.B.W ide")
    assert most[quotas.STATISTICS] == (1.0, "a.B.W ide")


def test_the_limit_of_schemas_is_where_the_server_refuses(access: Access) -> None:
    with closing(access.open()) as session:
        used = int(read_quota_use(session)[quotas.SCHEMAS].used or 0)
        for number in range(quotas.SCHEMAS.limit - used):
            fetch_rows(session.run(f"create schema more_{number}"))
        assert read_quota_use(session)[quotas.SCHEMAS].share == 1.0
