"""Every way past a production profile and a read-only one, through every way into `exec`."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.cli.attempt import Attempts, collect
from dsql_tui.cli.options import DONE, USAGE
from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.db.user_code import read_user_code
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.cli.conftest import add_guarded_profiles
from tests.ways_past import COUNT, HARMLESS, OBJECTS, TRANSACTIONS, WRITES

PATH = "set search_path = ways, public"
_sessions: dict[str, Session] = {}

Run = Callable[[str, str], int]


@pytest.fixture
def writer(aws: Ready) -> Session:
    """Return the session that made the objects, one for the file."""
    access: Access = build_access(aws)
    if "writer" not in _sessions:
        session = access.open()
        for statement in OBJECTS:
            fetch_rows(session.run(statement))
        _sessions["writer"] = session
    return _sessions["writer"]


@pytest.fixture
def enter(
    aws: Ready, writer: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str, str], int]:
    """Return what runs a script by a profile, in one of the ways into `exec`."""
    add_guarded_profiles(aws)
    path = tmp_path / "script.sql"

    def execute(profile: str, script: str, way: str) -> int:
        path.write_text(script)
        if way == "-":
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(script.encode())))
        arguments = {
            "-c": ["-c", script],
            "-f": ["-f", str(path)],
            "-": ["-"],
            "\\i": ["-c", f"\\i {path}"],
        }
        return run(["exec", profile, *arguments[way], "-q"])

    return execute


WAYS = list(zip([*WRITES, *TRANSACTIONS], cycle(["-c", "-f", "-", "\\i"]), strict=False))


@pytest.mark.parametrize("profile", ["prod", "looks"])
@pytest.mark.parametrize(("statements", "way"), WAYS)
def test_every_way_to_change_asks_first(
    writer: Session,
    enter: Callable[[str, str, str], int],
    statements: list[str],
    way: str,
    profile: str,
) -> None:
    before = fetch_rows(writer.run(COUNT))
    script = "\n;\n".join([PATH, *statements]) + ";\n"
    code = enter(profile, script, way)
    assert code == USAGE if profile == "prod" else code != DONE
    assert fetch_rows(writer.run(COUNT)) == before


@pytest.mark.parametrize("profile", ["prod", "looks"])
@pytest.mark.parametrize("statement", HARMLESS)
def test_a_read_runs_without_a_question(
    writer: Session, enter: Callable[[str, str, str], int], statement: str, profile: str
) -> None:
    assert enter(profile, f"{PATH};\n{statement};", "-c") == DONE


LOST = [
    ("select ways.lower(1), pg_sleep(5)", True),
    ("select t.wipe, pg_sleep(5) from ways.t", True),
    ("select w.n, pg_sleep(5) from ways.w", True),
    ("select 5::ways.d, pg_sleep(5)", True),
    ('explain (verbose, "analyze") insert into ways.log select null, pg_sleep(5)::text', True),
    ("select t.id, pg_sleep(5) from ways.t", False),
    ("select 5, pg_sleep(5)", False),
]


@pytest.mark.parametrize(("statement", "unknown"), LOST)
def test_only_a_read_is_known_after_a_lost_link(
    aws: Ready, writer: Session, statement: str, unknown: bool
) -> None:
    session = build_access(aws).open()
    fetch_rows(session.run("set search_path = ways, public"))
    read_user_code(session)
    cut = threading.Timer(0.5, session.cut)
    cut.start()
    attempts = Attempts(None, lambda notice: None)
    attempt = attempts.send(session, SentStatement(statement), collect)
    cut.join()
    session.close()
    assert attempt.outcome.error is not None
    assert attempt.outcome.error.lost
    assert attempt.outcome.unknown is unknown
    assert bool(attempt.outcome.repeats) is not unknown
