"""Scripts in the shape of well-known samples end with what PostgreSQL itself makes of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dsql_tui.db.queries import fetch_rows
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.cli.conftest import Command
from tests.migrating.plain_postgres import start_postgres

SAMPLES = Path(__file__).parent.parent / "migrating" / "samples"
TABLES = """\
select relname, array_to_string(array(select case when atttypid = 'numeric'::regtype
    then format('trim_scale(%I)::text', attname) else format('%I::text', attname) end
    from pg_attribute where attrelid = c.oid and attnum > 0 order by attnum), ', ')
from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"""
KEYS = """\
select conrelid::regclass::text, contype::text, array_to_string(array(select attname
    from unnest(conkey) with ordinality k (n, o), pg_attribute
    where attrelid = conrelid and attnum = n order by o), ','),
    coalesce((select relname from pg_class where oid = confrelid), '')
from pg_constraint
where contype in ('p', 'f') and convalidated and connamespace = 'public'::regnamespace order by 1"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a PostgreSQL that has run the samples."""
    with start_postgres() as address:
        for sample in sorted(SAMPLES.iterdir()):
            lines = sample.read_text().splitlines(keepends=True)
            script = "".join(line for line in lines if "DATABASE" not in line and line[:2] != "\\c")
            command = ["psql", "--no-psqlrc", "--quiet", "--dbname", address]
            subprocess.run(command, input=script.encode(), check=True, stderr=subprocess.DEVNULL)
        yield address


def test_samples_have_the_rows_and_keys_that_postgresql_gives_them(
    address: str, command: Command, aws: Ready, tmp_path: Path
) -> None:
    for sample in SAMPLES.iterdir():
        done = command("migrate", str(sample), "--folder", str(tmp_path / sample.stem))
        assert done.code == 0, done.talk
        assert "all objects created" in done.talk
    with psycopg.connect(address) as source, closing(build_access(aws).open()) as target:

        def ask(query: str) -> tuple[list[Any], list[Any]]:
            return source.execute(query.encode()).fetchall(), list(fetch_rows(target.run(query)))

        ours = dict(ask(TABLES)[0])
        theirs = dict(ask(TABLES)[1])
        assert len(ours) == 9
        assert ours.items() <= theirs.items()
        for table, columns in ours.items():
            expected, found = ask(f'select {columns} from public."{table}" order by 1, 2')
            assert found == expected
            assert len(found) in (2, 3)
        expected, found = ask(KEYS)
        assert {key for key in found if key[0] in {each[0] for each in expected}} == set(expected)
        assert len(expected) == 11
