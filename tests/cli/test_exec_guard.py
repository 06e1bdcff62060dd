"""Changes on connections that ask first, or let none through, without a screen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.cli.options import DONE, USAGE
from dsql_tui.dsql.profile import Profile
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.profiles import add_profile
from tests.terminal import Terminal

CHANGE = "delete from shop.orders where false"


@pytest.fixture
def saved(aws: Ready) -> Ready:
    """Profiles `live`, which is prod, and `looks`, which is read-only."""
    for name, more in (("live", {"environment": "prod"}), ("looks", {"read_only": True})):
        profile = Profile(
            name,
            aws.clusters[0].endpoint,
            hostaddr=aws.hostaddr,
            port=aws.port,
            sslrootcert=aws.sslrootcert,
            **more,
        )
        add_profile(profile)
    return aws


def test_prod_takes_a_change_with_yes_only(
    saved: Ready, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["exec", "live", "-c", "select 1", "--format", "tsv", "-q"]) == DONE
    assert capfd.readouterr() == ("?column?\n1\n", "")
    included = tmp_path / "change.sql"
    included.write_text(CHANGE)
    for script in (f"select 1; {CHANGE}; {CHANGE}", f"\\i {included}"):
        assert run(["exec", "live", "-c", script]) == USAGE
        data, talk = capfd.readouterr()
        assert data == ""
        assert talk.startswith(
            f"dsql-tui: live is a production profile, and this changes it:\n{CHANGE}"
        )
        assert talk.endswith("Nothing was run. Add --yes to run it.\n")
        assert run(["exec", "live", "-c", script, "--yes", "-q"]) == DONE
        capfd.readouterr()


@pytest.mark.parametrize("profile", ["live", "looks"])
@pytest.mark.parametrize("command", ["\\df", "\\d shop.orders", "\\dt", "\\du", "\\dp", "\\l"])
def test_commands_that_describe_run_unasked(saved: Ready, profile: str, command: str) -> None:
    assert run(["exec", profile, "-c", command, "-q"]) == DONE


def test_an_import_into_prod_takes_yes(
    saved: Ready, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("id\n1\n")
    made = "create table into_prod (id int primary key)"
    assert run(["exec", "live", "-c", made, "--yes"]) == DONE
    importing = ["import", "live", str(path), "--into", "into_prod"]
    assert run(importing) == USAGE
    assert "the rows of rows.csv into into_prod\nNothing was run." in capfd.readouterr().err
    assert run([*importing, "--yes"]) == DONE


def test_where_nothing_may_change_nothing_is_sent(
    saved: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["exec", "looks", "-c", CHANGE, "--yes"]) == USAGE
    assert "looks is read-only; nothing was sent" in capfd.readouterr().err
    assert run(["exec", "looks", "-c", "select 1", "-q"]) == DONE


def test_a_drop_with_cascade_lists_what_it_drops(
    aws: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    target = [aws.clusters[0].endpoint, "--hostaddr", aws.hostaddr, "--port", str(aws.port)]
    target += ["--sslrootcert", aws.sslrootcert, "-q"]
    made = (
        "create schema going; create table going.t (id int primary key); "
        "create view going.v as select id from going.t"
    )
    assert run(["exec", *target, "-c", made]) == DONE
    assert run(["exec", *target, "-c", "drop schema going cascade"]) == USAGE
    assert "this drops 1 table, 1 view." in capfd.readouterr().err
    assert run(["exec", *target, "-c", "drop schema going cascade", "--yes"]) == DONE


@pytest.mark.parametrize(
    ("answer", "code"),
    [("n\r", USAGE), ("\x04", USAGE), ("\x03", 130), ("y\r", DONE)],
)
def test_a_user_at_a_terminal_is_asked(saved: Ready, answer: str, code: int) -> None:
    command = [sys.executable, "-m", "dsql_tui", "exec", "live", "-c", CHANGE]
    with Terminal(command) as terminal:
        terminal.wait(CHANGE)
        terminal.wait("[y/N]")
        terminal.press(answer)
        assert terminal.finish() == code
        assert ("Nothing was run." in terminal.screen.display[3]) is (code == USAGE)


def test_the_question_shows_every_risky_statement(
    aws: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    target = [aws.clusters[0].endpoint, "--hostaddr", aws.hostaddr, "--port", str(aws.port)]
    target += ["--sslrootcert", aws.sslrootcert, "-q"]
    script = "drop view v_1 cascade; select 1; truncate t_1;\ndrop view v_2\ncascade"
    assert run(["exec", *target, "-c", script]) == USAGE
    talk = capfd.readouterr().err.splitlines()
    assert [line for line in talk if not line.startswith("  ")] == [
        "dsql-tui: Check before running:",
        "drop view v_1 cascade",
        "truncate t_1",
        "drop view v_2 cascade",
        "Nothing was run. Add --yes to run it.",
    ]
