"""A live PostgreSQL that is read without pg_dump."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dsql_tui.db.postgres_script import PostgresReadError, write_postgres_script
from dsql_tui.migrating.live_source import dump_source
from dsql_tui.migrating.plan import make_plan
from dsql_tui.sql.conversion.options import Options
from tests.migrating.plain_postgres import start_postgres

SCHEMA = Path(__file__).with_name("every_kind.sql")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a database with objects of every kind."""
    with start_postgres() as address:
        with psycopg.connect(address) as connection:
            connection.execute(SCHEMA.read_bytes())
        yield address


def write_script(address: str) -> bytes:
    """Return the script of a database."""
    file = io.BytesIO()
    write_postgres_script(address, "", file)
    return file.getvalue()


def test_script_creates_the_same_database_again(address: str) -> None:
    script = write_script(address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create database again")
    copy = address.replace("/postgres?", "/again?")
    command = ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", copy]
    done = subprocess.run(command, input=script, capture_output=True, check=False)
    assert done.stderr.decode() == ""
    assert write_script(copy).decode().splitlines() == script.decode().splitlines()


def test_a_server_is_migrated_without_pg_dump(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    plan = make_plan(dump_source(address, tmp_path, resumes=False), lambda count: Options())
    assert sorted(plan.schema.rows.values()) == [1, 1, 1, 2]
    lost = {change.rule for change in plan.schema.changes if change.severity == "lost"}
    assert lost >= {"triggers", "aggregates", "row-level security", "rules"}
    assert not [each for each in plan.schema.changes if each.rule == "unknown statements"]


def test_an_error_names_no_password(address: str) -> None:
    with pytest.raises(PostgresReadError, match="nowhere"):
        write_postgres_script(address.replace("/postgres?", "/nowhere?"), "secret", io.BytesIO())
