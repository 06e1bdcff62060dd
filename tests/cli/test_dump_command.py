"""A dump runs again, in `exec` and in psql, and gives the same schema and rows."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dsql_tui.dsql import limits
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.statements import split
from tests.cli.conftest import Command
from tests.cli.test_ddl import RICH, run_script
from tests.cli.test_round_trip import cells, fill_table
from tests.conftest import start_copy
from tests.results.formats.readers import Cell
from tests.sandbox.clients import token

HOSTILE = "a\x1b[2J\r\n-- \\'; \u009b\u202e\u2028\ufeff"
"""A name and a value: a comment, an escape, a backslash, and characters that reorder text."""
NAME = quote_name(HOSTILE)
ROWS = f"""
insert into plain.regions values ('DE', 'BER', 'one'), ('FR', 'PAR', null), ('ES', '', '');
insert into "Odd "" Schema.1"."Capital.Table" (price, "Region Code", country)
    values (5, 'BER', 'DE'), (6, 'PAR', 'FR'), (7, null, null);
update "Odd "" Schema.1"."Capital.Table" set boss = id + 5 where id < 20;
insert into plain.a_child (parent) values (null), (null);
insert into plain.z_parent select 1, id from plain.a_child limit 1;
update plain.a_child set parent = 1 where own = 1;
insert into plain.no_columns default values;
insert into plain.no_columns default values;
insert into plain.a_counted values (1), (null), (1);
create table plain.{NAME} (id text primary key, {NAME} text);
insert into plain.{NAME} values
    ('', e'\\n\\t\\r\\x01\\x1b\\x7f \\\\ '' \\u009b\\u202e'), ('x', '\\x1b');
