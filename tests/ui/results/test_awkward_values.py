"""Awkward values, from the server to screen and clipboard: shown harmlessly, kept exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from dsql_tui.db.session import Session
from dsql_tui.events import Column, Described, Finished, RowsReceived
from dsql_tui.results.copy_cells import format_cells
from dsql_tui.results.emoji import SEQUENCE
from dsql_tui.results.formats import get_format
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.sort import sort_rows
from dsql_tui.results.table import Table
from dsql_tui.results.text import decode_cell
from dsql_tui.results.types import BOOL, JSON_TYPES
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from tests.access import build_access
from tests.results.chunks import Rows
from tests.results.formats.readers import read_csv, read_json, read_tsv

HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What moves the cursor, colours, joins letters or turns the direction."""
READERS = {"csv": read_csv, "tsv": read_tsv, "json": read_json}

VALUES = [
    "'-9223372036854775808'::bigint",
    "32767::smallint",
    "'-2147483648'::int",
    "'4294967295'::oid",
    "'NaN'::numeric",
    "1e-40::numeric",
    "repeat('9', 1000)::numeric",
    "'-0'::float8",
    "'-Infinity'::real",
    "true",
    "'infinity'::timestamptz",
    "'0044-03-15 BC'::date",
    "'294276-12-31 23:59:59.999999'::timestamp",
    "'24:00'::time",
    "'23:59:59.999999-15:59'::timetz",
    "'-1 year 2 mons -3 days 04:05:06.789'::interval",
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
    r"'\x00ff1b5d'::bytea",
    "''",
    "null",
    r"e'\x1b[2J\x1b]52;c;eA==\x07\u009b31m\x7f'",
    r"e'a\tb\nc\rd\\e\"f,g'",
    "'[/b][@click=app.quit]x[/]'",
    r"e'\u202eabc\u2066\u200b\ufeff'",
    r"e'e\u0301 漢字 🎉 عربى \U000e0041'",
    "repeat('漢', 350000)",
    "'👩\u200d👩\u200d👧 🇩🇪 👍🏽 ❤️ 1️⃣ a\u200db'",
    "array[1, null, 3]",
    r"""array['a,b', 'null', null, e'"\\x', '', '{}']""",
    "array[[1, 2], [3, 4]]",
    "'x'::char(1)",
    "'it''s'::varchar(9)",
    "'a'::name",
    "'10.0.0.0/8'::inet",
    "row(1, null, 'a b')",
    """'{"b": [1.10, null], "a": "\\u001b"}'::jsonb""",
    """'{"b": 1.10, "a": null}'::json""",
    "''::bytea",
]


class Gridded(App[None]):
    """A grid and nothing else."""

    def compose(self) -> ComposeResult:
        yield Grid()


@pytest.fixture
def session(aws: Ready) -> Iterator[Session]:
    opened = build_access(aws).open()
    yield opened
    opened.close()


def fetch_table(session: Session, query: str) -> Table:
    """Return the rows of a query in a table that keeps most of them in its file."""
    table: Table | None = None
    for event in session.run(query):
        if isinstance(event, Described):
            table = Table(event.columns, MemoryBudget(limit=1000))
        elif isinstance(event, RowsReceived) and table is not None:
            table.append(event.chunk)
        else:
            assert isinstance(event, Finished), event
    assert table is not None
    return table


def read_lines(grid: Grid) -> list[str]:
    """Return the drawn lines; check that each is harmless and as wide as the grid."""
    lines = [grid.render_line(y).text for y in range(grid.scrollable_content_region.height)]
    for line in lines:
        assert not HARMFUL.search(re.sub(SEQUENCE, "", line))
        assert cell_len(line) == grid.size.width
    return lines


def read_values(table: Table) -> list[list[Any]]:
    """Every cell, as the server sent it."""
    columns = range(len(table.columns))
    return [[decode_cell(table.value(row, each)) for each in columns] for row in range(len(table))]


def copy_cells(table: Table, form: str) -> str:
    sheet = Sheet(table)
    rows, places = range(len(sheet)), range(len(sheet.visible_columns))
    return format_cells(sheet, rows, places, get_format(form), header=True, limit=2**30).decode()


def check_copies(table: Table) -> None:
    """Assert that copied cells are read back as the values of the table."""
    for form, read in READERS.items():
        _, *rows = read(copy_cells(table, form))
        wanted = read_values(table)
        if form == "json":  # which has a type of its own for some of them
            for place, column in enumerate(table.columns):
                for read_row, row in zip(rows, wanted, strict=True):
                    if column.oid == BOOL:
                        row[place] = {"t": True, "f": False}[row[place]]
                    elif column.oid in JSON_TYPES:
                        read_row[place] = row[place]
        assert rows == wanted, form


