"""The meter of a transaction."""

import pytest

from dsql_tui.dsql.meter import TransactionMeter, count_changed_rows
from dsql_tui.dsql.state import State

IDLE, OPEN = State.IDLE, State.IN_TRANSACTION


@pytest.mark.parametrize(
    ("tag", "rows"),
    [
        ("INSERT 0 3", 3),
        ("UPDATE 12", 12),
        ("DELETE 0", 0),
        ("COPY 5", 5),
        ("SELECT 9", 0),
        ("", 0),
    ],
)
def test_rows_are_counted_by_the_tag(tag: str, rows: int) -> None:
    assert count_changed_rows(tag) == rows


def test_meter_counts_from_begin() -> None:
    meter = TransactionMeter()
    meter.record("UPDATE 500", IDLE, IDLE, 50.0)
    meter.record("BEGIN", IDLE, OPEN, 100.0)
    meter.record("UPDATE 400", OPEN, OPEN, 110.0)
    meter.record("INSERT 0 12", OPEN, OPEN, 120.0)
    assert meter.text(172.0) == "TX 2 stmts · ~412 of 3,000 rows · 1:12 of 5:00"


@pytest.mark.parametrize(
    ("rows", "seconds", "near"), [(0, 10, False), (2700, 10, True), (0, 250, True)]
)
def test_meter_knows_when_a_limit_is_near(rows: int, seconds: float, near: bool) -> None:
    meter = TransactionMeter()
    meter.record("BEGIN", IDLE, OPEN, 0.0)
    meter.record(f"UPDATE {rows}", OPEN, OPEN, 1.0)
    assert meter.is_near_limit(seconds) is near


def test_each_limit_warns_once_in_a_transaction() -> None:
    meter = TransactionMeter()
    for began in (0.0, 1000.0):
        meter.record("BEGIN", IDLE, OPEN, began)
        assert meter.warning(began + 239) is None
        assert "ends in 1:00" in (meter.warning(began + 240) or "")
        assert meter.warning(began + 251) is None
        meter.record("UPDATE 2700", OPEN, OPEN, began + 252)
        assert "2,700 of 3,000 rows" in (meter.warning(began + 252) or "")
        assert meter.warning(began + 253) is None
        assert "timed out" in (meter.warning(began + 300) or "")
        assert meter.text(began + 301) == "TX timed out"
        assert meter.warning(began + 302) is None
        meter.record("COMMIT", OPEN, IDLE, began + 304)
