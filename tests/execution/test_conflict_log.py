"""Conflicts: which transaction, its retries, its outcome, and who may have caused it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from dsql_tui.dsql.conflict import NOT_RETRIED
from dsql_tui.events import Run, ServerError
from dsql_tui.execution.conflict_advice import advise, explain_conflict
from dsql_tui.execution.conflict_log import ConflictLog

AT = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)
TRANSACTION = ("begin", "update shop.orders set total = 1", "commit")
ROWS = "change conflicts with another transaction, please retry: (OC000)"
SCHEMA = "schema has been updated by another transaction, please retry: (OC001)"


def build_run(text: str, error: str = "", after: float = 0.0, sqlstate: str = "40001") -> Run:
    failed = ServerError(error, sqlstate) if error else None
    sent = AT + timedelta(seconds=after)
    return Run(text, sent, 0.5, None, "", failed, False, "shop", "admin")


def lose(log: ConflictLog, message: str = ROWS, after: float = 0.0) -> None:
    for text in TRANSACTION[:-1]:
        log.note("1", build_run(text, after=after))
    log.note("1", build_run("commit", message, after), TRANSACTION)


def test_a_retried_transaction_is_one_conflict_with_its_outcome() -> None:
    log = ConflictLog()
    lose(log)
    (conflict,) = log.conflicts
    assert (conflict.code, conflict.tables) == ("OC000", ("shop.orders",))
    assert (conflict.outcome, conflict.retries) == (NOT_RETRIED, 0)
    log.note("1", build_run("rollback"))
    lose(log)
    assert (conflict.outcome, conflict.retries) == ("conflict again", 1)
    for text in TRANSACTION:
        log.note("2", build_run("select 1"))
        log.note("1", build_run(text))
    assert (conflict.done, conflict.retries) == (True, 2)
    lose(log, SCHEMA)
    log.note("1", build_run("select 1"))
    lose(log)
    log.note("1", build_run("begin"))
    log.note("1", build_run(TRANSACTION[1], "no such table", sqlstate="42P01"))
    found = [(each.code, each.outcome, each.retries) for each in log.conflicts]
    assert found[1:] == [("OC001", NOT_RETRIED, 0), ("OC000", "failed: no such table", 1)]


def test_a_long_transaction_is_followed_to_its_end() -> None:
    log = ConflictLog()
    texts = ["begin", *(f"insert into t values ({number})" for number in range(500)), "commit"]
    log.note("1", build_run("commit", ROWS), texts)
    for text in texts:
        assert not log.conflicts[0].done
        log.note("1", build_run(text))
    assert log.conflicts[0].done
    assert len(log.conflicts[0].statements) < log.conflicts[0].count == 502


def test_changes_of_other_consoles_to_the_same_tables_are_rivals() -> None:
    log = ConflictLog()
    log.note("2", build_run("delete from orders", after=-400))
    log.note("2", build_run("delete from orders where id = 1", after=-2))
    log.note("2", build_run("delete from shop.products", after=-2))
    log.note("1", build_run("delete from orders where id = 3", after=-1))
    lose(log)
    rivals = log.find_rivals(log.conflicts[0])
    assert [each.statement for each in rivals] == ["delete from orders where id = 1"]


def test_advice_fits_the_conflict() -> None:
    log = ConflictLog()
    for _ in range(3):
        lose(log)
        log.note("1", build_run("select 1"))
    lose(log, SCHEMA)
    first, *_, last = log.conflicts
    assert "shop.orders had 3 conflicts" in " ".join(advise(first, log.conflicts))
    assert "Ctrl+O Y" in advise(first, log.conflicts)[0]
    assert "rows of shop.orders" in explain_conflict(first)
    assert "privileges" in explain_conflict(last)
    assert "shop.orders" not in " ".join(advise(last, log.conflicts))
