"""Charts: the choice of a plan, figures of any values, ticks, SVG and PNG."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsql_tui.events import Column
from dsql_tui.results.charts.build import MAX_BARS, build_figure
from dsql_tui.results.charts.figure import make_axis
from dsql_tui.results.charts.plan import KINDS, MAX_SERIES, Plan, fit_plan, plan_chart
from dsql_tui.results.charts.png import render_png
from dsql_tui.results.charts.svg import HEIGHT, WIDTH, render_svg
from dsql_tui.results.charts.thin import thin_line, thin_scatter
from dsql_tui.results.charts.ticks import make_ticks
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.table import Table
from dsql_tui.results.times import (
    DAY,
    SECOND,
    date_from_days,
    days_from_date,
    parse_interval,
    parse_timestamp,
)
from tests.results.chunks import Rows

BOOL, BIGINT, INT, TEXT, FLOAT, DATE, ZONED, INTERVAL = 16, 20, 23, 25, 701, 1082, 1184, 1186
NUMERIC, UUID, JSONB, MONEY, TIME = 1700, 2950, 3802, 790, 1083


def sheet(columns: str, rows: Sequence[Sequence[object]]) -> Sheet:
    """Return a sheet of rows; `columns` has the form `name oid, name oid`."""
    described = [each.split() for each in columns.split(",")]
    table = Table([Column(name, int(oid)) for name, oid in described])
    table.append(Rows([[None if c is None else str(c).encode() for c in row] for row in rows]))
    return Sheet(table)


def chosen(of: Sheet) -> Plan:
    """Return the plan chosen for a sheet."""
    rows = range(len(of))
    return plan_chart(of.columns, list(of.values(rows, range(len(of.visible_columns)))))


NEXT = [f"2026-01-0{day}" for day in range(1, 7)]
PLANS = [
    ("a number by a time", "d 1082, n 20", [(d, 5) for d in NEXT], Plan("line", 0, (1,))),
    (
        "numbers alike share an axis",
        "d 1082, n 20, m 701, far 20",
        [(d, 5, 9.5, 5000) for d in NEXT],
        Plan("line", 0, (1, 2)),
    ),
    (
        "a time that comes for each word",
        "d 1082, status 25, n 20",
        [(d, s, 1) for d in NEXT for s in ("a", "b")],
        Plan("line", 0, (2,), 1),
    ),
    ("keys are no amounts", "id 20, d 1082, n 20", [(1, NEXT[0], 9)], Plan("line", 1, (2,))),
    ("a number by a word", "id 2950, w 25, n 20", [("a", "x", 1)], Plan("bar", 1, (2,))),
    ("true and false", "b 16, n 20", [("t", 1), ("f", 2)], Plan("bar", 0, (1,))),
    ("two numbers", "a 701, b 701", [(3, 1), (1, 2), (2, 3)], Plan("scatter", 0, (1,))),
    ("one that rises", "a 20, b 701", [(1, 1), (2, 2), (3, 3)], Plan("line", 0, (1,))),
    ("a key that rises", "id 20, b 701", [(1, 1), (2, 2), (3, 3)], Plan("line", 0, (1,))),
    ("a number alone", "n 1700", [(1,), (5,)], Plan("histogram", None, (0,))),
    ("keys alone", "id 20", [(1,), (5,)], Plan("histogram", None, (0,))),
    ("times alone", "d 1082, w 25", [(NEXT[0], "x")], Plan("histogram", None, (0,))),
    ("words alone", "w 25", [("x",), ("x",)], Plan("bar", 0)),
    ("intervals", "w 25, i 1186", [("x", "00:00:02")], Plan("bar", 0, (1,))),
    (
        "NULL and what is no number",
        "a 701, w 25",
        [(None, "x"), ("NaN", "y")],
        Plan("bar", 1, (0,)),
    ),
    ("no rows", "d 1082, n 20", [], Plan("line", 0, (1,))),
]


@pytest.mark.parametrize(("columns", "rows", "plan"), [each[1:] for each in PLANS])
def test_chart_fits_the_result(columns: str, rows: list[tuple[object, ...]], plan: Plan) -> None:
    assert chosen(sheet(columns, rows)) == plan


def test_plan_is_fitted_to_the_columns() -> None:
    columns = [Column("w", TEXT), Column("n", INT), Column("d", DATE), Column("m", INT)]
    assert fit_plan(Plan("bar", None, (1,)), columns) == Plan("bar", 0, (1,))
    assert fit_plan(Plan("line", 2, ()), columns) == Plan("line", 2, (1,))
    assert fit_plan(Plan("line", 0, (1, 2, 3)), columns) == Plan("line", 0, (1, 3))
    assert fit_plan(Plan("histogram", 2, (), 0), columns) == Plan("histogram", 2, (2,))
    assert fit_plan(Plan("scatter", 0), columns[:1]) == Plan("scatter", 0)


AWKWARD = [
    *(None, "NaN", "Infinity", "-Infinity", "0", "-0", "1e-320", "-5e-324", "1e308", "-1e308"),
    *("9" * 1000, "1e299", "17", "17.0000000000001", "no number"),
]
MOMENTS = [
    *(None, "infinity", "-infinity", "0044-03-15 BC", "4713-01-01 BC", "5874897-12-31"),
    *("2026-11-25", "294276-12-31 23:59:59.999999+00", "2026-11-25 02:00:00.5+02", "no moment"),
]
WORDS = [None, "", "\x1b[2J\x9b", "[/b]", "\u202e", "x" * 5000, "漢字", "\uffff&<>\"'", "t"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("n 701", [(value,) for value in AWKWARD]),
        ("d 1184, n 1700", [(d, n) for d in MOMENTS for n in AWKWARD]),
        ("w 25, n 701", [(w, n) for w in WORDS for n in AWKWARD]),
        ("w 25, x 25, d 1082", [(w, v, d) for w in WORDS for v in WORDS for d in MOMENTS[:5]]),
        ("i 1186, t 1083, m 790", [("1 year -2 days", "24:00:00", "-$1,234.50")]),
        ("a 20, b 20", [(None, None), (None, 3)]),
        ("a 20, b 20", [(7, 7)]),
        ("a 20, b 20", []),
        (", ".join(f"c{n} 23" for n in range(255)), [range(255), range(255, 510)]),
    ],
)
def test_any_values_can_be_drawn(
    kind: str, log: bool, columns: str, rows: list[list[object]]
) -> None:
    of = sheet(columns, rows)
    for plan in (Plan(kind, None, log=log), Plan(kind, 0, (len(of.visible_columns) - 1,), 0, log)):
        drawn = build_figure(of, fit_plan(plan, of.columns))
        for each in drawn.series:
            assert all(-0.01 <= drawn.y.share(y) <= 1.01 for _, y in each.points)
            assert all(-0.01 <= drawn.x.share(x) <= 1.01 for x, _ in each.points)
        for side in (drawn.x, drawn.y):
            labels = [label for _, label in side.ticks(8)]
            assert all(label.isprintable() for label in labels)
            assert side.measure == "word" or len(labels) <= 12
        picture = ElementTree.fromstring(render_svg(drawn))
        for text in picture.itertext():
            assert "\x1b" not in text


def test_values_left_out_are_counted() -> None:
    of = sheet("n 701", [(value,) for value in AWKWARD])
    drawn = build_figure(of, Plan("line", None, (0,), log=True))
    assert drawn.notes == (
        *("1 NULL left out", "1 NaN left out", "2 infinite left out", "3 not above 0 left out"),
        *("3 too large left out", "1 unreadable left out"),
    )


def test_null_interrupts_a_line() -> None:
    of = sheet("x 20, y 20", [(1, 5), (2, 6), (3, None), (4, 7), (4, None), (5, 8), (None, 9)])
    series = build_figure(of, Plan("line", 0, (1,))).series[0]
    assert series.gaps == (3, 4)
    assert series.split_at_gaps() == [[(1, 5), (2, 6)], [(4, 7), (5, 8)]]
    picture = render_svg(build_figure(of, Plan("line", 0, (1,))))
    assert picture.count('fill="none"') == 2
    assert build_figure(of, Plan("scatter", 0, (1,))).series[0].gaps == ()


def test_gaps_of_a_thinned_line_are_as_wide_as_a_bucket() -> None:
    rows = [(n, None if n % 2 or 50_000 <= n < 60_000 else n) for n in range(100_000)]
    series = build_figure(sheet("x 20, y 20", rows), Plan("line", 0, (1,))).series[0]
    left, right = series.split_at_gaps()
    assert (left[-1][0], right[0][0]) == (49_998, 60_000)


def test_bars_show_sums() -> None:
    of = sheet("w 25, n 20", [("a", 1), (None, 2), ("a", 3), ("", 4)])
    drawn = build_figure(of, Plan("bar", 0, (1,)))
    assert drawn.x.words == ("a", "NULL", "''")
    assert drawn.series[0].points == ((0, 4), (1, 2), (2, 4))
    assert drawn.title == "sum of n by w"
    counted = build_figure(of, Plan("bar", 0))
    assert (counted.title, counted.series[0].points) == ("rows by w", ((0, 2), (1, 1), (2, 1)))


def test_words_beyond_the_limit_are_counted() -> None:
    many = sheet("w 25, n 20", [(word, 1) for word in range(MAX_BARS + 7)])
    assert build_figure(many, Plan("bar", 0, (1,))).notes == ("7 more values of “w” not drawn",)
    split = build_figure(many, Plan("line", None, (1,), 0))
    assert len(split.series) == MAX_SERIES
    assert split.notes == (f"{MAX_BARS + 7 - MAX_SERIES} more values of “w” not drawn",)


def test_histogram_has_round_bins() -> None:
    drawn = build_figure(
        sheet("n 23", [(n,) for n in range(100)] + [(99,)]), Plan("histogram", ys=(0,))
    )
    assert drawn.bin == 10
    assert drawn.series[0].points == (*((10.0 * n, 10.0) for n in range(9)), (90.0, 11.0))
    few = build_figure(sheet("n 23", [(n,) for n in (1, 2, 3)]), Plan("histogram", ys=(0,)))
    assert few.bin == 1


def test_a_million_points_are_thinned() -> None:
    xs = range(1_000_000)
    ys = [0.0] * len(xs)
    ys[123_456], ys[765_432] = 9.0, -9.0
    few = thin_line(xs, ys)
    assert len(few) < 4_001
    assert {(0, 0.0), (999_999, 0.0), (123_456, 9.0), (765_432, -9.0)} <= set(few)
    assert thin_line([3, 1, 2], [9, 7, 8]) == ((1, 7), (2, 8), (3, 9))
    assert len(thin_scatter(xs, [x * 7919 % 1000 for x in xs])) <= 301 * 151


NUMBERS = st.floats(-1e300, 1e300)


@given(low=NUMBERS, high=NUMBERS, most=st.integers(1, 40))
def test_ticks_are_few_sorted_and_within_the_axis(low: float, high: float, most: int) -> None:
    side = make_axis("n", "number", min(low, high), max(low, high))
    found = [value for value, _ in side.ticks(most)]
    assert len(found) <= 2 * most + 1
    assert found == sorted(found)
    assert all(-1e-5 <= side.share(value) <= 1 + 1e-5 for value in found)


TICKS = [
    ("number", "0", "10", ["0", "2", "4", "6", "8", "10"]),
    ("number", "-0.003", "0.002", ["-0.003", "-0.002", "-0.001", "0.000", "0.001", "0.002"]),
    ("number", "0", "4e6", ["0", "1,000,000", "2,000,000", "3,000,000", "4,000,000"]),
    ("moment", "2026-11-24 22:00:00", "2026-11-25 02:00:00", ["2026-11-24 22:00", "23:00"]),
    ("moment", "2026-12-30", "2027-01-03", ["2026-12-30", "12-31", "2027-01-01", "01-02"]),
    ("moment", "2025-11-02", "2026-03-02", ["2025-12", "2026-01", "2026-02", "2026-03"]),
    ("moment", "0002-01-01 BC", "0003-01-01", ["2 BC", "1 BC", "0001", "0002", "0003"]),
    ("moment", "1990-01-01", "2025-01-01", ["1990", "2000", "2010", "2020"]),
    ("span", "00:00:00", "05:00:00", ["0 h", "1 h", "2 h", "3 h", "4 h", "5 h"]),
    ("clock", "08:00:00", "12:00:00", ["08:00", "09:00", "10:00", "11:00", "12:00"]),
]


@pytest.mark.parametrize(("measure", "low", "high", "labels"), TICKS)
def test_ticks_are_round(measure: str, low: str, high: str, labels: list[str]) -> None:
    oid = {"number": FLOAT, "moment": 1114, "span": INTERVAL, "clock": TIME}[measure]
    of = sheet(f"v {oid}", [(low,), (high,)])
    drawn = build_figure(of, Plan("line", None, (0,)))
    found = [label for _, label in make_ticks(measure, drawn.y.low, drawn.y.high, 5)]
    assert found[: len(labels)] == labels


@given(days=st.integers(-1_800_000, 2_200_000_000))
def test_dates_and_days_are_inverse(days: int) -> None:
    assert days_from_date(*date_from_days(days)) == days


def test_timestamps_and_intervals_are_parsed_to_the_microsecond() -> None:
    assert parse_timestamp(b"1970-01-02") == DAY
    assert parse_timestamp(b"1969-12-31 23:59:59.5-00:30") == 30 * 60 * SECOND - SECOND // 2
    assert parse_timestamp(b"0001-12-31 BC") == parse_timestamp(b"0001-01-01") - DAY
    assert parse_timestamp(b"10000-01-01") == parse_timestamp(b"9999-12-31") + DAY
    assert parse_interval(b"-1 years -2 mons +3 days -04:05:06.000007") == -(
        (14 * 30 - 3) * DAY + (4 * 3600 + 5 * 60 + 6) * SECOND + 7
    )
    for wrong in (b"", b"1 fortnight", b"x"):
        with pytest.raises(ValueError, match=r"not an? "):
            parse_interval(wrong) if wrong else parse_timestamp(wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_png_has_twice_the_resolution(kind: str) -> None:
    of = sheet("w 25, n 20, m 20", [(word, n, n * n) for n, word in enumerate("abcdef")])
    picture = render_png(build_figure(of, fit_plan(Plan(kind, 0, (1, 2)), of.columns)))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    size = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    assert size == (2 * WIDTH, 2 * HEIGHT)