create table plain.wide (id int primary key, data text, raw bytea);
insert into plain.wide select n, repeat('é', 200000), '\\x00ff' from generate_series(1, 12) n;
create table plain.many (b int, a int, primary key (a, b));
create index async many_b on plain.many (b);
create unique index async many_a on plain.many (a, b);
"""
MANY = "insert into plain.many select n, n / 7 from generate_series({}, {}) n"


SCHEMAS = ('"Odd "" Schema.1"', "plain", "shop", "private")
TABLES = (
    "plain.regions",
    '"Odd "" Schema.1"."Capital.Table"',
    "plain.a_child",
    "plain.z_parent",
    "plain.no_columns",
    "plain.a_counted",
    f"plain.{NAME}",
    "plain.wide",
    "plain.many",
    "plain.values",
    "shop.customers",
    "shop.orders",
    "shop.order_lines",
    "shop.products",
)
SEQUENCES = ("plain.counter", "plain.owned", '"Odd "" Schema.1"."Capital.Table_id_seq"')


@pytest.fixture(scope="module")
def sandbox(created: Path) -> Iterator[SandboxProcess]:
    """A sandbox whose jobs take a fifth of a second."""
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_fast_jobs")
    with start_copy(created, command) as process:
        yield process


def read_all(ready: Ready) -> dict[str, list[list[Cell]]]:
    """Return the rows of all tables, and the values of the sequences."""
    order = "select t.* from {} t order by t::text"
    found = {table: cells(ready, order.format(table)) for table in TABLES}
    state = "select last_value, is_called from {}"
    return found | {each: cells(ready, state.format(each)) for each in SEQUENCES}


def drop_all(command: Command, path: Path) -> None:
    run_script(command, path, ";".join(f"drop schema {each} cascade" for each in SCHEMAS))


def run_by_exec(command: Command, ready: Ready, path: Path) -> None:
    done = command("exec", "-f", str(path), "--yes", "--retry-conflicts", "5")
    assert done.code == 0, done.talk


def run_by_psql(command: Command, ready: Ready, path: Path) -> None:
    conninfo = (
        f"host={ready.clusters[0].endpoint} hostaddr={ready.hostaddr} port={ready.port} "
        f"user=admin dbname=postgres sslmode=verify-full sslrootcert={ready.sslrootcert}"
    )
    done = subprocess.run(
        ["psql", "--no-psqlrc", "--file", str(path), conninfo],
        env={**os.environ, "PGPASSWORD": token(ready)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


Run = Callable[[Command, Ready, Path], None]
RUNNERS: list[Run] = [run_by_exec, run_by_psql] if shutil.which("psql") else [run_by_exec]


def test_dump_creates_the_same_schema_and_rows_again(
    command: Command, aws: Ready, tmp_path: Path
) -> None:
    path, dump = tmp_path / "script.sql", tmp_path / "dump.sql"
    run_script(command, path, RICH)
    run_script(command, path, ROWS + ";".join(MANY.format(n, n + 2999) for n in (1, 3001, 6001)))
    fill_table(command, "plain.values")
    roles = (
        'create role "Re ader"; create role plain_reader; create schema private;'
        'grant usage on schema plain to "Re ader", plain_reader with grant option;'
        'grant select, insert on plain.regions to "Re ader";'
        "grant update (country) on plain.regions to plain_reader;"
        "grant usage on sequence plain.counter to plain_reader;"
        "grant select on plain.a_view to public;"
        "grant execute on function plain.twice(bigint) to plain_reader"
    )
    run_script(command, path, roles)
    ddl, before = command("ddl").data, read_all(aws)
    done = command("dump", "-o", str(dump))
    assert (done.code, done.data) == (0, ""), done.talk
    count = sum(len(before[table]) for table in TABLES)
    assert done.talk == f"{count:,} rows of {len(TABLES)} tables dumped\n"
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    text = dump.read_bytes().decode()
    check_statements(text)
    for run in RUNNERS:
        drop_all(command, path)
        run(command, aws, dump)
        run_script(command, path, "select 1")  # waits for the jobs
        assert read_all(aws) == before
        assert command("dump").data == text
        assert command("ddl").data == ddl


def check_statements(text: str) -> None:
    """Check that every statement fits a transaction, and that values are safe to display."""
    inserts = [each.text for each in split(text) if each.text.startswith("INSERT ")]
    many = [each.count("\n(") for each in inserts if "plain.many" in each]
    assert many == [2500, 2500, 2500, 1500]
    assert all(len(each.encode()) < limits.TRANSACTION_BYTES // 2 for each in inserts)
    assert len([each for each in inserts if "plain.wide" in each]) == 1
    values = "".join(each.partition("VALUES")[2] for each in inserts if HOSTILE not in each)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufeff]", values)
    comments = [line for line in text.splitlines() if line.startswith("-- Rows of")]
    assert len(comments) == len(TABLES)
    grants = text[text.index("-- Grants") :].splitlines()
    assert grants == [
        "-- Grants. The roles must exist:",
        '--   CREATE ROLE "Re ader" WITH NOLOGIN;',
        "--   CREATE ROLE plain_reader WITH NOLOGIN;",
        "GRANT EXECUTE ON FUNCTION plain.twice(n bigint) TO plain_reader;",
        'GRANT USAGE ON SCHEMA plain TO "Re ader" WITH GRANT OPTION;',
        "GRANT USAGE ON SCHEMA plain TO plain_reader WITH GRANT OPTION;",
        "GRANT USAGE ON SEQUENCE plain.counter TO plain_reader;",
        "GRANT SELECT ON TABLE plain.a_view TO PUBLIC;",
        'GRANT INSERT, SELECT ON TABLE plain.regions TO "Re ader";',
        "GRANT UPDATE (country) ON TABLE plain.regions TO plain_reader;",
    ]


def test_parts_of_a_dump(command: Command, aws: Ready, tmp_path: Path) -> None:
    path = tmp_path / "dump.sql"
    tables = (
        "create schema part; create sequence part.own cache 1;"
        "create table part.z (id int primary key, n bigint default nextval('part.own'));"
        "alter sequence part.own owned by part.z.n;"
        "create table part.a (z int references part.z);"
        "insert into part.z values (1), (2); insert into part.a values (2)"
    )
    run_script(command, path, tables)
    schema = command("dump", "--schema", "part", "--schema-only", "--no-grants")
    assert "INSERT" not in schema.data
    assert "setval" not in schema.data
    assert schema.talk == ""
    assert schema.data.endswith(command("ddl", "--schema", "part").data + "\n")
    rows = command("dump", "--schema", "part", "--data-only")
    assert rows.talk == "3 rows of 2 tables dumped\n"
    assert "CREATE" not in rows.data
    assert "GRANT" not in rows.data
    one = command("dump", "--table", 'Part."z"', "--quiet")
    assert "part.a" not in one.data
    assert "CREATE SEQUENCE part.own CACHE 1;" in one.data
    assert "SELECT setval('part.own', 2, true);" in one.data
    assert one.talk == ""
    run_script(command, path, "delete from part.a where true; delete from part.z where true")
    path.write_text(rows.data)
    run_by_exec(command, aws, path)
    assert cells(aws, "select id, n from part.z order by 1") == [["1", "1"], ["2", "2"]]
    assert cells(aws, "select * from part.a") == [["2"]]
    run_script(command, path, "drop schema part cascade")


def test_compressed_dump_has_the_same_text(command: Command, tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "dump.sql.gz"
    assert command("dump", "--schema", "shop", "-o", str(path)).code == 0
    assert gzip.decompress(path.read_bytes()).decode() == command("dump", "--schema", "shop").data


def test_failed_dump_leaves_the_file(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "dump.sql"
    path.write_text("kept")
    path.chmod(0o640)
    for arguments, words in (
        (["--schema", "Shop"], "There is no schema “Shop” that this role can see."),
        (["--table", "shop.x"], "There is no table or view shop.x that this role can see."),
        (["--table", "shop.orders", "-U", "nobody"], "access denied"),
    ):
        done = command("dump", *arguments, "-o", str(path))
        assert done.code in (1, 3)
        assert words in done.talk
    assert path.read_text() == "kept"
    missing = tmp_path / "none" / "dump.sql"
    done = command("dump", "-o", str(missing))
    assert (done.code, done.talk) == (
        1,
        f"dsql-tui: {missing.parent}: The folder does not exist.\n",
    )
    assert command("dump", "--schema", "shop", "-o", str(path)).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
