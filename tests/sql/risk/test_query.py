"""Queries that only read, and queries that may change something."""

from __future__ import annotations

import pytest

from dsql_tui.sql.risk import UserCode, assess

READS = [
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
    "copy t (a, b) to stdout (format csv)",
    "explain delete from t",
    "explain insert into t (a, b) values (1, 2)",
    "explain (verbose) with a as (select 1) select 1",
    "explain (analyze false) delete from t",
    "explain analyze select * from t",
    "select a from t where a is distinct from b and c like ('a') order by f",
    "select a from t where d ilike ('x' || 'y') and a is not distinct from (1)",
    "select * from a join (select 1) b(x) on (a.x = b.x) left join c using (id)",
    "select * from a, lateral (select 2) d(y)",
    "select * from unnest(array[1]) with ordinality u (type, place)",
    "select array(select 1 from unnest(a) with ordinality u (t, p) order by u.p)",
    "select coalesce(a, b), greatest(1, 2), nullif(a, b), trim(both from x)",
    "select substring(x from 1 for 2), position('a' in b), overlay(a placing b from 1)",
    "(select 1) union (select 2) order by 1",
    "select (1), ((2)), (select (3))",
    "select 1;",
    "values (1), (2)",
    "select * from (values (1, 2)) v(a, b)",
    "select \"lower\"('A'), pg_catalog.\"lower\"('b'), PG_CATALOG.LOWER('c')",
    "select t.count, t.select from t",
    "select 1 as update, 2 as into from t",
    "select operator(pg_catalog.-) 1, 1 operator(pg_catalog.+) 2",
    "select a from t group by cube(a, b), rollup (c), grouping sets (cube(a), (b))",
    "select x at time zone ('UTC'), interval '1' day, time(3) '12:00' from t",
    "select timestamp(3) with time zone '2020-01-01'",
    "select rank() within group (order by a) from t fetch first (1) rows only",
    "select case when (a) then (b) else (c) end from t",
    "select 1 from t window w as (partition by (a) order by (b))",
    "with recursive x(n) as (select 1) search depth first by n set s table x",
    "with recursive x(n) as (select 1) cycle n set c using p select * from x",
    "select not (a), all (select 1), row(1, 2), a between (1) and (2)",
    "select char_length(x)::character varying(10), cast(a as bit varying(3)) from t",
    "select 1 from t limit (1) offset (2)",
    "select * from t tablesample bernoulli (10)",
    "explain (format json, buffers) (select 1)",
    "explain (select 1)",
    "select left('a', 1), right('b', 1) from t left join u on true",
    "select * from s.t as x(a, b)",
    "select *, (t).name from t",
    "select json_object('a': 1), json_array(1, 2), xmlelement(name a)",
    "select U&\"l\\006fwer\"('A')",
    "select x'ff'::int, $1::text, $$a$$, E'\\'' from t",
]

CHANGES = [
    "select refill()",
    "select shop.refill(1)",
    'select * from shop."Refill"(1)',
    'select "Lower"(1)',
    'select "coalesce"(1, 2)',
    "select g.lower(1)",
    "select g.coalesce(1, 2)",
    "select json_fix()",
    "select pg_mine()",
    "select array_fix(), has_bug()",
    "select setval('s', 1)",
    "select nextval('s')",
    "select set_config('a', 'b', false)",
    "select pg_terminate_backend(1)",
    "select pg_advisory_lock(1)",
    "select lo_create(1)",
    "select dblink('x', 'y')",
    "select query_to_xml('delete from t', true, true, '')",
    "with a as (delete from t returning 1) select * from a",
    "with a as (select 1) -- then\n insert into t select 1",
    "with recursive x as (select 1) search depth first by a set b insert into t select 1",
    "with recursive x as (select 1) cycle a set b using c delete from t",
    "with recursive x as (select 1) cycle a set b to 1 default 2 using c update t set a = 1",
    "with x as not materialized (select 1) merge into t using x on true when matched then delete",
    "select * into x from t",
    "select 1 into x",
    "with a as (select 1) select * into x from a",
    "select 1 for update",
    "select * from t for no key update of t nowait",
    "select * from t for share",
    "select t.count(1) from t",
    "select 1 operator(schema.+) 2",
    "select operator(shop.-) 1",
    "select filter(1)",
    "select over(1)",
    "select by(1)",
    "select sets(1)",
    "select materialized(1)",
    "select a like b escape wipe(1) from t",
    "select distinct on (a) wipe(b) from t",
    "select 1 operator(pg_catalog.+) wipe(1)",
    "select * from t cross join wipe(1)",
    "select * from t left join wipe(1) on true",
    "select * from t, wipe(1)",
    "select * from t join u on wipe(1)",
    "select * from lateral wipe(1)",
    "select * from rows from (wipe(1), g(2))",
    "select * from (t join wipe(1) on true) j(a)",
    "select 1 join, a like b escape wipe(1) from t",
    "select x at time zone wipe(1)",
    "select * from t order by wipe(1)",
    "select * from t limit wipe(1)",
    "select * from t fetch first wipe(1) rows only",
    "select sum(x) over (partition by wipe(1)) from t",
    "select sum(x) over (rows wipe(1) preceding) from t",
    "select json_object('a' value wipe(1))",
    "select 1 is distinct from wipe(1)",
    "select a is distinct from b escape wipe(1)",
    "select extract(year from wipe(1))",
    "select substring('a' from wipe(1) for 2)",
    "select case when wipe(1) then 1 end",
    "select cast(wipe(1) as text)",
    "select array[wipe(1)]",
    "select (wipe(1)).*",
    "values (wipe(1))",
    "(select 1) union (select wipe(1))",
    "select 1 union select wipe(1)",
    "table wipe union select wipe(1)",
    "with a as (select wipe(1)) select 1",
    "with a(x) as (values (1)), b(y) as (select wipe(1)) table a",
    "select 1; delete from t",
    "select 'a",
    "select /* a",
    'select "a',
    "select $$a",
    "select 1 \\gexec",
]


