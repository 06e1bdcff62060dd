"""The parameters of statements."""

from __future__ import annotations

import pytest

from dsql_tui.events import Failed, Finished, ServerError
from dsql_tui.sql.parameters import bind, find_parameters, restore_positions

CASES = [
    ("select 1", (), "select 1"),
    ("select :a", ("a",), "select $1"),
    ("select :'a'", ("a",), "select $1"),
    ("select :b, :a, :b", ("b", "a"), "select $1, $2, $1"),
    ("select $2, $1", ("$2", "$1"), "select $1, $2"),
    ("select $1, :n", ("$1", "n"), "select $1, $2"),
    ("select x where y=:z", ("z",), "select x where y=$1"),
    ("select (:z)", ("z",), "select ($1)"),
    ("select a::text, :b::int", ("b",), "select a::text, $1::int"),
    ("select ':a', \":b\", $$:c$$, E':d' -- :e", (), None),
    ('select a[1:n], a[:n], a[ :n], a[1 :n], a[f(x) :n], "a"[:n], (a)[:n], a[1][:n]', (), None),
    ("select a[:n][:m], $1[:n]", ("$1",), "select a[:n][:m], $1[:n]"),
    ("select array[:a, :b]", ("a", "b"), "select array[$1, $2]"),
    ("select ARRAY [[1, :a], [:b]]", ("a", "b"), "select ARRAY [[1, $1], [$2]]"),
    ("select a[(:n)], a[f(:n)], a[array[:n]]", ("n",), "select a[($1)], a[f($1)], a[array[$1]]"),
    ("select a[:n], :n", ("n",), "select a[:n], $1"),
    ("select f(a => :n, b := :m, c:=1)", ("n", "m"), "select f(a => $1, b := $2, c:=1)"),
    ("select x::int, y ::int[], z:: text", (), None),
    ("select a[i:n]", (), None),
    ("select f(a := 1)", (), None),
    ("select '{}' ->> :k", ("k",), "select '{}' ->> $1"),
    ("insert into t values (:été, $1)", ("été", "$1"), "insert into t values ($1, $2)"),
    ("update t set a = :a where b = :b", ("a", "b"), "update t set a = $1 where b = $2"),
    ("delete from t where a = :a", ("a",), "delete from t where a = $1"),
    ("with x as (select :a) select * from x", ("a",), "with x as (select $1) select * from x"),
    ("explain select :a", ("a",), "explain select $1"),
    ("-- :x\nselect :a /* :y */", ("a",), "-- :x\nselect $1 /* :y */"),
    ("(select :a)", ("a",), "(select $1)"),
    ("create function f(int) returns int language sql return $1 + 1", (), None),
    ("create function f(int) returns int begin atomic select $1; end", (), None),
    ("set x = :y", (), None),
    ("", (), None),
    ("select :", (), None),
    ("select :1", (), None),
    ("select ::a", (), None),
]


@pytest.mark.parametrize(("text", "names", "sent"), CASES)
def test_parameters_are_found_and_bound(
    text: str, names: tuple[str, ...], sent: str | None
) -> None:
    assert find_parameters(text) == names
    assert bind(text).text == (text if sent is None else sent)
    assert bind(text).names == names


def test_positions_are_those_of_the_original() -> None:
    text = "select :customer, :x, nothing"
    sent = bind(text)
    for word in (":customer", ":x", "nothing", "select"):
        number = {":customer": "$1", ":x": "$2"}.get(word, word)
        assert sent.original_position(sent.text.index(number) + 1) == text.index(word) + 1
    events = [Failed(ServerError("no", position=sent.text.index("nothing") + 1), 0.0)]
    (event,) = restore_positions(events, sent)
    assert isinstance(event, Failed)
    assert event.error.position == text.index("nothing") + 1
    other = Finished("SELECT 1", 0.1)
    assert list(restore_positions([other], sent)) == [other]


def test_values_are_in_the_order_of_the_numbers() -> None:
    assert bind("select :b, :a, :b").values({"a": "1", "b": None}) == (None, "1")
