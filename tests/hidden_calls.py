"""Statements that run code of a user in places that are easy to miss.

They are run in a session whose search path is `hidden, public`. What they change is counted by
`COUNT`. No name here is that of an object of `tests.ways_past`.
"""

from __future__ import annotations

from pathlib import Path

_INSERT = "language sql as $$ insert into hidden.log (note) values ('x') returning"

OBJECTS = [
    "create schema hidden",
    "create table hidden.t (id int primary key, name text)",
    "create table hidden.log (id uuid primary key default gen_random_uuid(), note text)",
    "create sequence hidden.counter cache 65536",
    "insert into hidden.t values (1, 'a')",
    *(
        f"create function {signature} returns {kind} {_INSERT} {value} $$"
        for signature, kind, value in (
            ("hidden.touch()", "int", "1"),
            ("hidden.lower(int)", "int", "1"),
            ('hidden."Lower"(int)', "int", "1"),
            ("hidden.upper(text)", "int", "1"),
            ("hidden.json_fix()", "int", "1"),
            ("public.pg_mine()", "int", "1"),
            ("hidden.cube(int)", "int", "1"),
            ("hidden.rollup(int)", "int", "1"),
            ("hidden.conflict(int)", "boolean", "true"),
            ("hidden.materialized(boolean)", "boolean", "true"),
            ("hidden.wipe(hidden.t)", "int", "1"),
            ("hidden.abs(hidden.t)", "int", "1"),
            ("hidden.two(hidden.t, int default 1)", "int", "1"),
            ("hidden.arr(hidden.t[])", "int", "1"),
            ("hidden.fbase(int)", "int", "1"),
            ("hidden.fany(anyelement)", "int", "1"),
            ("hidden.fanyarr(anyarray)", "int", "1"),
            ("hidden.vari(variadic int[])", "int", "1"),
        )
    ),
    "create domain hidden.d as int check (value > hidden.touch() - 10)",
    "create domain hidden.d2 as hidden.d",
    "create domain hidden.date as int check (value > hidden.touch() - 10)",
    "create function hidden.dd(hidden.d) returns int language sql as 'select $1::int'",
    "create table hidden.tt (id int primary key, a hidden.d)",
    "create table hidden.tt3 (id int primary key, a hidden.d2)",
    "create view hidden.v as select hidden.touch() as n",
    "create view hidden.sub as select (select n from hidden.v limit 1) as n",
    "create view hidden.dflt as select coalesce(null, hidden.upper('a'))",
    *(
        f"create view hidden.{name} as select hidden.touch() as n"
        for name in ("bit", "char", "values", '"int"', f"v{'x' * 62}")
    ),
]

COUNT = """
select (select pg_catalog.count(*) from hidden.t), (select pg_catalog.max(name) from hidden.t),
    (select pg_catalog.count(*) from hidden.log), (select last_value from hidden.counter)
"""

_CHARACTERS = {"<LF>": "\n", "<CR>": "\r", "<VT>": "\v", "<FF>": "\f"}


def _write_out(line: str) -> str:
    for name, character in _CHARACTERS.items():
        line = line.replace(name, character)
    return line


WRITES = [_write_out(line) for line in Path(__file__).with_suffix(".txt").read_text().splitlines()]
"""Statements that change something, or that nobody can know not to."""

READS = [
    "select t.id, t.name from hidden.t where t.id = 1",
    "select extract(epoch from interval '1 day'), substring('a' from int '1'), trim(both from 'a')",
    "select 1 is distinct from int '1'",
    "select * from json_to_record('{\"a\":5}') as x(a int, b bit, c char)",
    "select count(*) from hidden.t group by cube(id, name), rollup(id)",
    "select count(*) from hidden.t group by grouping sets ((id), cube(name), rollup(id), ())",
    "explain insert into hidden.t values (1) on conflict (id) do nothing",
    "select (t).name, (t).id from hidden.t",
    "with a as not materialized (select 1) select * from a",
]
"""Statements that look alike and only read."""
