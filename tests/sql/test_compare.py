"""The differences of two schemas, and the order of the statements."""

from __future__ import annotations

import pytest

from dsql_tui.sql.ddl.compare.column_steps import write_options
from dsql_tui.sql.ddl.compare.plan import compare
from dsql_tui.sql.ddl.compare.report import list_lines, write_script
from dsql_tui.sql.ddl.facts import Column, SchemaFacts, SchemaObject

TABLE = SchemaObject("pg_class 1", "table", "s", "a\n; drop table x; --")


def make_facts(*objects: SchemaObject, columns: tuple[Column, ...] = ()) -> SchemaFacts:
    facts = SchemaFacts(list(objects))
    facts.columns[TABLE.key] = list(columns)
    return facts


def test_equal_schemas_have_no_script() -> None:
    facts = make_facts(TABLE, columns=(Column("a", "text"), Column("b", "int")))
    other = make_facts(
        TABLE._replace(key="pg_class 1"), columns=(Column("b", "int"), Column("a", "text"))
    )
    comparison = compare(facts, other)
    assert not comparison.planned
    assert write_script(comparison) == ""


def test_comment_about_a_hostile_name_stays_a_comment() -> None:
    comparison = compare(
        make_facts(TABLE, columns=(Column("\x1b\u202e", "text"),)),
        make_facts(TABLE, columns=(Column("\x1b\u202e", "int"),)),
    )
    script = write_script(comparison)
    assert all(line.startswith("--") for line in script.splitlines())
    assert all(line.isprintable() for line in [*script.splitlines(), *list_lines(comparison)])


def test_kind_that_changes_under_one_name_is_dropped_first() -> None:
    view = SchemaObject("pg_class 1", "view", "s", "x", "SELECT 1;")
    table = SchemaObject("pg_class 7", "table", "s", "x")
    user = SchemaObject("pg_class 2", "view", "s", "y", "SELECT FROM s.x;")
    old, new = make_facts(view, user), make_facts(table, user)
    old.needs[user.key].add(view.key)
    new.needs[user.key].add(table.key)
    assert [step.text for step in compare(old, new).steps] == [
        "DROP VIEW s.y",
        "DROP VIEW s.x",
        "CREATE TABLE s.x ()",
        "CREATE VIEW s.y AS\nSELECT FROM s.x",
    ]


@pytest.mark.parametrize(
    ("before", "after", "options"),
    [
        ("CACHE 1", "CACHE 65536", ["CACHE 65536"]),
        ("INCREMENT BY 2 CACHE 1 CYCLE", "CACHE 1", ["INCREMENT BY 1", "NO CYCLE"]),
        (
            "INCREMENT BY -1 MAXVALUE 9 START WITH 5 CACHE 1",
            "INCREMENT BY -1 CACHE 1",
            ["NO MAXVALUE", "START WITH -1"],
        ),
        ("CACHE 1", "MINVALUE 5 CACHE 1", ["MINVALUE 5", "START WITH 5"]),
    ],
)
def test_options_of_a_sequence(before: str, after: str, options: list[str]) -> None:
    assert write_options(before, after) == options
