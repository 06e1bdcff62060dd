"""psql's own commands, which the recipes do not use."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import token

PSQL = r"""
create table by_psql (id uuid primary key default gen_random_uuid(), name text);
create index async by_psql_name on by_psql (name);
\copy by_psql (name) from stdin
one
two
\.
select count(*) from by_psql;
\dt by_psql
\d by_psql
\d
\copy by_psql (name) to stdout
drop table by_psql;
"""


@pytest.mark.skipif(not shutil.which("psql"), reason="psql is not installed")
def test_psql_with_its_own_commands(aws: Ready) -> None:
    first = aws.clusters[0]
    conninfo = (
        f"host={first.endpoint} hostaddr={aws.hostaddr} port={aws.port} user=admin "
        f"dbname=postgres sslmode=verify-full sslrootcert={aws.sslrootcert}"
    )
    done = subprocess.run(
        ["psql", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", conninfo],
        input=PSQL,
        env={**os.environ, "PGPASSWORD": token(aws)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    for shown in ("COPY 2", "by_psql | table | admin", 'Table "public.by_psql"', "by_psql_name"):
        assert shown in done.stdout
    assert "one\ntwo\n" in done.stdout
