"""Ways past the guards of a production profile and of a read-only connection.

Each way is a list of statements, run in order in one session with `ways` in its search path. What
they try to change is counted by `COUNT`. `HARMLESS` must run without a question.
"""

from __future__ import annotations

OBJECTS = [
    "create schema ways",
    "create table ways.t (id int primary key, name text)",
    "create table ways.log (id uuid primary key default gen_random_uuid(), note text)",
    "create sequence ways.counter cache 65536",
    "insert into ways.t values (1, 'a')",
    *(
        f"create function {signature} language sql as "
        "$$ insert into ways.log (note) values ('x') returning 1 $$"
        for signature in (
            "ways.touch() returns int",
            "ways.wipe(ways.t) returns int",
            "ways.lower(int) returns int",
            'ways."Lower"(int) returns int',
            "ways.count(int) returns int",
            "ways.filter(int) returns int",
            "ways.json_fix() returns int",
            "public.json_fix() returns int",
            "public.pg_mine() returns int",
            'public."coalesce"(int) returns int',
        )
    ),
    "create view ways.v as select ways.touch() as n",
    "create view ways.w as select n from ways.v",
    "create domain ways.d as int check (value > ways.touch() - 10)",
]

COUNT = """
select (select count(*) from ways.t), (select max(name) from ways.t),
    (select count(*) from ways.log), (select last_value from ways.counter)
"""

_WRITES = """
insert into ways.t values (2, 'b')
INSERT INTO ways.t VALUES (2, 'b') RETURNING *
/* select */ insert into ways.t values (2, 'b')
-- select 1
update ways.t set name = 'b'
delete from ways.t
merge into ways.t using ways.log on false when not matched then insert values (2, 'b')
with a as (insert into ways.t values (2, 'b') returning id) select * from a
with a as (update ways.t set name = 'b' returning id) select * from a
with a as (delete from ways.t returning id) table a
with a as (select 1), b as (delete from ways.t returning id) select * from a, b
with a as materialized (delete from ways.t returning id) select 1
with recursive x(n) as (select 2) search depth first by n set o insert into ways.t table x
with recursive x(n) as (select 2) search breadth first by n set o delete from ways.t
with recursive x(n) as (select 2) cycle n set c using p update ways.t set name = 'b'
with recursive x(n) as (select 2) cycle n set c to true default false using p delete from ways.t
with x as (select 2 as n) insert into ways.t select n, 'b' from x
with insert as (select 1) delete from ways.t
explain analyze insert into ways.t values (2, 'b')
EXPLAIN ANALYSE INSERT INTO ways.t VALUES (2, 'b')
explain analyze verbose delete from ways.t
explain (analyze) delete from ways.t
explain ("analyze") delete from ways.t
explain (analyze true, verbose) delete from ways.t
explain (verbose, analyze on) delete from ways.t
explain (costs off, analyze 1) delete from ways.t
explain (verbose, "analyze" 'on') update ways.t set name = 'b'
explain (U&"analyze") delete from ways.t
explain (U&"\\0061nalyze") delete from ways.t
explain (U&"!0061nalyze" uescape '!') delete from ways.t
explain /* x */ ( /* y */ analyze /* z */ ) delete from ways.t
explain (analyze off, analyze) delete from ways.t
explain (analyze) with a as (delete from ways.t returning 1) select 1
explain analyze select ways.touch()
explain (format json, analyze) select * from ways.v
select ways.touch()
select touch()
select ways . touch ( )
select ways/**/.touch/**/()
select "ways"."touch"()
select U&"ways".U&"to\\0075ch"()
select ways.lower(1)
select lower(1)
select "lower"(1)
select "Lower"(1)
select ways.count(1)
select count(1) from ways.t where ways.count(1) = 1
select filter(1)
select json_fix()
select public.pg_mine()
select pg_mine()
select "coalesce"(1)
select t.wipe from ways.t
select (t).wipe from ways.t
select wipe(t) from ways.t
select x.wipe from ways.t x
select (select t from ways.t limit 1).wipe
select 1 from ways.t order by t.wipe
select 1 from ways.t where t.wipe = 1
select 1 from ways.t a join ways.t b on a.wipe = b.id
select * from ways.touch()
select * from ways.t cross join ways.touch()
select * from ways.t, lateral ways.wipe(t)
select * from rows from (ways.touch(), generate_series(1, 2))
select * from ways.t limit ways.touch()
select distinct on (id) wipe(t) from ways.t
select 1 where 'a' like 'a' escape touch()::text
select sum(id) over (partition by wipe(t)) from ways.t
select array(select ways.touch())
select array[ways.touch()]
select case when true then ways.touch() end
select coalesce(null, ways.touch())
values (ways.touch())
select 1 union select ways.touch()
(select 1) union all (select touch())
select * from ways.v
table ways.v
select * from ways.w
select exists (select from w where n = 1)
with a as (select * from ways.v) select * from a
select 5::ways.d
select cast(5 as ways.d)
select d '5'
select json_build_object('a', ways.touch())
copy (select ways.touch()) to stdout
copy (select * from ways.v) to stdout
copy (delete from ways.t returning id) to stdout
copy (insert into ways.t values (2, 'b') returning id) to stdout
select nextval('ways.counter')
select pg_catalog.setval('ways.counter', 9)
select * into ways.u from ways.t
with a as (select 1 as n) select n into ways.u from a
create table ways.u (id int primary key)
create table ways.u as select 1 as n
create or replace view ways.v as select 2 as n
drop table ways.t
drop schema ways cascade
alter table ways.t add column x int
alter table ways.t drop column name
truncate ways.t
comment on table ways.t is 'x'
grant select on ways.t to public
revoke select on ways.t from public
create index async on ways.t (name)
select * from ways.t for update
select * from ways.t for no key update
call sys.wait_for_job('x')
do $$ begin delete from ways.t; end $$
prepare p as delete from ways.t
execute p
select 1; delete from ways.t
select 1; commit; delete from ways.t
show timezone; delete from ways.t
selec 1
lock table ways.t
notify x
select set_config('transaction_read_only', 'off', true)
select pg_terminate_backend(0)
select pg_advisory_lock(1)
select query_to_xml('delete from ways.t', true, true, '')
"""