async def test_every_type_is_shown_and_copied_as_the_server_sent_it(session: Session) -> None:
    columns = ", ".join(f"{value} as v{number}" for number, value in enumerate(VALUES))
    table = fetch_table(session, f"select {columns} from generate_series(1, 3)")
    assert len(table) == 3
    texts = fetch_table(session, "select " + ", ".join(f"({value})::text" for value in VALUES))
    same = read_values(table)[0]
    assert [cell for cell in same if cell != "t"] == [
        c for c in read_values(texts)[0] if c != "true"
    ]
    check_copies(table)
    app = Gridded()
    async with app.run_test(size=(80, 10)) as pilot:
        grid = app.query_one(Grid)
        grid.show(GridState(table))
        for column in range(len(VALUES)):
            grid.go(1, column)
            await pilot.pause()
            read_lines(grid)


SORTED = [
    ("interval", ["1 mon", "29 days", "-1 year", "1 day -00:00:01", "23:59:59.9", "30 days 1 us"]),
    ("timestamptz", ["2026-10-25 02:30+02", "2026-10-25 02:10+01", "infinity", "0044-03-15 BC"]),
    ("timetz", ["22:00-01:30", "23:00+02", "22:00+00", "24:00+00"]),
    ("time", ["24:00", "00:00", "09:59:59.999999"]),
    ("date", ["-infinity", "0001-01-01 BC", "0002-12-31 BC", "9999-12-31", "10000-01-01"]),
    ("int[]", ["{10}", "{2,3}", "{}", "{2}", "{NULL}", "{2,NULL}", "{-1,5,5}"]),
    ("text[]", ['{"NULL"}', "{null}", '{"a,b"}', '{"",z}', "{a}", '{"\\""}']),
    ("numeric", ["NaN", "Infinity", "-Infinity", "1e-30", "-2", "10"]),
    ("char(3)", ["b", "a", "ab"]),
    ("bytea", ["\\xff", "\\x", "\\x00ff", "\\x01"]),
    ("bool", ["t", "f"]),
    ("text", ["é", "z", "A", "", "a", "漢"]),
]


@pytest.mark.parametrize(("kind", "values"), SORTED, ids=[kind for kind, _ in SORTED])
def test_rows_are_sorted_here_as_the_server_sorts_them(
    session: Session, kind: str, values: list[str]
) -> None:
    rows = ", ".join(f"($v${value}$v$::{kind})" for value in values)
    source = f"from (values {rows}, (null)) as t (v)"
    table = fetch_table(session, f"select v {source}")
    ordered = sort_rows(table, range(len(table)), 0).rows
    here = [decode_cell(table.value(row, 0)) for row in ordered]
    assert here == [
        row[0] for row in read_values(fetch_table(session, f"select v {source} order by v"))
    ]


SHAPES = [
    ('select 1 as a, 2 as a, 3 as "A" where false', 0, 3),
    ("select from generate_series(1, 3)", 3, 0),
    ("select " + ", ".join(f"{n} as c{n}" for n in range(255)), 1, 255),
    ('select 1 as a, 2 as a, 3 as "\u202ea"', 1, 3),
]


@pytest.mark.parametrize(("query", "rows", "columns"), SHAPES)
async def test_every_shape_is_shown_and_copied(
    session: Session, query: str, rows: int, columns: int
) -> None:
    table = fetch_table(session, query)
    assert (len(table), len(table.columns)) == (rows, columns)
    app = Gridded()
    async with app.run_test(size=(80, 10)) as pilot:
        grid = app.query_one(Grid)
        grid.show(GridState(table))
        await pilot.press("end", "G")
        read_lines(grid)
    if rows and columns:
        check_copies(table)


CELLS = st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=20), name=st.text())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_text_is_drawn_harmlessly_and_copied_exactly(
    rows: list[tuple[str | None, str | None]], name: str
) -> None:
    table = Table((Column("n", 25), Column(name.encode(errors="replace").decode(), 25)))
    table.append(Rows([[None if c is None else c.encode() for c in row] for row in rows]))
    columns = GridState(table).columns
    columns.sample()
    for row in range(len(table)):
        for column in range(2):
            drawn = columns.fit_text(column, columns.text(row, column))
            assert not HARMFUL.search(drawn)
            assert cell_len(drawn) == columns.widths[column]
    check_copies(table)
