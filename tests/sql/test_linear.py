"""No text takes more than time proportional to its length, and none ends in a RecursionError."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

import pytest

from dsql_tui.sql.batches import insert_count_query, parse_change
from dsql_tui.sql.brackets import find_partner
from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete import NameUsage, complete
from dsql_tui.sql.format import format_script
from dsql_tui.sql.highlight import highlight_line
from dsql_tui.sql.line_states import LineState, LineStates
from dsql_tui.sql.parameters import bind
from dsql_tui.sql.scan import scan
from dsql_tui.sql.script import Script
from dsql_tui.sql.search_path import SearchPath
from dsql_tui.sql.secret import contains_secret
from dsql_tui.sql.statements import (
    choose_separator,
    find_open_token,
    find_server_pieces,
    split,
    statement_at,
)

NASTY = [
    *("E'\\", "e'\\'", "a\\", "\\;", "\\ '", "\\d \n", "u&'", "'", "''", '"', "'\n", "e'a'\n"),
    *("$a$", "$$;", "$1", ":a ", "/*", "/**/", "--", "-- a\n;", "(", "((1)", "[", "[[1]", "a["),
    *("a;", "a,", "a.", "copy ", "copy t from stdin;", "copy t from stdin;x\n\\.\n", "\\.\n"),
    *("begin atomic ", "create function f() begin atomic ", "case ", "select ", "union select "),
    *("values ", "with a as (", "x as (select ", "on using ", "a.b = c.d and ", "set a = (b,"),
    *("from a join b on a.b = b.c ", "and a in (select 1 from b where b.c = d.e) ", "a-a-"),
    *("eyJaaaaaaaa-", "eyJaaaaaaaa.", "://a:", "password\t", "A1b2", "\t\n", "é", "\x00", "@#-"),
]


def states(text: str) -> None:
    lines = text.split("\n")
    LineStates(lines).at(len(lines) - 1)
    LineStates(["copy t from stdin;", *lines]).at(len(lines))


def edit(text: str) -> None:
    script = Script(text)
    for offset in (0, len(text) // 2, len(text)):
        script.statement_at(offset)
        script.find_piece_at(offset)
        script.change(f"{text[:offset]}x{text[offset:]}", offset)


def complete_everywhere(text: str) -> None:
    catalog, usage = Catalog(), NameUsage()
    for lead in ("", "select ", "create table t (", "\\d "):
        complete(lead + text, len(lead) + len(text) // 2, catalog, usage)
        complete(lead + text, len(lead) + len(text), catalog, usage)
    usage.learn(f"select 1 from a where {text}", catalog)


def batches(text: str) -> None:
    parse_change(f"update t set a = 1 where {text}")
    parse_change(f"insert into t select {text}")
    insert_count_query(f"insert into t {text}")


SCANNERS: dict[str, Callable[[str], object]] = {
    "scan": lambda text: list(scan(text)),
    "split": split,
    "server": lambda text: list(find_server_pieces(text)),
    "open token": find_open_token,
    "separator": choose_separator,
    "statement at": lambda text: statement_at(text, len(text) // 2),
    "states": states,
    "edit": edit,
    "secret": contains_secret,
    "highlight": lambda text: highlight_line(text, LineState()),
}
OTHERS: dict[str, Callable[[str], object]] = {
    "parameters": lambda text: bind(f"select {text}"),
    "partner": lambda text: find_partner(text, len(text) // 2),
    "search path": SearchPath().note,
    "complete": complete_everywhere,
    "format": lambda text: format_script(f"select {text}"),
    "batches": batches,
}


def seconds(function: Callable[[str], object], text: str) -> float:
    """Measure without the garbage collector: it walks what all other tests left in memory."""
    gc.disable()
    try:
        began = process_time()
        function(text)
        return process_time() - began
    finally:
        gc.enable()


def repeat(part: str, length: int) -> str:
    return (part * (length // len(part) + 1))[:length]


def check_growth(function: Callable[[str], object], part: str, length: int) -> None:
    """Fail if twice the text takes much more than twice the time; short times are noise."""
    now = seconds(function, repeat(part, 2 * length))
    if now <= 0.1:
        return
    for _ in range(4):  # another process may have been in the way
        before = seconds(function, repeat(part, length))
        if now <= 3 * before + 0.1:
            return
        now = seconds(function, repeat(part, 2 * length))
    assert now < 3 * before + 0.1, (part, length, before, now)


@pytest.mark.parametrize("name", SCANNERS)
def test_scanners_take_linear_time(name: str) -> None:
    for part in NASTY:
        check_growth(SCANNERS[name], part, 20_000)


@pytest.mark.parametrize("name", OTHERS)
def test_readers_of_statements_take_linear_time(name: str) -> None:
    for part in NASTY:
        check_growth(OTHERS[name], part, 10_000)


@pytest.mark.parametrize("part", ["E'\\", "a\\", "(", "/*", "$a$", '"', "a-", "copy t from stdin;"])
def test_a_megabyte_takes_seconds_at_most(part: str) -> None:
    text = repeat(part, 1_000_000)
    for name in ("split", "states", "secret"):
        assert seconds(SCANNERS[name], text) < 10


def test_ten_megabytes_take_seconds() -> None:
    rows = "".join(f"({n}, 'name {n}; it''s', now(), $$x$$),\n" for n in range(100_000))
    data = "".join(f"{n}\tit's; (\n" for n in range(300_000))
    script = f"insert into t values {rows}(0);\ncopy t from stdin;\n{data}\\.\nselect 1;\n"
    assert seconds(lambda text: list(scan(text)), script) < 20
    assert seconds(split, script) < 20
    assert seconds(states, script) < 20


@pytest.mark.parametrize("name", [*SCANNERS, *OTHERS])
@pytest.mark.parametrize("opening", ["(", "[", "select (", "case when ", "with a as ("])
def test_deep_nesting_is_no_error(name: str, opening: str) -> None:
    closing = ")" if "(" in opening else "]" if "[" in opening else ""
    for text in (opening * 1000, opening * 1000 + "1" + closing * 1000):
        {**SCANNERS, **OTHERS}[name](text)
