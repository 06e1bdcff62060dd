"""Which reads are nothing but that: a function of the user's own may write."""

import pytest

from dsql_tui.sql.calls import reads_only

CERTAIN = [
    "select count(*), max(x) from t where a in (1, 2) and exists (select 1)",
    "with t(a, b) as (select 1, 2), u as materialized (select * from t) select * from u",
    "with recursive t(n) as (values (1) union all select n + 1 from t) select * from t",
    "select n from generate_series(1, 3) as g(n)",
    "select n from pg_catalog.generate_series(1, 3) g(n)",
    "select pg_sleep(1), x::numeric(10, 2), cast(y as char(3)), extract(year from now())",
    "select sum(x) over (partition by y) filter (where a) from t group by grouping sets ((a), (b))",
    "select 'refill(1)' -- refill(1)",
    "select x from (select 1) as s(x)",
    "table t",
    "show timezone",
    "copy t to stdout",
]
UNCERTAIN = [
    "select refill()",
    "select shop.refill(1)",
    'select * from shop."Refill"(1)',
    "explain analyze select refill(1)",
    "copy (select refill(1)) to stdout",
    "select setval('s', 1)",
    "insert into t values (1)",
    "call refill()",
]


@pytest.mark.parametrize("text", CERTAIN)
def test_what_the_server_brings_along_changes_nothing(text: str) -> None:
    assert reads_only(text)


@pytest.mark.parametrize("text", UNCERTAIN)
def test_of_what_the_user_has_made_nobody_knows(text: str) -> None:
    assert not reads_only(text)
