"""The kinds of statements, what asks before them, and how long that takes to tell."""

from __future__ import annotations

from time import process_time

import pytest

from dsql_tui.sql.risk import (
    assess,
    commits,
    find_changes,
    get_kind,
    is_copy,
    list_statements,
    may_define_code,
)
from dsql_tui.sql.statements import split

KINDS = {
    "read": [
        "select 1",
        "-- insert\n/* delete */ SELECT 1",
        "(select 1) union (select 2)",
        "with a as (select 1) select * from a",
        "values (1)",
        "table t",
        "show all",
        "explain delete from t",
        "explain (verbose) with a as (select 1) select 1",
        "copy t to stdout",
        "copy (select 1 from t) to stdout",
    ],
    "write": [
        "insert into t values (1)",
        "Update t set a = 1",
        "with a as (delete from t returning 1) select 1",
        "with a as (select 1) -- then\n insert into t select 1",
        "explain analyze delete from t",
        "explain (analyze, costs off, buffers on, wal on, timing off, format json) delete from t",
        "explain (analyze, verbose) with a as (select 1) update t set a = 1",
        "copy t (a) from stdin",
        "copy (delete from t returning *) to stdout",
    ],
    "ddl": [
        "create index async on t (a)",
        "drop table t",
        "aws iam grant a to 'arn'",
        "select * into x from t",
    ],
    "transaction": ["begin", "START TRANSACTION", "end", "rollback to a", "savepoint a"],
    "setting": ["set a = 1", "reset all", "deallocate all"],
    "empty": ["", "-- nothing", "/* */;"],
    "other": ["call f()", "do $$ delete $$", "\\d", "'select'", "selec", "execute p", "fetch 1"],
}

CHANGES = [
    "explain analyze select refill(1)",
    "explain select refill(1)",
    "explain insert into t values (refill(1))",
    "copy (select refill(1)) to stdout",
    "insert into t values (1)",
    "call refill()",
    "do $$ $$",
    "execute p",
    "prepare p as delete from t",
    "copy t from stdin",
    "copy (delete from t returning *) to stdout",
    "copy (with a as (delete from t returning *) select * from a) to stdout",
    "copy t to '/tmp/x'",
    "copy t to program 'rm'",
    'explain ("analyze") insert into t values (1)',
    "explain (analyze true, verbose) delete from t",
    "explain (verbose, analyze on) delete from t",
    'explain (verbose, U&"analyze") delete from t',
    "explain (U&\"!0061nalyze\" uescape '!') delete from t",
    "explain (costs off,analyse) insert into t values (1)",
    "explain analyse insert into t values (1)",
    "EXPLAIN /* x */ ANALYZE VERBOSE INSERT into t values (1)",
    "explain (analyze off, analyze) delete from t",
    "explain (analyze) with a as (delete from t returning 1) select 1",
    "explain analyze execute p",
    "explain analyze create table x as select 1",
    "create table x as select 1",
    "create view v as select 1",
    "show timezone; delete from t",
    "begin; delete from t",
    "set a = 1; delete from t",
    "commit; delete from t",
    "; delete from t",
    "copy t to stdout; delete from t",
    "explain select 1; delete from t",
    "set role app",
    "set session authorization x",
    "reset role",
    "reset session authorization",
    "discard all",
    "set local role x",
    'set "role" = x',
    'SET "ROLE" = x',
    'set U&"r\\006fle" = x',
    "set transaction read write",
    "set session characteristics as transaction read write",
    "set session characteristics as transaction isolation level repeatable read, read write",
    "set local transaction read write",
    "set transaction_read_only = off",
    'set "Transaction_Read_Only" to off',
    "set default_transaction_read_only = 'off'",
    "reset transaction_read_only",
    "set standard_conforming_strings = off",
    "notify a",
    "lock table t",
    "vacuum",
    "analyze",
    "grant a to b",
    "revoke a from b",
    "truncate t",
    "alter table t drop column a",
    "drop schema s cascade",
    "selec 1",
    "'select'",
    "declare c cursor for select 1",
    "fetch all from c",
    "commit prepared 'x'",
    "prepare transaction 'x'",
    "aws iam grant a to 'arn'",
    "explain explain analyze delete from t",
    "import foreign schema x from server y into z",
    "security label on table t is 'x'",
]

