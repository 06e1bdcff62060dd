"""Statements that rename, drop or index an object."""

from __future__ import annotations

import pytest

from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.schema_changes import (
    Target,
    check_new_name,
    write_drop,
    write_index,
    write_rename,
)

COLUMN = Target("column", "Odd S", "a b", 't"', "view")


@pytest.mark.parametrize(
    ("target", "rename", "drop"),
    [
        (
            Target("table", "Odd S", 't"'),
            'alter table "Odd S"."t""" rename to "N n";',
            'drop table "Odd S"."t""";',
        ),
        (
            COLUMN,
            'alter view "Odd S"."t""" rename column "a b" to "N n";',
            'alter view "Odd S"."t""" drop column "a b";',
        ),
        (
            Target("constraint", "s", "k", "t"),
            'alter table s.t rename constraint k to "N n";',
            "alter table s.t drop constraint k;",
        ),
        (
            Target("function", "s", "f", arguments="a uuid, integer"),
            'alter function s.f(a uuid, integer) rename to "N n";',
            "drop function s.f(a uuid, integer);",
        ),
        (
            Target("function", "s", "order"),
            'alter function s."order"() rename to "N n";',
            'drop function s."order"();',
        ),
        (Target("role", "", "R"), 'alter role "R" rename to "N n";', 'drop role "R";'),
        (Target("schema", "s", "s"), 'alter schema s rename to "N n";', "drop schema s;"),
    ],
)
def test_statements_quote_every_name(target: Target, rename: str, drop: str) -> None:
    assert write_rename(target, "N n") == rename
    assert write_drop(target) == drop


def test_an_index_can_only_be_dropped() -> None:
    index = Target("index", "s", "i")
    assert write_drop(index) == "drop index s.i;"
    assert not index.can_rename


def test_index_is_built_asynchronously() -> None:
    table = Relation("Odd S", "t", False, ())
    assert write_index(table, ["a", "B"]) == 'create index async on "Odd S".t (a, "B");'
    assert write_index(table, ["a"], True) == 'create unique index async on "Odd S".t (a);'


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "Type a name."),
        ("a b", "This is the name already."),
        ("n\0", "A name cannot contain a NUL character."),
        ("é" * 32, "A name can have at most 63 bytes; the server would cut it off."),
        ("é" * 31, ""),
    ],
)
def test_a_new_name_is_checked(name: str, problem: str) -> None:
    assert check_new_name(COLUMN, name) == problem