WRITES = [
    [line.replace("-- select 1", "-- select 1\n delete from ways.t")]
    for line in _WRITES.strip().splitlines()
]
"""Ways that change something with one statement, or try to."""

_DELETE = "delete from ways.t"

TRANSACTIONS = [
    ["begin", _DELETE, "commit"],
    ["begin -- x", _DELETE, "commit"],
    ["begin /* x */ -- y", _DELETE, "commit"],
    ["BEGIN WORK", _DELETE, "commit"],
    ["begin transaction read write", _DELETE, "commit"],
    ["begin read /* x */ write", _DELETE, "commit"],
    ["begin work isolation level repeatable read", _DELETE, "commit"],
    ["begin isolation level repeatable read, read write", _DELETE, "commit"],
    ["start transaction", _DELETE, "commit"],
    ["start transaction read write", _DELETE, "commit"],
    ["start transaction read write -- read only", _DELETE, "commit"],
    ["start transaction isolation level repeatable read read write;", _DELETE, "commit"],
    ["begin; set transaction read write", _DELETE, "commit"],
    ["begin", "set transaction read write", _DELETE, "commit"],
    ["begin", "set local transaction read write", _DELETE, "commit"],
    ["begin", "set transaction_read_only = off", _DELETE, "commit"],
    ["begin", "set local transaction_read_only to off", _DELETE, "commit"],
    ["begin", 'set "TRANSACTION_READ_ONLY" = 0', _DELETE, "commit"],
    ["begin", 'set U&"transaction_\\0072ead_only" = off', _DELETE, "commit"],
    ["begin", "select set_config('transaction_read_only', 'off', true)", _DELETE, "commit"],
    ["begin", "reset transaction_read_only", _DELETE, "commit"],
    ["begin", "rollback and chain", _DELETE, "commit"],
    ["begin", "commit and chain", _DELETE, "commit"],
    ["begin", "commit and chain", "set transaction read write", _DELETE, "commit"],
    ["begin", "rollback", _DELETE],
    ["begin", "end", _DELETE],
    ["begin", "select ways.touch()", "commit"],
    ["begin", "select * from ways.v", "commit"],
    ["set session characteristics as transaction read write", _DELETE],
    ["set session characteristics as transaction read write", "begin", _DELETE, "commit"],
    ["set default_transaction_read_only = off", _DELETE],
    ["set default_transaction_read_only = off", "begin", _DELETE, "commit"],
    ["set transaction_read_only = off", _DELETE],
    ["reset all", _DELETE],
    ["discard all", _DELETE],
    ["reset all", "begin", _DELETE, "commit"],
    ["set role none", _DELETE],
    ["commit", _DELETE],
    ["rollback", _DELETE],
    ["abort", "begin", _DELETE, "commit"],
]
"""Ways with more than one statement."""

HARMLESS = [
    "select t.id, t.name from ways.t where t.id = 1 order by t.name",
    "select x.id, upper(x.name), max(x.id) from ways.t x group by x.id, x.name",
    "select o.id, c.name from shop.orders o join shop.customers c on c.id = o.customer_id limit 1",
    "with a as (select * from ways.t) select a.name from a",
    "explain select * from ways.t",
    "explain analyze select * from ways.t",
    "explain (analyze, verbose) select t.name from ways.t",
    "copy ways.t to stdout",
    "copy (select t.id from ways.t) to stdout",
    "table ways.t",
    "values (1, 'a')",
    "show timezone",
    "select now(), gen_random_uuid(), pg_catalog.lower('A'), upper('a')",
    "select 'delete from ways.t' -- delete",
    "select * from pg_catalog.pg_class c where c.relname = 'x'",
    "select pg_get_viewdef('ways.v'::regclass)",
    "set timezone = 'UTC'",
    "begin",
    "commit",
    "rollback",
]
