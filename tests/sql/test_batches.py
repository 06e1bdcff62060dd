"""Changes that are run in batches."""

from __future__ import annotations

import pytest

from dsql_tui.sql.batches import explain_no_batches, insert_count_query, parse_change

PARTS = [
    ("delete from t", ("t", "delete from t", "")),
    ("delete from shop.t where a = 1", ("shop.t", "delete from shop.t", "a = 1")),
    (
        'update "T" set a = 1\nwhere b in (select c from s where d)',
        ('"T"', 'update "T" set a = 1', "b in (select c from s where d)"),
    ),
    ("update t set a = (select 1 from s where true)", None),
    ("delete from t x where x.a = 1", None),
    ("delete from t using s where t.a = s.a", None),
    ("update t set a = s.a from s where true", None),
    ("delete from t where a = 1 returning *", None),
    ("with x as (select 1) delete from t", None),
    ("insert into t values (1)", None),
    ("select 1", None),
]
SELECTED = [
    ("insert into t select * from s", "select * from s"),
    (
        "insert into t (a) with x as (select 1) select * from x",
        "with x as (select 1) select * from x",
    ),
    (
        "insert into t select a from s join r on s.a = r.a on conflict do nothing",
        "select a from s join r on s.a = r.a",
    ),
    ("insert into t select a from s returning a", "select a from s"),
    ("insert into t values (1)", None),
    ("insert into t default values", None),
    ("select 1", None),
]


@pytest.mark.parametrize(("statement", "parts"), PARTS)
def test_a_change_of_one_table_is_taken_apart(
    statement: str, parts: tuple[str, str, str] | None
) -> None:
    found = parse_change(statement)
    if parts is None and found is not None:
        assert found.head == statement, "a WHERE inside is not its own"
    else:
        assert (found and (found.table, found.head, found.condition)) == parts


@pytest.mark.parametrize(("statement", "query"), SELECTED)
def test_what_an_insert_selects_can_be_counted(statement: str, query: str | None) -> None:
    wanted = query and f"select count(*) from ({query} limit 3001) many"
    assert insert_count_query(statement) == wanted


WALKED = [
    ("insert into u (a) select x from s", "insert into u (a) select x from s where {}"),
    (
        "INSERT INTO u SELECT * FROM sh.s AS q WHERE q.x > 3 or y on conflict do nothing",
        "INSERT INTO u SELECT * FROM sh.s AS q where {} and (q.x > 3 or y) on conflict do nothing",
    ),
    (
        "insert into s select a + 1 from s where a > 0",
        "insert into s select a + 1 from s where {} and (a > 0)",
    ),
    (
        "insert into u select (select max(b) from v) from s",
        "insert into u select (select max(b) from v) from s where {}",
    ),
    ("insert into u select * from s where not exists (select from u)", None),
    ("insert into u select a, max(b) from s group by a", None),
    ("insert into u select distinct a from s", None),
    ("insert into u select * from s order by a limit 9", None),
    ("insert into u select * from s join r using (a)", None),
    ("insert into u select * from s, r", None),
    ("insert into u select * from (select 1) x", None),
    ("insert into u select * from generate_series(1, 9) x", None),
    ("insert into u select row_number() over () from s", None),
    ("insert into u select * from s union select * from r", None),
    ("insert into u select * from s on conflict (a) do update set b = 1", None),
    ("insert into u select * from s returning a", None),
    ("insert into u with x as (select 1) select * from x", None),
    ("delete from t where a in (select max(a) from t)", None),
    ("update t set a = 1 from s where t.a = s.a", None),
]


@pytest.mark.parametrize(("statement", "batch"), WALKED)
def test_only_what_comes_row_by_row_from_one_table_is_run_in_batches(
    statement: str, batch: str | None
) -> None:
    found = parse_change(statement)
    if batch is None:
        assert found is None
        assert "cannot run in batches" in explain_no_batches(statement)
    else:
        assert found
        (only,) = found.split(["id"], [["1"], ["2"]])
        assert only == batch.format("(id) in (('1'), ('2'))")


def test_the_columns_that_are_set_are_known() -> None:
    found = parse_change('update t set a = b, "C" = 1, (d, e) = (f, 2) where g = 3')
    assert found
    assert found.sets == {"a", "C", "d", "e"}


def test_batches_change_the_rows_of_their_keys_and_keep_the_condition() -> None:
    found = parse_change("delete from t where a = 1 or b")
    assert found is not None
    assert found.count_query(3001) == (
        "select count(*) from (select 1 from t where a = 1 or b limit 3001) many"
    )
    assert (
        found.key_query(["id", "Of"]) == 'select id, "Of" from t where a = 1 or b order by id, "Of"'
    )
    keys = [(str(number), "it's") for number in range(1001)]
    first, second = found.split(["id", "Of"], keys)
    assert first.count("it''s") == 1000
    assert second == ("delete from t where (id, \"Of\") in (('1000', 'it''s')) and (a = 1 or b)")