UNCHANGED = [
    "begin",
    "begin transaction read only",
    "start transaction isolation level repeatable read",
    "commit",
    "commit and chain",
    "rollback",
    "savepoint a",
    "rollback to savepoint a",
    "set timezone = 'UTC'",
    "set local search_path = shop, public",
    "set transaction isolation level repeatable read, read only",
    "set transaction_read_only = on",
    "reset all",
    "deallocate all",
    "show transaction_read_only",
    "",
    ";",
    "/* delete from t */",
]
WARNINGS = [
    ("delete from t", "deletes every row of t:"),
    ("DELETE FROM only shop.t returning 1", "deletes every row of shop.t:"),
    ("update t set a = (select b from s where s.id = t.id)", "updates every row of t:"),
    ("with a as (delete from t returning 1) select 1", "deletes every row of t:"),
    ("explain analyze delete from t", "deletes every row of t:"),
    ("drop schema s cascade", "CASCADE"),
    ("drop table if exists a, b CASCADE;", "CASCADE"),
    ("alter table t drop column a cascade", "CASCADE"),
    ("truncate t", "every row"),
    ("delete from t where true", ""),
    ("delete from t using s where t.id = s.id", ""),
    ("update t set a = s.a from s", ""),
    ("alter table t add foreign key (a) references b on delete cascade", ""),
    ("drop table t", ""),
    ("explain delete from t", ""),
    ("insert into t values (1) on conflict (a) do update set b = 1", ""),
    ("select 1 from t for update", ""),
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts]
)
def test_a_statement_has_a_kind(kind: str, text: str) -> None:
    assert get_kind(text) == kind


@pytest.mark.parametrize("text", CHANGES)
def test_a_statement_may_change_something(text: str) -> None:
    risk = assess(text)
    assert risk.may_change
    assert not risk.reads_only


@pytest.mark.parametrize("text", UNCHANGED)
def test_a_statement_changes_nothing(text: str) -> None:
    assert not assess(text).may_change


@pytest.mark.parametrize(("text", "warning"), WARNINGS)
def test_some_statements_ask_on_every_connection(text: str, warning: str) -> None:
    warnings = assess(text).warnings
    assert len(warnings) == bool(warning)
    assert warning in "".join(warnings)


def test_commit_and_copy_are_recognized() -> None:
    assert all(map(commits, ("commit", "END", "/* a */ commit work")))
    assert not any(map(commits, ("rollback", "copy t to stdout", "")))
    assert is_copy("-- a\nCOPY t FROM stdin")
    assert not is_copy("select 1")


@pytest.mark.parametrize("text", ["create function f() …", "DROP view v", "call p()", "do $$ $$"])
def test_some_statements_may_define_code(text: str) -> None:
    assert may_define_code(text)


@pytest.mark.parametrize("text", ["select 1", "insert into t values (1)", "begin", "explain x"])
def test_other_statements_define_no_code(text: str) -> None:
    assert not may_define_code(text)


def test_a_question_lists_every_statement() -> None:
    script = "select 1; delete from t; select\n  wipe(1); insert into t values (%s)" % ("1, " * 99)
    found = find_changes(split(script))
    lines = list_statements(found).split("\n")
    assert len(lines) == len(found) == 3
    assert lines[:2] == [
        "delete from t",
        "select wipe(1)  (calls wipe, which may change something)",
    ]
    assert lines[2].endswith(", 1, 1, )")
    (long,) = list_statements(split(f"delete from t where id in ({'1, ' * 100_000})")).split("\n")
    assert long.endswith("… (300,028 characters)")


HOSTILE = [
    "(",
    "select (",
    "select ((1)",
    "select f(",
    "select * from (",
    "select (delete from t ",
    "with a as (",
    "explain ",
    "explain (",
    "copy (",
    "a.",
    "select a.",
    "select 1, f(2)",
    "select 'a\\",
    "select E'\\",
    'U&"\\0061" ',
    "select /*",
    "case when ",
    ";",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_time_is_linear_and_nesting_is_no_limit(part: str) -> None:
    def measure(count: int) -> float:
        text = part * count
        began = process_time()
        assess(text)
        return process_time() - began

    small = min(measure(2_000 + extra) for extra in range(3))
    large = min(measure(8_000 + extra) for extra in range(3))
    assert large < 8 * small + 0.05


def test_deep_parentheses_are_read() -> None:
    assert assess(f"select {'(' * 100_000}1{')' * 100_000}").reads_only
    assert assess(f"select {'(' * 100_000}wipe(1){')' * 100_000}").may_change
