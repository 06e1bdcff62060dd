"""Which parameters a statement has, and how it is sent with them."""

from __future__ import annotations

import pytest

from dsql_tui.events import Finished, Refusal, Refused
from dsql_tui.sql.parameters import as_written, bound, parameters

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
    ("select a[1:n], a[:n]", ("n",), "select a[1:n], a[$1]"),
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
def test_parameters_are_found_where_they_are_meant(
    text: str, names: tuple[str, ...], sent: str | None
):
    assert parameters(text) == names
    assert bound(text).text == (text if sent is None else sent)
    assert bound(text).names == names


def test_a_place_in_what_is_sent_is_one_in_what_is_written():
    text = "select :customer, :x, nothing"
    sent = bound(text)
    for word in (":customer", ":x", "nothing", "select"):
        number = {":customer": "$1", ":x": "$2"}.get(word, word)
        assert sent.written(sent.text.index(number) + 1) == text.index(word) + 1
    events = [Refused(Refusal("no", position=sent.text.index("nothing") + 1), 0.0)]
    (event,) = as_written(events, sent)
    assert isinstance(event, Refused)
    assert event.refusal.position == text.index("nothing") + 1
    other = Finished("SELECT 1", 0.1)
    assert list(as_written([other], sent)) == [other]


def test_values_are_sent_in_the_order_of_the_numbers():
    assert bound("select :b, :a, :b").values({"a": "1", "b": None}) == (None, "1")
