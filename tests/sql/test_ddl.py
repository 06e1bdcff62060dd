"""The order of DDL statements."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsql_tui.sql.ddl.facts import Constraint, SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.order import sort_objects
from dsql_tui.sql.ddl.script import write_script

COUNT = 8
KEYS = [f"pg_class {number}" for number in range(COUNT)]
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=20)


def make_facts(needs: list[tuple[str, str]], references: list[tuple[str, str]]) -> SchemaFacts:
    """Return tables and views; a view needs only objects before it."""
    facts = SchemaFacts([SchemaObject(key, "table", "s", f"t{key[-1]}") for key in reversed(KEYS)])
    for one, other in needs:
        if other < one:
            facts.needs[one].add(other)
    for number, (one, other) in enumerate(references):
        key = Constraint(f"k{number}", f"FOREIGN KEY (a) REFERENCES s.t{other[-1]}(a)", other)
        facts.constraints[one].append(key)
    return facts


@given(PAIRS, PAIRS)
def test_every_object_follows_what_it_needs(
    needs: list[tuple[str, str]], references: list[tuple[str, str]]
) -> None:
    facts = make_facts(needs, references)
    places = {each.key: place for place, each in enumerate(sort_objects(facts))}
    assert sorted(places) == KEYS
    assert all(places[other] < places[one] for one in KEYS for other in facts.needs[one])


@given(PAIRS, PAIRS)
def test_every_foreign_key_follows_its_table(
    needs: list[tuple[str, str]], references: list[tuple[str, str]]
) -> None:
    script = write_script(make_facts(needs, references))
    for number, (_, other) in enumerate(references):
        assert script.count(f"ADD CONSTRAINT k{number} ") <= 1
        own, target = script.index(f"CONSTRAINT k{number} "), f"CREATE TABLE s.t{other[-1]} ("
        assert script.index(target) < own
        assert script.count(f"CONSTRAINT k{number} FOREIGN") == 1


def test_function_follows_what_its_body_names() -> None:
    table = SchemaObject("pg_class 1", "table", "s", "rows")
    view = SchemaObject("pg_class 2", "view", "s", "counted", "select s.count_rows()")
    function = SchemaObject("pg_proc 1", "function", "s", "count_rows", "… from s.rows")
    facts = SchemaFacts([view, function, table])
    facts.needs[view.key].add(function.key)
    assert sort_objects(facts) == [table, function, view]
    facts.needs[table.key].add(function.key)
    assert sort_objects(facts)[0] == function, "the catalog is right, the text is a guess"


def test_public_is_neither_created_nor_commented() -> None:
    schema = SchemaObject("pg_namespace 1", "schema", "public", "public", comment="standard")
    assert write_script(SchemaFacts([schema])) == ""
