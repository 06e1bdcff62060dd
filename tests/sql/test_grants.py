"""GRANT statements from the access privileges of the catalog."""

from __future__ import annotations

import pytest

from dsql_tui.sql.ddl.facts import Grant, SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.grants import change_grant, parse_grants, write_grants

TABLE = SchemaObject("pg_class 1", "table", "s", "t")


@pytest.mark.parametrize(
    ("item", "column", "statements"),
    [
        ("reader=r/admin", "", ["GRANT SELECT ON TABLE s.t TO reader"]),
        (
            "reader=r*aw*/admin",
            "",
            [
                "GRANT INSERT ON TABLE s.t TO reader",
                "GRANT SELECT, UPDATE ON TABLE s.t TO reader WITH GRANT OPTION",
            ],
        ),
        ("=r/admin", "", ["GRANT SELECT ON TABLE s.t TO PUBLIC"]),
        ('"a""b=c"=d/"x/y"', "", ['GRANT DELETE ON TABLE s.t TO "a""b=c"']),
        ("reader=rw/admin", "Ä", ['GRANT SELECT ("Ä"), UPDATE ("Ä") ON TABLE s.t TO reader']),
        ("reader=?/admin", "", []),
        ("nonsense", "", []),
    ],
)
def test_statements_of_an_item(item: str, column: str, statements: list[str]) -> None:
    facts = SchemaFacts([TABLE])
    facts.grants[TABLE.key] = parse_grants([(column, "admin", item)])
    assert sorted(write_grants(facts, {TABLE.key})) == sorted(statements)


def test_items_of_several_grantors_are_joined_and_those_of_the_owner_left_out() -> None:
    items = [("", "Own er", each) for each in ("a=r*/x", "a=w/y", "Own er=rw/z", '"Own er"=r/z')]
    assert parse_grants(items) == [
        Grant("a", "", ("SELECT", "UPDATE"), frozenset({"SELECT"})),
    ]


def test_changes_of_privileges() -> None:
    routine = SchemaObject("pg_proc 1", "function", "s", "f", "", "n bigint")
    facts = SchemaFacts([routine])
    assert write_grants(facts, {routine.key}) == []
    facts.grants[routine.key] = []
    assert write_grants(facts, {routine.key}) == [
        "REVOKE EXECUTE ON FUNCTION s.f(n bigint) FROM PUBLIC"
    ]
    old = Grant("a", "", ("SELECT", "UPDATE", "DELETE"), frozenset({"SELECT", "DELETE"}))
    new = Grant("a", "", ("SELECT", "UPDATE", "INSERT"), frozenset({"UPDATE"}))
    assert change_grant(TABLE, old, new) == [
        "REVOKE DELETE ON TABLE s.t FROM a",
        "REVOKE GRANT OPTION FOR SELECT ON TABLE s.t FROM a",
        "GRANT INSERT ON TABLE s.t TO a",
        "GRANT UPDATE ON TABLE s.t TO a WITH GRANT OPTION",
    ]
    assert change_grant(TABLE, old, None) == ["REVOKE SELECT, UPDATE, DELETE ON TABLE s.t FROM a"]
