"""`exec --wait-jobs`: the exit code is that of the job."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable

import pytest

from dsql_tui.cli import job_wait
from dsql_tui.db.jobs import read_jobs
from dsql_tui.db.session import Session
from dsql_tui.dsql.job import Job
from tests.cli.conftest import Command


def test_exec_waits_until_an_index_is_built(command: Command) -> None:
    create = "create index async built on shop.customers (joined);"
    state = "select indisvalid from pg_index where indexrelid = 'shop.built'::regclass"
    done = command("exec", "--wait-jobs", "--format", "tsv", "-c", f"{create} {state}")
    assert done.code == 0
    assert done.data.splitlines()[-1] == "t"
    assert "Waiting for index build of shop.built." in done.talk
    assert "Index build of shop.built completed after" in done.talk


def test_a_failed_build_fails_the_script_and_is_explained(command: Command) -> None:
    script = "create unique index async no_good on shop.customers (country);\nselect 'later'"
    done = command("exec", "--wait-jobs", "-q", "-c", script)
    assert done.code == 1
    assert "later" not in done.data
    assert "found duplicate key(s)" in done.talk
    assert "\nwhere (country) in (\n" in done.talk
    assert "drop index shop.no_good;" in done.talk
    assert "Stopped at statement 1 of 2" in done.talk
    assert command("exec", "-c", "drop index shop.no_good").code == 0


def test_keep_going_runs_the_rest_and_still_fails(command: Command) -> None:
    script = "create unique index async none on shop.customers (country);\nselect 'later'"
    done = command("exec", "--wait-jobs", "--keep-going", "-c", script)
    assert done.code == 1
    assert "later" in done.data


def test_a_transaction_is_waited_for_after_its_end(command: Command) -> None:
    begun = "begin; create index async in_block on shop.customers (name);"
    done = command("exec", "--wait-jobs", "-c", f"{begun} commit")
    assert done.code == 0
    assert "Index build of shop.in_block completed" in done.talk
    done = command("exec", "--wait-jobs", "-c", f"{begun.replace('in_block', 'undone')} rollback")
    assert done.code == 0
    assert "undone" not in done.talk


def test_gset_keeps_the_job(command: Command) -> None:
    create = "create index async gotten on shop.orders (placed) \\gset\n\\echo :job_id"
    done = command("exec", "--wait-jobs", "-c", create)
    assert done.code == 0
    assert len(done.data.strip()) == 26
    assert "gotten completed" in done.talk


def test_a_wait_that_takes_too_long_has_its_own_exit_code(command: Command) -> None:
    create = "create index async slow on shop.orders (status)"
    done = command("exec", "--wait-jobs", "--timeout", "1", "-c", create)
    assert done.code == 4
    assert "took longer than --timeout allows; it continues" in done.talk


def test_without_the_option_nothing_waits(command: Command) -> None:
    done = command("exec", "-c", "create index async quick on shop.orders (id, status)")
    assert done.code == 0
    assert "Waiting" not in done.talk


def test_ctrl_c_says_that_the_job_continues(
    process: Callable[..., subprocess.Popen[bytes]],
) -> None:
    create = "create index async stopped on shop.orders (customer_id, status)"
    with process("exec", "--wait-jobs", "-c", create) as running:
        assert running.stderr is not None
        lines = iter(running.stderr.readline, b"")
        assert any(b"Waiting for index build" in line for line in lines)
        running.send_signal(signal.SIGINT)
        assert b"continues in the background" in running.stderr.read()
        assert running.wait(30) == 130


def test_a_job_that_vanishes_has_an_unknown_outcome(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[list[Job]] = []

    def read(session: Session) -> list[Job]:
        readings.append(read_jobs(session) if not readings else [])
        return readings[-1]

    monkeypatch.setattr(job_wait, "read_jobs", read)
    create = "create index async vanished on shop.orders (shipped)"
    done = command("exec", "--wait-jobs", "-c", create)
    assert done.code == 6
    assert "is unknown: sys.jobs no longer lists it." in done.talk


def test_a_session_that_ends_during_the_wait_leaves_the_outcome_unknown(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(session: Session) -> list[Job]:
        session.cut()
        return read_jobs(session)

    monkeypatch.setattr(job_wait, "read_jobs", read)
    create = "create index async cut_off on shop.orders (discount)"
    done = command("exec", "--wait-jobs", "-c", create)
    assert done.code == 6
    assert "is unknown: sys.jobs cannot be read." in done.talk


@pytest.mark.parametrize("statement", ["select 'x' as job_id", "analyze shop.products"])
def test_other_statements_are_not_waited_for(command: Command, statement: str) -> None:
    done = command("exec", "--wait-jobs", "-c", statement)
    assert done.code == 0
    assert "Waiting" not in done.talk