@pytest.mark.parametrize("text", READS)
def test_built_in_functions_and_syntax_only_read(text: str) -> None:
    risk = assess(text)
    assert risk.reasons == ()
    assert risk.reads_only
    assert not risk.may_change


@pytest.mark.parametrize("text", CHANGES)
def test_a_query_may_change_something(text: str) -> None:
    risk = assess(text)
    assert risk.may_change
    assert not risk.reads_only


CODE = UserCode(
    functions=frozenset({"wipe", "lower"}),
    names=frozenset({"wipe", "audited", "price"}),
)
NAMED = [
    "select t.wipe from t",
    "select (t).wipe from t",
    'select t."wipe" from t',
    'select U&"t".U&"w\\0069pe" from t',
    "select * from t order by t.wipe",
    "select (select t from t).wipe",
    "select * from audited",
    "select * from shop.audited",
    "table audited",
    "copy audited to stdout",
    "select 1::price",
    "select cast(1 as shop.price)",
    "select price '1'",
    "select lower(1)",
    'select "lower"(1)',
    "explain analyze select t.wipe from t",
    "with a as (select t.wipe from t) select 1",
]
UNNAMED = [
    "select t.name from t",
    "select pg_catalog.lower('A')",
    "select upper('a'), lower from t",
    "copy t to stdout",
    "select 1 @> 2, 'audited', '@@@' from t -- wipe",
]


@pytest.mark.parametrize("text", NAMED)
def test_a_name_that_runs_code_of_a_user_may_change_something(text: str) -> None:
    assert assess(text, CODE).may_change


@pytest.mark.parametrize("text", UNNAMED)
def test_every_other_name_is_known_to_be_harmless(text: str) -> None:
    assert assess(text, CODE).reads_only


@pytest.mark.parametrize("text", [*NAMED[:13], "select x.y from x", "copy t to stdout"])
def test_where_the_catalog_cannot_be_asked_names_may_stand_for_code(text: str) -> None:
    assert assess(text, None).may_change


@pytest.mark.parametrize("text", NAMED[:13])
def test_the_text_alone_does_not_tell_them_apart(text: str) -> None:
    assert assess(text).reads_only


def test_without_names_nothing_depends_on_the_catalog() -> None:
    for text in (
        "select 1 + 1, 2::int",
        "select coalesce(1, 2), current_date",
    ):
        assert assess(text, None).reads_only


@pytest.mark.parametrize(
    "text",
    [
        "select * from version",
        "select * from a.version",
        "select * from generate_series(1, 2) g, version",
        "table now",
        "select * from json_to_record('{}') x(a price)",
        "select * from json_to_record('{}') as x(a price)",
        "select (x).now from y",
        "select x.now",
        "select price '1'",
        "select 1::price",
    ],
)
def test_a_name_that_may_stand_for_code_depends_on_the_catalog(text: str) -> None:
    assert assess(text, None).may_change
