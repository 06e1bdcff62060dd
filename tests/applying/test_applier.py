"""Each step of a script is applied once, whatever is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dsql_tui.applying.applier import Applier, ApplyOptions
from dsql_tui.applying.errors import OutcomeUnknown, StepFailed
from dsql_tui.applying.progress import Delayed, Progress, ScriptApplied, StepChecked
from dsql_tui.applying.unknown import Answer
from dsql_tui.db.queries import fetch_rows
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.opening import Access
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.migration_files.conventions import read_script
from dsql_tui.sql.migration_files.probes import find_probe, may_repeat
from dsql_tui.sql.migration_files.script import Script
from tests.access import build_access
from tests.conftest import start_copy
from tests.faults import set_faults

STATEMENTS = (
    "create table {0} (id int, t text)",
    "insert into {0} values (1, 'a')",
    "begin; insert into {0} values (2, 'b'); update {0} set t = t || 'x'; commit",
    "copy {0} from stdin;\n3\tc\n4\td\n\\.\n",
    "create unique index async {0}_id on {0} (id)",
    "alter table {0} add column n int",
    "alter table {0} rename column n to m",
)
ROWS = [("1", "ax", None), ("2", "bx", None), ("3", "c", None), ("4", "d", None)]


@pytest.fixture(scope="module")
def sandbox(created: Path) -> Iterator[SandboxProcess]:
    """A sandbox whose jobs take a fifth of a second."""
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_fast_jobs")
    with start_copy(created, command) as process:
        yield process


@pytest.fixture
def access(aws: Ready) -> Access:
    return build_access(aws)


def make_script(table: str) -> Script:
    return read_script(f"{table}.sql", ";\n".join(STATEMENTS).format(table))


def read(access: Access, query: str) -> list[Any]:
    with closing(access.open()) as session:
        return list(fetch_rows(session.run(query)))


def arm(applier: Applier, ready: Ready, beginning: str, **faults: Any) -> None:
    """Arm faults when a transaction whose first statement begins so is sent the first time."""
    original, armed = applier.sender.run, [False]

    def run(statements: Any, record: Any = None) -> Any:
        if statements[0].text.startswith(beginning) and not armed[0]:
            armed[0] = True
            set_faults(ready, **faults)
        return original(statements, record)

    applier.sender.run = run  # type: ignore[method-assign]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_steps_are_applied_once_although_each_commit_is_lost(
    access: Access, aws: Ready, moment: str
) -> None:
    told: list[Progress] = []
    starts = ["create table", f"insert into {moment} values (1", f"insert into {moment} values (2"]
    starts += ["copy", "create unique", f"alter table {moment} add", f"alter table {moment} rename"]
    with closing(Applier(access, told.append)) as applier:
        for beginning in starts:
            arm(applier, aws, beginning, commit=[moment])
        assert applier.apply([make_script(moment)]) == len(STATEMENTS)
        assert applier.apply([make_script(moment)]) == 0
    assert isinstance(told[-1], ScriptApplied)
    assert read(access, f"select id, t, m from {moment} order by id") == ROWS
    checked = [(each.line, each.applied) for each in told if isinstance(each, StepChecked)]
    assert checked == [(line, moment == "after") for line in (1, 9, 10, 11)]
    query = "select statement, outcome from dsql_tui_ledger where file = "
    outcomes = read(access, f"{query}'{moment}.sql' order by statement")
    assert outcomes == [(str(number), "done") for number in (0, 1, 2, 4, 7, 8, 9, 10)]


def test_conflicts_are_retried_from_the_start_of_the_transaction(
    access: Access, aws: Ready
) -> None:
    told: list[Progress] = []
    with closing(Applier(access, told.append)) as applier:
        for beginning in ("create table", "insert into conflicts values (2"):
            arm(applier, aws, beginning, conflict=["OC000", "OC001"])
        applier.apply([make_script("conflicts")])
    delays = [each.reason for each in told if isinstance(each, Delayed)]
    assert len(delays) == 4
    assert access.conflicts.count() == (2, 4, 2)
    assert "(OC000)" in delays[0]
    assert "(OC001)" in delays[1]
    assert read(access, "select id, t, m from conflicts order by id") == ROWS
    script = read_script("never.sql", "insert into conflicts values (9, 'z')")
    with closing(Applier(access, options=ApplyOptions(retries=1))) as applier:
        arm(applier, aws, "insert into conflicts", conflict=["OC000"] * 2)
        with pytest.raises(StepFailed) as failed:
            applier.apply([script])
    assert failed.value.outcome.conflicted
    last = access.conflicts.list_conflicts()[-1]
    assert (last.tables[-1], last.retries, last.done) == ("conflicts", 1, False)
    assert read(access, "select count(*) from conflicts") == [("4",)]


def test_outcome_that_nothing_shows_is_asked_for(access: Access, aws: Ready) -> None:
    """No query shows whether a function was created by this statement."""
    for moment, answer in (("after", "after"), ("before", "from")):
        name = f"f_{moment}"
        text = f"create function {name}() returns int language sql return 1; select {name}()"
        script = read_script(f"{name}.sql", text)
        with closing(Applier(access)) as applier:
            arm(applier, aws, "create function", commit=[moment])
            with pytest.raises(OutcomeUnknown, match=rf"{name}\.sql, line 1: the outcome"):
                applier.apply([script])
            assert applier.read_status([script])[0].state == "partly applied"
        with closing(Applier(access)) as applier, pytest.raises(OutcomeUnknown):
            applier.apply([script])  # it is never sent again without an answer
        asked: list[int] = []

        def decide(unknown: Any, asked: list[int] = asked, answer: Answer = answer) -> Answer:  # type: ignore[assignment]
            asked.append(unknown.line)
            return answer

        with closing(Applier(access, decide=decide)) as applier:
            assert applier.apply([script]) == (1 if answer == "after" else 2)
        assert asked == [1]


def test_transaction_of_as_many_rows_as_are_allowed_is_applied(access: Access) -> None:
    """The row of the ledger does not count against the limit of the script."""
    insert = "insert into full_{0} select n from generate_series(1, {0}) n"
    copy = "".join(f"{number}\n" for number in range(7000))
    text = f"create table full_3000 (n int); {insert.format(3000)}; copy full_3000 from stdin;\n"
    script = read_script("full.sql", f"{text}{copy}\\.\n")
    with closing(Applier(access)) as applier:
        assert applier.apply([script]) == 5
    assert read(access, "select count(*) from full_3000") == [("10000",)]
    with closing(Applier(access)) as applier, pytest.raises(StepFailed) as failed:
        applier.apply([read_script("over.sql", insert.format(3000).replace("3000)", "3001)"))])
    assert failed.value.outcome.error
    assert failed.value.outcome.error.sqlstate == "54000"
    assert read(access, "select count(*) from full_3000") == [("10000",)]


EFFECTS = (
    "create schema probed",
    "create domain probed.short as text",
    'create table probed."A b" (id int primary key, n int)',
    "create sequence probed.s cache 1",
    'create view probed.v as select id from probed."A b"',
    'create index async probed_n on probed."A b" (n)',
    'alter table probed."A b" add column if not exists "C" text',
    'alter table only probed."A b" rename "C" to d',
    'alter table probed."A b" add constraint ck check (n > 0) not valid',
    'alter table async probed."A b" validate constraint ck',
    'alter table probed."A b" rename constraint ck to ck2',
    'alter table probed."A b" drop constraint ck2',
    'alter table probed."A b" drop column d',
    "drop index probed.probed_n",
    "drop view if exists probed.v",
    "drop sequence probed.s",
    'alter table probed."A b" rename to a',
    "drop table probed.a cascade",
    "drop domain probed.short",
    "create role prober with login",
    "drop role prober",
    "drop schema probed",
)


def test_probe_shows_whether_ddl_was_executed(access: Access) -> None:
    with closing(Applier(access)) as applier:
        for text in EFFECTS:
            probe = find_probe(text)
            assert probe, text
            assert not applier.sender.ask(probe.effect), text
            assert applier.sender.run([SentStatement(text)]).outcome.error is None, text
            if "validate" in text:  # by its job
                while not applier.sender.ask(probe.complete):
                    pass
            assert applier.sender.ask(probe.effect), text
    for text in (
        "alter table a add x int, add y int",
        "create index async on a (b)",
        "grant x to y",
    ):
        assert find_probe(text) is None
    assert may_repeat("grant select on a to b")
    assert may_repeat("create table if not exists a (b int)")
    assert may_repeat("alter table a alter b set default 5")
    assert not may_repeat("create function f() returns int language sql return 1")
    assert not may_repeat("alter table a add column if not exists b int, add c int")


def test_a_job_that_is_waited_for_is_noted_in_the_ledger(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsql_tui.applying.jobs._RENEW_INTERVAL", 0.0)
    seen: list[Any] = []
    query = "select outcome, ended is not null from dsql_tui_ledger where statement = 2 and file = "

    def pause(seconds: float) -> None:
        seen.extend(read(access, f"{query}'renewed.sql'"))

    script = read_script("renewed.sql", "create table r (a int); create index async on r (a)")
    with closing(Applier(access)) as applier:
        monkeypatch.setattr(applier._jobs, "_pause", pause)
        applier.apply([script])
    assert ("waiting", "t") in seen
    assert read(access, f"{query}'renewed.sql'") == [("done", "t")]
