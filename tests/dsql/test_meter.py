"""What a transaction has used of its limits."""

import pytest

from dsql_tui.dsql.meter import TransactionMeter, rows_changed
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
def test_rows_are_told_from_the_tag(tag: str, rows: int) -> None:
    assert rows_changed(tag) == rows


def test_the_meter_counts_from_begin_to_now() -> None:
    meter = TransactionMeter()
    meter.note("UPDATE 500", IDLE, IDLE, 50.0)
    meter.note("BEGIN", IDLE, OPEN, 100.0)
    meter.note("UPDATE 400", OPEN, OPEN, 110.0)
    meter.note("INSERT 0 12", OPEN, OPEN, 120.0)
    assert meter.text(172.0) == "TX 2 stmts · ~412 of 3,000 rows · 1:12 of 5:00"


@pytest.mark.parametrize(
    ("rows", "seconds", "near"), [(0, 10, False), (2700, 10, True), (0, 250, True)]
)
def test_nearness_to_a_limit_is_told(rows: int, seconds: float, near: bool) -> None:
    meter = TransactionMeter()
    meter.note("BEGIN", IDLE, OPEN, 0.0)
    meter.note(f"UPDATE {rows}", OPEN, OPEN, 1.0)
    assert meter.near(seconds) is near


def test_each_limit_is_warned_of_once_for_each_transaction() -> None:
    meter = TransactionMeter()
    for began in (0.0, 1000.0):
        meter.note("BEGIN", IDLE, OPEN, began)
        assert meter.warning(began + 249) is None
        assert "ends in 0:50" in (meter.warning(began + 250) or "")
        assert meter.warning(began + 251) is None
        meter.note("UPDATE 2700", OPEN, OPEN, began + 252)
        assert "2,700 of 3,000 rows" in (meter.warning(began + 252) or "")
        assert meter.warning(began + 253) is None
        meter.note("COMMIT", OPEN, IDLE, began + 254)
