"""The uses of a table, and the statements that change the schema, in a real database."""

from __future__ import annotations

from contextlib import closing

import pytest

from dsql_tui.db.catalog import read_catalog
from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.db.usages import read_definitions
from dsql_tui.linting import lint
from dsql_tui.opening import Access
from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.schema_changes import Target, write_drop, write_index, write_rename
from dsql_tui.sql.usages import Usage, find_usages

SCHEMA = "Uses s"


def run_each(session: Session, *statements: str) -> None:
    for statement in statements:
        fetch_rows(session.run(statement))


def test_views_functions_and_keys_that_use_a_table_are_found(access: Access) -> None:
    with closing(access.open()) as session:
        run_each(
            session,
            'create schema "Uses s"',
            'create table "Uses s".t (id int primary key, "A b" text)',
            'create table "Uses s".u (id int primary key, t int references "Uses s".t)',
            'create view "Uses s".v as select id from "Uses s".t',
            'create view "Uses s".w as select "A b" from "Uses s".t',
            'create view "Uses s".x as select id as t from "Uses s".u',
            """create function "Uses s".f(n int) returns text language sql
            as $$ select "A b" from "Uses s".t where id = n $$""",
        )
    with closing(access.open()) as session:
        catalog = read_catalog(session)
        definitions = read_definitions(session)
    table = catalog.relation(SCHEMA, "t")
    assert table
    both = [Usage("view", SCHEMA, "w"), Usage("function", SCHEMA, "f")]
    assert find_usages(catalog, definitions, table, "A b") == both
    key = Usage("foreign key", SCHEMA, "u", ("t",))
    assert find_usages(catalog, definitions, table) == [key, Usage("view", SCHEMA, "v"), *both]


def test_every_statement_about_an_object_runs_and_passes_the_linter(access: Access) -> None:
    table = Relation("Change s", "t", False, ())
    statements = [
        'create schema "Change s"',
        'create table "Change s".t (id int primary key, a text, n int constraint k check (n > 0))',
        'create view "Change s".v as select id from "Change s".t',
        'create sequence "Change s".q cache 1',
        'create domain "Change s".d as text',
        'create function "Change s".f(int) returns int language sql as $$ select 1 $$',
        write_index(table, ["n"]),
        write_index(table, ["n", "a"], unique=True),
    ]
    for target, new in [
        (Target("column", "Change s", "a", "t"), "A b"),
        (Target("column", "Change s", "id", "v", "view"), "key"),
        (Target("constraint", "Change s", "k", "t"), "K k"),
        (Target("sequence", "Change s", "q"), "Q q"),
        (Target("domain", "Change s", "d"), "D d"),
        (Target("function", "Change s", "f", arguments="integer"), "F f"),
        (Target("view", "Change s", "v"), "V v"),
    ]:
        statements.append(write_rename(target, new))
        if (target.kind, target.parent_kind) != ("column", "view"):
            statements.append(write_drop(target._replace(name=new)))
    statements.append(write_drop(Target("index", "Change s", "t_n_idx")))
    statements.append(write_rename(Target("table", "Change s", "t"), "T t"))
    statements.append(write_drop(Target("table", "Change s", "T t")))
    statements.append(write_rename(Target("schema", "Change s", "Change s"), "Changed s"))
    statements.append(write_drop(Target("schema", "Changed s", "Changed s")))
    for statement in statements:
        assert all(problem.unsure for problem in lint(statement).problems), statement
    with closing(access.open()) as session:
        run_each(session, *statements)
        with pytest.raises(CatalogError, match="does not exist"):
            run_each(session, 'create table "Changed s".t (id int)')
